/**
 * Where decisions wait on the disk while the store is down: whole batches as files in DATA_DIR/spill. A file is written
 * under another name and then renamed, so that whoever finds one finds all of it; it is never changed. Any process may
 * bring it back, since a record that is stored twice is stored once.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DecisionRecord } from './port.js';
import { readDecision } from './shapes.js';

export interface Spill {
  /** Records that wait. */
  readonly waiting: number;
  /** Counts what an earlier process left behind. */
  survey(): Promise<void>;
  /** On the disk when it resolves. @throws Error where the disk is full, the folder can't be written, or the bound is reached */
  write(records: readonly DecisionRecord[]): Promise<void>;
  /** Hands each batch on, the oldest first, and removes it then. Stops at the first that is refused, by throwing. */
  replay(
    store: (records: readonly DecisionRecord[]) => Promise<void>,
    /** Told how many records of a file could not be read. */
    onDamaged: (records: number) => void,
  ): Promise<void>;
}

const FOLDER = 'spill';
/** `<time>-<uuid>.<records>.ndjson` */
const NAME = /^\d{15}-[0-9a-f-]{36}\.(\d+)\.ndjson$/;
/** One that is being written. Older than this, its process ended in the middle. */
const PART = '.part';
const PART_MS = 3_600_000;

/** @param maxBytes of all files together; beyond, a batch is refused */
export function createSpill(dataDir: string, maxBytes = 512 * 1_048_576): Spill {
  const folder = join(dataDir, FOLDER);
  let waiting = 0;
  let bytes = 0;

  const names = async (): Promise<readonly string[]> => {
    const all = await readdir(folder).catch(() => []);
    return all.filter((name) => NAME.test(name)).sort();
  };
  const countOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? 0);
  const clearParts = async (): Promise<void> => {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.endsWith(PART)) continue;
      const changed = await stat(join(folder, name)).catch(() => undefined);
      if (changed && Date.now() - changed.mtimeMs > PART_MS) await rm(join(folder, name), { force: true });
    }
  };
  const survey = async (): Promise<void> => {
    await clearParts().catch(() => undefined);
    const found = await names();
    waiting = found.reduce((sum, name) => sum + countOf(name), 0);
    const sizes = await Promise.all(
      found.map((name) =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    bytes = sizes.reduce((sum, size) => sum + size, 0);
  };

  return {
    get waiting() {
      return waiting;
    },
    survey,
    async write(records) {
      const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      if (bytes + text.length > maxBytes) throw Object.assign(new Error('the spill is full'), { code: 'ENOSPC' });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${String(Date.now()).padStart(15, '0')}-${randomUUID()}.${records.length}.ndjson`;
      await writeDurably(join(folder, name), text);
      waiting += records.length;
      bytes += text.length;
    },
    async replay(store, onDamaged) {
      for (const name of await names()) {
        const file = join(folder, name);
        const text = await readFile(file, 'utf8').catch(() => undefined);
        // Another process was faster.
        if (text === undefined) continue;
        const records = recordsOf(text);
        await store(records);
        await rm(file, { force: true });
        if (records.length < countOf(name)) onDamaged(countOf(name) - records.length);
      }
      await survey();
    },
  };
}

async function writeDurably(file: string, text: string): Promise<void> {
  const fresh = `${file}${PART}`;
  try {
    const handle = await open(fresh, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** The name is on the disk too, not the bytes alone. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A damaged line is left out: it must not keep the others from coming back. */
const recordsOf = (text: string): readonly DecisionRecord[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : (readDecision(line) ?? [])));
