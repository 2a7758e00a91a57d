/** The records of a run to its files: rows as they come, and the statistics folded from them beside. */
import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../assess/worker.js';
import type { PatientRecord } from '../record.js';

/** Anything that is folded from the records of all patients. */
export interface Fold {
  add(record: PatientRecord): void;
}

const ROWS_AT_ONCE = 2_000;

/** Writes `results.ndjson`, whole or not at all. @throws where the disk is full */
export function writeResults(output: string, records: Iterable<PatientRecord>, folds: readonly Fold[]): void {
  const half = join(output, '.results.half');
  const file = openSync(half, 'w');
  let rows: string[] = [];
  const release = (): void => {
    writeFileSync(file, rows.join(''));
    rows = [];
  };
  try {
    for (const record of records) {
      for (const fold of folds) fold.add(record);
      for (const row of rowsOf(record)) rows.push(`${JSON.stringify(row)}\n`);
      if (rows.length >= ROWS_AT_ONCE) release();
    }
    release();
  } finally {
    closeSync(file);
  }
  renameSync(half, join(output, 'results.ndjson'));
}
