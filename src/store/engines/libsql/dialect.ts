/** Kysely over the store's thread: SQLite's own compiler, and a driver of one connection that takes turns. */
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { StoreThread } from './thread-client.js';

export function threadDialect(thread: StoreThread): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => createDriver(thread),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite can undo a schema change; with it a broken migration leaves nothing behind. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function createDriver(thread: StoreThread): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes } = await thread.ask(sql, parameters);
      return { rows: rows as unknown as R[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error('The store reads in pages.');
    },
  };
  const execute = async (sql: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(sql));
  };
  let last: Promise<void> = Promise.resolve();
  let release: () => void = () => undefined;
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const turn = last;
      let done: () => void = () => undefined;
      last = new Promise((resolve) => (done = resolve));
      await turn;
      release = done;
      return connection;
    },
    // Every transaction writes: to begin as a reader would fail halfway where another process writes too.
    beginTransaction: () => execute('begin immediate'),
    commitTransaction: () => execute('commit'),
    rollbackTransaction: () => execute('rollback'),
    releaseConnection() {
      release();
      return Promise.resolve();
    },
    destroy: () => thread.close(),
  };
}
