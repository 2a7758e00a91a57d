/**
 * PostgreSQL, for several processes on one store. Every question has a time of its own: a database that has gone quiet
 * costs an answer a fraction of a second at most.
 */
import { Kysely, PostgresDialect } from 'kysely';
import { migrate, MIGRATIONS } from '../../migrations.js';
import type { Store } from '../../port.js';
import type { Tables } from '../../schema.js';
import { createSqlStore } from '../../sql-store.js';
import { createPool } from './pool.js';

/** Connections for writing and for reading on the path of an answer, a process. */
const WRITERS = 4;
const READERS = 4;
const CONNECT_MS = 5000;
const STATEMENT_MS = 5000;
const READ_MS = 250;

export interface PostgresOptions {
  readonly databaseUrl: string;
  /** What each statement may take, in milliseconds. */
  readonly statementMs?: number;
  readonly migrations?: typeof MIGRATIONS;
}

/** Connects and brings the schema up to date. @throws MigrationError, or pg's error with its code */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const { databaseUrl, statementMs = STATEMENT_MS, migrations = MIGRATIONS } = options;
  const writers = createPool({ databaseUrl, max: WRITERS, connectMs: CONNECT_MS, statementMs });
  const readers = createPool({ databaseUrl, max: READERS, connectMs: CONNECT_MS, statementMs: READ_MS });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: writers }) });
  const reader = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: readers }) });
  let closed: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    await (closed ??= Promise.allSettled([writers.end(), readers.end()]));
  };
  try {
    // The first answer that asks must not wait for a connection to be made.
    (await readers.connect()).release();
    await migrate(db, migrations);
    return createSqlStore({ name: 'postgres', db, reader, close });
  } catch (error) {
    await close();
    throw error;
  }
}
