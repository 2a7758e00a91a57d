/**
 * Records of patients as lines of a file: a record as JSON; or, of what most patients share, the id and the number of a
 * record that an earlier line gave in brackets, with a tab between.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { PatientRecord } from '../record.js';
import { lineReader, parseLine } from '../scan/lines.js';
import { writeWhole } from './whole.js';

export interface RecordsWriter {
  own(record: PatientRecord): void;
  /** @param record that names no patient; the very same object for everybody who shares it */
  shared(patient: string, record: PatientRecord): void;
}

const AT_ONCE = 1_000;

/** The file is there when `fill` has returned, and not before. @param fill gives the records sorted by patient */
export function writeRecords(path: string, fill: (out: RecordsWriter) => void): void {
  writeWhole(path, (write) => {
    let lines: string[] = [];
    const put = (line: string): void => {
      lines.push(line, '\n');
      if (lines.length >= AT_ONCE) release();
    };
    const release = (): void => {
      write(lines.join(''));
      lines = [];
    };
    const numbers = new Map<PatientRecord, number>();
    const numberOf = (record: PatientRecord): number => {
      let number = numbers.get(record);
      if (number === undefined) {
        numbers.set(record, (number = numbers.size));
        put(`[${JSON.stringify(record)}]`);
      }
      return number;
    };
    fill({
      own: (record) => put(JSON.stringify(record)),
      shared: (patient, record) => put(`${patient}\t${numberOf(record)}`),
    });
    release();
  });
}

/** A record as it stands in a file; one that is shared names no patient. */
export interface Recorded {
  readonly patient: string;
  readonly record: PatientRecord;
  readonly isShared: boolean;
}

const CHUNK = 64 * 1024;

/** Shared records by what they say, so that all files give the same object for the same. */
export type SharedRecords = Map<string, PatientRecord>;

export function* readRecords(path: string, known: SharedRecords): Generator<Recorded> {
  const file = openSync(path, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK);
  const shared: PatientRecord[] = [];
  let ready: Recorded[] = [];
  const take = (line: string): void => {
    if (line.startsWith('{')) {
      const record = parseLine(line) as PatientRecord;
      ready.push({ patient: record.patient, record, isShared: false });
    } else if (line.startsWith('[')) {
      let record = known.get(line);
      if (!record) known.set(line, (record = (parseLine(line) as [PatientRecord])[0]));
      shared.push(record);
    } else {
      const tab = line.indexOf('\t');
      const record = shared[Number(line.slice(tab + 1))] as PatientRecord;
      ready.push({ patient: line.slice(0, tab), record, isShared: true });
    }
  };
  const reader = lineReader(take, () => undefined);
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      reader.push(chunk.subarray(0, read));
      yield* ready;
      ready = [];
    }
  } finally {
    closeSync(file);
  }
}

/** A shared record as that of one patient. */
export const recordFor = ({ patient, record, isShared }: Recorded): PatientRecord =>
  isShared
    ? {
        ...record,
        patient,
        assessed: record.assessed.map((one) => ({ ...one, row: { ...one.row, patient } })),
      }
    : record;
