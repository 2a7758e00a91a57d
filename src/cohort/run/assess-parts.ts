/**
 * Every partition to a file of records, by the pool of workers. A partition that a worker ends at goes through the pool
 * chart by chart, so that nobody is lost but whose chart it was.
 */
import type { ScreenOptions } from '../assess/screen-patient.js';
import type { PatientRecord } from '../record.js';
import { PARTS } from '../scan/parts.js';
import { brokenName, recordsName, teller, write, WRITERS, type Told } from './assess-part.js';
import type { WorkFolder } from './files.js';
import { chartOf, readPartition, type KeptPatient, type Place } from './partition.js';
import type { Pool } from './pool.js';
import { writeRecords } from './records-file.js';

export interface AssessOptions {
  readonly parts: number;
  /** Of each task who wrote its parts. */
  readonly writers: readonly string[];
  readonly pool: Pool;
  readonly screen: ScreenOptions;
  readonly onPart: () => void;
}

/** Patients that ended two workers, by the first line about each. */
export async function assessParts(folder: WorkFolder, options: AssessOptions): Promise<readonly Place[]> {
  const { parts, pool, writers, onPart } = options;
  const left = Array.from({ length: parts }, (_, part) => part).filter((part) => !folder.has(recordsName(part)));
  const risky: number[] = [];
  folder.write(WRITERS, writers);
  await pool.orders(
    left,
    (part) => ({ do: 'assess', part }),
    onPart,
    (part) => risky.push(part),
  );
  const lost: Place[] = [];
  const tell = teller(options.screen);
  for (const part of risky) {
    lost.push(...(await oneByOne(folder, part, tell, options)));
    onPart();
  }
  return lost;
}

/** @returns patients whose chart two workers ended at */
async function oneByOne(
  folder: WorkFolder,
  part: number,
  tell: (patient: KeptPatient) => Told,
  { pool, writers }: AssessOptions,
): Promise<readonly Place[]> {
  const patients = readPartition(folder.in(PARTS), part, writers);
  const broken: Place[] = [];
  const lost: Place[] = [];
  const records = new Map<KeptPatient, Promise<PatientRecord>>();
  for (const patient of patients) {
    if (tell(patient) !== 'assess') continue;
    const chart = chartOf(patient);
    broken.push(...chart.broken);
    await pool.room();
    records.set(patient, pool.screen(patient.id, Buffer.from(`${JSON.stringify(chart.bundle)}\n`)));
  }
  const done = new Map<KeptPatient, PatientRecord>();
  for (const [patient, record] of records) {
    const one = await record;
    if (one.error === 'worker-lost') lost.push(patient.first);
    done.set(patient, one);
  }
  writeRecords(folder.in(recordsName(part)), (out) => {
    for (const patient of patients) write(out, patient, tell(patient), () => done.get(patient) as PatientRecord);
    folder.write(brokenName(part), broken);
  });
  return lost;
}
