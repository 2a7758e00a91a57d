/** PostgreSQL for the suites of the store: a database for each test, on the server of DATABASE_URL. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openPostgres } from '../../../src/store/engines/postgres/open.js';
import type { TestEngine } from '../../store/support/engine.js';
import { tempDataDir } from '../../support/data-dir.js';
import { postgresProgram } from './server.js';

export const KEY = 'a key for tests, of no use elsewhere';

/** The server of this run; its user may create databases. */
export function serverUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('Run by `npm run test:postgres`, which starts a server.');
  return url;
}

export const postgresAt = (server: () => string): TestEngine => ({
  name: 'postgres',
  async create() {
    const name = `spinewatch_test_${randomUUID().replaceAll('-', '')}`;
    await query(server(), `create database ${name}`);
    const databaseUrl = within(server(), name);
    return {
      environment: { DATABASE_URL: databaseUrl, DATA_DIR: tempDataDir(), SPINEWATCH_PATIENT_KEY: KEY },
      open: (options) => openPostgres({ databaseUrl, ...options }),
      run: (sql) => query(databaseUrl, sql),
      everyByte: () => Promise.resolve(postgresProgram('pg_dump', '--inserts', databaseUrl)),
      remove: async () => {
        await query(server(), `drop database ${name} with (force)`);
      },
    };
  },
});

export const POSTGRES: TestEngine = postgresAt(serverUrl);

function within(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
