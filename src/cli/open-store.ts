/** The store and its key for a command, beside a service that may have it open. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config/environment.js';
import { loadSettings, readTextFile } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { STORE_FILE } from '../store/engines/libsql/open.js';
import { pseudonymsOf, readKeyFile, type Pseudonyms } from '../store/keys.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/port.js';
import { createSpill } from '../store/spill.js';
import { troubleOf } from '../store/trouble.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';

export interface CommandStore {
  readonly store: Store;
  readonly settings: Settings;
  /** The key, looked for when it is needed. @throws Failure where there is none, or it is not one of this store's */
  key(): Promise<Pseudonyms>;
}

/** Opens the store of the configuration, does the work, closes it. @throws Failure in words for whoever ran the command */
export async function withStore<T>(config: string | undefined, work: (opened: CommandStore) => Promise<T>): Promise<T> {
  const environment = commandEnvironment(config);
  const settings = loadSettings(environment, readTextFile, machineTimeZone(), 'command');
  const { databaseUrl, dataDir } = environment;
  // To look into a store must not make one.
  if (databaseUrl === undefined && !existsSync(join(dataDir, STORE_FILE)))
    throw new Failure('there is no store: DATA_DIR has no spinewatch.db, and DATABASE_URL is not set');
  const store = await openStore(environment).catch(refuse);
  try {
    await sayWhatWaits(dataDir);
    return await work({ store, settings, key: () => keyOf(environment, settings, store) });
  } catch (error) {
    throw error instanceof Failure ? error : refuse(error);
  } finally {
    await store.close();
  }
}

/** What was set aside while the store was down is not in it yet. */
async function sayWhatWaits(dataDir: string): Promise<void> {
  const spill = createSpill(dataDir);
  await spill.survey();
  if (spill.waiting > 0)
    process.stderr.write(
      `spinewatch: ${spill.waiting} decisions wait in DATA_DIR/spill and are not in the store yet; the service brings them back\n`,
    );
}

async function keyOf(
  { secret, dataDir }: Environment,
  { store: { patientKeyEnv } }: Settings,
  store: Store,
): Promise<Pseudonyms> {
  let text: string | undefined;
  try {
    text = secret(patientKeyEnv) ?? readKeyFile(dataDir);
  } catch (error) {
    refuse(error);
  }
  if (text === undefined)
    throw new Failure(`there is no key: ${patientKeyEnv} is not set, and DATA_DIR has no patient.key`);
  const pseudonyms = pseudonymsOf(text);
  const keys = await store.keys();
  if (!keys.some(({ fingerprint }) => fingerprint === pseudonyms.fingerprint))
    throw new Failure(
      keys.length === 0
        ? 'no service has written to this store yet'
        : 'the key is not one that the records of this store were made with',
    );
  if (keys.length > 1)
    process.stderr.write(
      'spinewatch: the store has records of another key too; nothing of those can be found or read with this one\n',
    );
  return pseudonyms;
}

function refuse(error: unknown): never {
  throw new Failure(troubleOf(error));
}
