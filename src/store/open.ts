/** Which engine, which key: by the environment. PostgreSQL with DATABASE_URL, else a file in DATA_DIR. */
import type { Environment } from '../config/environment.js';
import { openLibsql } from './engines/libsql/open.js';
import { openPostgres } from './engines/postgres/open.js';
import { keyOfFolder, pseudonymsOf, type Pseudonyms } from './keys.js';
import type { Store } from './port.js';

export interface OpenStore {
  readonly store: Store;
  readonly pseudonyms: Pseudonyms;
}

/**
 * @param patientKeyEnv the variable that may hold the key; PostgreSQL needs it (the configuration says so at the start)
 * @throws the engine's or the system's error, which `troubleOf` puts in words
 */
export async function openStore(environment: Environment, patientKeyEnv: string): Promise<OpenStore> {
  const { databaseUrl, dataDir, secret } = environment;
  const pseudonyms = pseudonymsOf(secret(patientKeyEnv) ?? keyOfFolder(dataDir));
  const store = databaseUrl === undefined ? await openLibsql({ dataDir }) : await openPostgres({ databaseUrl });
  return { store, pseudonyms };
}
