/** Which engine, which key: by the environment. PostgreSQL with DATABASE_URL, else a file in DATA_DIR. */
import type { Environment } from '../config/environment.js';
import { openLibsql } from './engines/libsql/open.js';
import { openPostgres } from './engines/postgres/open.js';
import { keyOfFolder, pseudonymsOf, type Pseudonyms } from './keys.js';
import type { Store } from './port.js';

/** @throws the engine's or the system's error, which `troubleOf` puts in words */
export const openStore = ({ databaseUrl, dataDir }: Environment): Promise<Store> =>
  databaseUrl === undefined ? openLibsql({ dataDir }) : openPostgres({ databaseUrl });

/**
 * The key of the variable `patientKeyEnv`, else the one of DATA_DIR, which is made where it is missing. PostgreSQL needs
 * the variable (the configuration says so at the start).
 * @throws StoreError or the system's error where the file can't be read or made
 */
export const openPseudonyms = ({ dataDir, secret }: Environment, patientKeyEnv: string): Pseudonyms =>
  pseudonymsOf(secret(patientKeyEnv) ?? keyOfFolder(dataDir));
