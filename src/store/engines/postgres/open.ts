/**
 * PostgreSQL, for several processes on one store. Every question has a time of its own: a database that has gone quiet
 * costs an answer a fraction of a second at most.
 */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrate, MIGRATIONS } from '../../migrations.js';
import type { Store } from '../../port.js';
import type { Tables } from '../../schema.js';
import { createSqlStore } from '../../sql-store.js';

/** Connections for writing and for reading on the path of an answer, a process. */
const WRITERS = 4;
const READERS = 4;
const CONNECT_MS = 2000;
const STATEMENT_MS = 5000;
const READ_MS = 250;

const INT8 = 20;
/** int8 as a number: times and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary' = 'text') =>
    oid === INT8 && format === 'text'
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

export interface PostgresOptions {
  readonly databaseUrl: string;
  /** What each statement may take, in milliseconds. */
  readonly statementMs?: number;
  readonly migrations?: typeof MIGRATIONS;
}

/** Connects and brings the schema up to date. @throws MigrationError, or pg's error with its code */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const { databaseUrl, statementMs = STATEMENT_MS, migrations = MIGRATIONS } = options;
  const poolOf = (max: number, ms: number, connectMs: number): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'spinewatch',
      max,
      connectionTimeoutMillis: connectMs,
      statement_timeout: ms,
      // Ends what the server no longer answers, a little after the server should have ended it itself.
      query_timeout: ms + 250,
      idleTimeoutMillis: 60_000,
      types,
    });
    // An idle connection that breaks is replaced at the next question, which says what is wrong.
    pool.on('error', () => undefined);
    return pool;
  };
  const writers = poolOf(WRITERS, statementMs, CONNECT_MS);
  const readers = poolOf(READERS, READ_MS, READ_MS);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: writers }) });
  const reader = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: readers }) });
  const close = async (): Promise<void> => {
    await Promise.all([db.destroy(), reader.destroy()]);
  };
  try {
    // Kysely opens its pool at the first query and closes only what it opened.
    await reader.selectNoFrom(({ lit }) => lit(1).as('one')).execute();
    await migrate(db, migrations);
    return createSqlStore({ name: 'postgres', db, reader, close });
  } catch (error) {
    await Promise.allSettled([writers.end(), readers.end()]);
    throw error;
  }
}
