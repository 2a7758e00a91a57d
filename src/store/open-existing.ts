/** The store for a command: nothing is made that is not there, and comments are opened where the key is at hand. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config/environment.js';
import { STORE_FILE } from './engines/libsql/open.js';
import { pseudonymsOf, readKeyFile } from './keys.js';
import { openStore } from './open.js';
import type { Store } from './port.js';

export interface ExistingStore {
  readonly store: Store;
  /** `undefined` where a comment was sealed with another key. */
  readonly openComment: (sealed: string) => string | undefined;
  /** Why no comment can be opened; absent where the key is there. */
  readonly sealed?: string;
}

/**
 * @returns `undefined` where DATA_DIR has no store
 * @throws the engine's error, which `troubleOf` puts in words
 */
export async function openExistingStore(
  environment: Environment,
  patientKeyEnv: string,
): Promise<ExistingStore | undefined> {
  const { databaseUrl, dataDir } = environment;
  if (databaseUrl === undefined && !existsSync(join(dataDir, STORE_FILE))) return undefined;
  const key = keyOf(environment, patientKeyEnv);
  const store = await openStore(environment);
  if (key === undefined) {
    const sealed = `the key that opens them is neither in ${patientKeyEnv} nor in DATA_DIR`;
    return { store, openComment: () => undefined, sealed };
  }
  return { store, openComment: pseudonymsOf(key).open };
}

function keyOf({ dataDir, secret }: Environment, patientKeyEnv: string): string | undefined {
  try {
    return secret(patientKeyEnv) ?? readKeyFile(dataDir);
  } catch {
    // A damaged key opens nothing; the report says so and has everything else.
    return undefined;
  }
}
