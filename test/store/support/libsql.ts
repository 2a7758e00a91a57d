/** The embedded engine for the suites: a folder for each database. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { openLibsql, STORE_FILE } from '../../../src/store/engines/libsql/open.js';
import { tempDataDir } from '../../support/data-dir.js';
import type { TestEngine } from './engine.js';

export const LIBSQL: TestEngine = {
  name: 'libsql',
  create() {
    const dataDir = tempDataDir();
    return Promise.resolve({
      environment: { DATA_DIR: dataDir },
      open: (options) => openLibsql({ dataDir, ...options }),
      async run(sql) {
        const database = new Database(join(dataDir, STORE_FILE));
        try {
          const statement = database.prepare(sql);
          if (statement.reader) return statement.all() as Record<string, unknown>[];
          statement.run();
          return [];
        } finally {
          database.close();
        }
      },
      everyByte: () => Promise.resolve(everyByteOf(dataDir)),
      remove: () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
    });
  },
};

/** All files of a folder, one after the other. */
export function everyByteOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}
