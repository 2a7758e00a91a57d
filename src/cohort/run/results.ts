/** The records of a run to its files: rows as they come, and the statistics folded from them beside. */
import { join } from 'node:path';
import { rowsOf } from '../assess/worker.js';
import type { PatientRecord } from '../record.js';
import { recordFor, type Recorded } from './records-file.js';
import { writeWhole } from './whole.js';

/** Anything that is folded from the records of all patients. */
export interface Fold {
  /** Whether it matters which patient a record is of that many share. */
  readonly asksWho: boolean;
  /** @param times so many patients with this record */
  add(record: PatientRecord, times?: number): void;
}

const ROWS_AT_ONCE = 2_000;
/** What a row of nobody begins with; the id goes between the quotes. */
const NOBODY = '{"patient":"';

/** Writes `results.ndjson`, whole or not at all. @throws where the disk is full */
export function writeResults(output: string, records: Iterable<Recorded>, folds: readonly Fold[]): void {
  const counts = new Map<PatientRecord, { times: number; readonly tails: readonly string[] }>();
  const asking = folds.filter(({ asksWho }) => asksWho);
  const others = folds.filter(({ asksWho }) => !asksWho);
  writeWhole(join(output, 'results.ndjson'), (write) => {
    let rows: string[] = [];
    for (const one of records) {
      const { patient, record, isShared } = one;
      if (isShared) {
        let count = counts.get(record);
        if (!count) counts.set(record, (count = { times: 0, tails: tailsOf(record) }));
        count.times++;
        for (const tail of count.tails) rows.push(NOBODY, patient, tail);
        if (asking.length > 0) {
          const own = recordFor(one);
          for (const fold of asking) fold.add(own);
        }
      } else {
        for (const fold of folds) fold.add(record);
        for (const row of rowsOf(record)) rows.push(JSON.stringify(row), '\n');
      }
      if (rows.length >= ROWS_AT_ONCE) {
        write(rows.join(''));
        rows = [];
      }
    }
    write(rows.join(''));
  });
  for (const [record, { times }] of counts) for (const fold of others) fold.add(record, times);
}

/** The rows of a record of nobody, from the quote that ends the id. */
const tailsOf = (record: PatientRecord): readonly string[] =>
  rowsOf(record).map((row) => `${JSON.stringify(row).slice(NOBODY.length)}\n`);
