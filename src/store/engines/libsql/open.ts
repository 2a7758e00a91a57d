/**
 * The embedded engine: one SQLite file in DATA_DIR (libsql, WAL, every commit on the disk before it counts). A thread
 * writes; what an answer waits for is read in the process itself, past all writers.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { migrate, MIGRATIONS } from '../../migrations.js';
import type { Store } from '../../port.js';
import type { Tables } from '../../schema.js';
import { createSqlStore } from '../../sql-store.js';
import { threadDialect } from './dialect.js';
import { startThread, type Answer } from './thread-client.js';

export const STORE_FILE = 'spinewatch.db';

/** How long a write waits for another process; a read on the path of an answer hardly does. */
const BUSY_MS = 2000;
const READER_BUSY_MS = 5;

export interface LibsqlOptions {
  readonly dataDir: string;
  readonly busyMs?: number;
  readonly migrations?: typeof MIGRATIONS;
}

/** Opens the file, made where it is missing. @throws StoreError, MigrationError or the system's error (EACCES, ENOSPC, …) */
export async function openLibsql({
  dataDir,
  busyMs = BUSY_MS,
  migrations = MIGRATIONS,
}: LibsqlOptions): Promise<Store> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, STORE_FILE);
  // Made here, so that it and the files SQLite puts beside it are for this user alone.
  closeSync(openSync(file, 'a', 0o600));
  const thread = startThread(file, busyMs);
  const db = new Kysely<Tables>({ dialect: threadDialect(thread) });
  let reader: Kysely<Tables> | undefined;
  const close = async (): Promise<void> => {
    await reader?.destroy();
    await thread.close();
  };
  try {
    await thread.ask('open');
    await migrate(db, migrations);
    reader = openReader(file);
    return createSqlStore({ name: 'libsql', db, reader, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks in the process itself and prepares each question once. */
function openReader(file: string): Kysely<Tables> {
  const database = new Database(file);
  database.exec(`PRAGMA busy_timeout = ${READER_BUSY_MS}`);
  database.exec('PRAGMA query_only = ON');
  const prepared = new Map<string, Database.Statement>();
  const ask = (question: string, parameters: readonly unknown[] = []): Answer => {
    const statement = prepared.get(question) ?? database.prepare(question);
    prepared.set(question, statement);
    return { rows: statement.all(parameters) as Record<string, unknown>[], changes: 0 };
  };
  return new Kysely<Tables>({
    dialect: threadDialect({
      ask: (question, parameters) => Promise.resolve().then(() => ask(question, parameters)),
      close: () => Promise.resolve(void database.close()),
    }),
  });
}
