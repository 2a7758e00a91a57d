/** What the suites of the store need of an engine: empty databases, and a way in past the store. */
import type { MIGRATIONS } from '../../../src/store/migrations.js';
import type { Store } from '../../../src/store/port.js';

export interface OpenOptions {
  readonly migrations?: typeof MIGRATIONS;
}

/** One database, empty at first. It can be opened several times at once, as by several processes. */
export interface TestDatabase {
  open(options?: OpenOptions): Promise<Store>;
  /** Runs SQL past the store, as someone at a prompt would; rows of a query. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Everything that is kept, byte by byte: files, or a dump of the database. */
  everyByte(): Promise<Buffer>;
  /** With which a service, or the command line, uses this database. DATA_DIR is a folder of its own. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface TestEngine {
  readonly name: Store['engine'];
  create(): Promise<TestDatabase>;
}
