/** Connections to PostgreSQL that are used again only where the last question on them was answered. */
import type { PostgresPool } from 'kysely';
import pg from 'pg';

const INT8 = 20;
/** int8 as a number: times and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary' = 'text') =>
    oid === INT8 && format === 'text'
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

export interface PoolOptions {
  readonly databaseUrl: string;
  readonly max: number;
  readonly connectMs: number;
  /** What each statement may take. */
  readonly statementMs: number;
}

/**
 * pg gives a connection back to its pool even where a question timed out: what was asked may still be done later, its
 * transaction stays open and locks others out, or the network has forgotten the connection and every next question
 * waits in vain. Such a connection is closed here.
 */
export function createPool({ databaseUrl, max, connectMs, statementMs }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'spinewatch',
    max,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    // Ends what the server no longer answers, a little after the server should have ended it itself.
    query_timeout: statementMs + 250,
    idleTimeoutMillis: 60_000,
    types,
  });
  // One that breaks while idle is replaced at the next question. One that breaks between two questions of a
  // transaction would end the process: the next question says what is wrong.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    // Kysely's own signature allows any client; only these two methods of one are ever used.
    connect: async () => guarded(await pool.connect()),
    end: () => pool.end(),
  } as PostgresPool;
}

function guarded(client: pg.PoolClient): {
  query: (sql: string, values: unknown[]) => Promise<unknown>;
  release(): void;
} {
  let broken: unknown;
  return {
    async query(sql, values) {
      if (broken !== undefined) throw broken;
      try {
        return await client.query(sql, values);
      } catch (error) {
        if (!isAnswer(error)) broken = error;
        throw error;
      }
    },
    release: () => client.release(broken !== undefined),
  };
}

/** The server's own refusal, after which the connection is as good as before. */
const isAnswer = (error: unknown): boolean => error instanceof pg.DatabaseError && error.severity === 'ERROR';
