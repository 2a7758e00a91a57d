/** Which engine, which key: by the environment. PostgreSQL with DATABASE_URL, else a file in DATA_DIR. */
import type { Environment } from '../config/environment.js';
import { openLibsql } from './engines/libsql/open.js';
import { keyOfFolder, pseudonymsOf, type Pseudonyms } from './keys.js';
import type { Store } from './port.js';

/**
 * The driver of PostgreSQL is loaded where there is one to talk to.
 * @throws the engine's or the system's error, which `troubleOf` puts in words
 */
export async function openStore({ databaseUrl, dataDir }: Environment): Promise<Store> {
  if (databaseUrl === undefined) return openLibsql({ dataDir });
  const { openPostgres } = await import('./engines/postgres/open.js');
  return openPostgres({ databaseUrl });
}

/**
 * The key of the variable `patientKeyEnv`, else the one of DATA_DIR, which is made where it is missing. PostgreSQL needs
 * the variable (the configuration says so at the start).
 * @throws StoreError or the system's error where the file can't be read or made
 */
export const openPseudonyms = ({ dataDir, secret }: Environment, patientKeyEnv: string): Pseudonyms =>
  pseudonymsOf(secret(patientKeyEnv) ?? keyOfFolder(dataDir));
