/** Every partition through the pool of workers, to a file of records each, sorted by patient. */
import { closeSync, openSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { screenPatient, type ScreenOptions } from '../assess/screen-patient.js';
import type { Resource } from '../../fhir/resource.js';
import { groupsOf } from '../groups.js';
import type { PatientRecord } from '../record.js';
import { PARTS } from '../scan/process.js';
import { parseLine } from '../scan/lines.js';
import { partPrefix } from '../scan/parts.js';
import type { WorkFolder } from './files.js';
import { bundleLine, readPartition, type KeptPatient, type Place } from './partition.js';
import type { Pool } from './pool.js';

/** Partitions in hand at once, so that the workers have the next while the last charts of one are answered. */
const AT_ONCE = 2;
/** More is no chart that could be sent in one line. */
const LARGEST_CHART = 200 * 1024 * 1024;
/** Answers of charts without anything but a Patient, remembered by what of the Patient they depend on. */
const REMEMBERED = 50_000;

export interface AssessOptions {
  readonly parts: number;
  readonly counts: (task: number, writer: string) => boolean;
  readonly pool: Pool;
  readonly screen: ScreenOptions;
  readonly onPart: (part: number, patients: number) => void;
  readonly onLost: (place: Place) => void;
}

export const recordsName = (part: number): string => `records-${String(part).padStart(4, '0')}.ndjson`;

export async function assessParts(folder: WorkFolder, options: AssessOptions): Promise<void> {
  const left = Array.from({ length: options.parts }, (_, part) => part).filter(
    (part) => !folder.has(recordsName(part)),
  );
  const names = readdirSync(folder.in(PARTS));
  const bare = bareCharts(options.screen);
  const one = async (part: number): Promise<void> => {
    const files = names
      .filter((name) => name.startsWith(partPrefix(part)))
      .map((name) => ({ name, writer: name.slice(partPrefix(part).length, -'.part'.length) }));
    const patients = readPartition(folder.in(PARTS), files, options.counts);
    const records = await Promise.all(await sendAll(patients, bare, options));
    write(folder, recordsName(part), records);
    options.onPart(part, patients.length);
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let part = left.shift(); part !== undefined; part = left.shift()) await one(part);
    }),
  );
}

type Bare = (id: string, essence: Buffer) => PatientRecord;

async function sendAll(
  patients: readonly KeptPatient[],
  bare: Bare,
  { pool, onLost }: AssessOptions,
): Promise<readonly (PatientRecord | Promise<PatientRecord>)[]> {
  const records: (PatientRecord | Promise<PatientRecord>)[] = [];
  for (const patient of patients) {
    const { id, first, entries, unread } = patient;
    if (patient.essence && entries.length === 0 && unread.size === 0) records.push(bare(id, patient.essence));
    else if (patient.patient === undefined && !unread.has('patient')) records.push(failed(id, 'no-patient'));
    else if (entries.reduce((sum, { json }) => sum + json.length, 0) > LARGEST_CHART)
      records.push(failed(id, 'chart-too-large'));
    else {
      await pool.room();
      const record = pool.screen(id, bundleLine(patient));
      records.push(
        record.then((one) => {
          if (one.error === 'worker-lost') onLost(first);
          return one;
        }),
      );
    }
  }
  return records;
}

const failed = (patient: string, error: string): PatientRecord => ({ patient, assessed: [], error });

/**
 * A chart in which nothing opened the gate is its Patient alone, and the answer depends on birth and death and on nothing
 * else. Most of an export is such charts, with few different answers among them, and fewer different groups.
 */
function bareCharts(screen: ScreenOptions): Bare {
  const lives = new Memo((life) => {
    const resource = { ...(parseLine(life) as Record<string, unknown>), id: 'x' };
    return screenPatient({ resourceType: 'Bundle', entry: [{ resource }] }, screen);
  });
  const groups = new Memo((group) => groupsOf(parseLine(group) as Resource));
  return (id, essence) => {
    const [life = '', group = ''] = essence.toString('latin1').split('\t');
    const record = lives.of(life);
    const assessed = record.assessed.map((one) => ({
      ...one,
      row: { ...one.row, patient: id },
      groups: groups.of(group),
    }));
    return { ...record, patient: id, assessed };
  };
}

class Memo<T> {
  readonly #known = new Map<string, T>();

  constructor(readonly make: (key: string) => T) {}

  of(key: string): T {
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.make(key);
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(key, value);
    }
    return value;
  }
}

/** Whole or not at all. */
function write(folder: WorkFolder, name: string, records: readonly PatientRecord[]): void {
  const half = folder.in(`${name}.half`);
  const file = openSync(half, 'w');
  try {
    for (let at = 0; at < records.length; at += 1_000) {
      writeFileSync(
        file,
        records
          .slice(at, at + 1_000)
          .map((one) => `${JSON.stringify(one)}\n`)
          .join(''),
      );
    }
  } finally {
    closeSync(file);
  }
  renameSync(half, folder.in(name));
}
