/** Files of records, each sorted by patient, as one sorted stream. */
import { closeSync, openSync, readSync } from 'node:fs';
import TinyQueue from 'tinyqueue';
import type { PatientRecord } from '../record.js';
import { lineReader, parseLine } from '../scan/lines.js';

const CHUNK = 256 * 1024;

interface Head {
  readonly record: PatientRecord;
  readonly rest: Iterator<PatientRecord>;
}

/** Every record of the files, by patient id. A few kilobytes of each file are in memory at a time. */
export function* mergeRecords(paths: readonly string[]): Generator<PatientRecord> {
  const queue = new TinyQueue<Head>([], (a, b) => (a.record.patient < b.record.patient ? -1 : 1));
  const put = (rest: Iterator<PatientRecord>): void => {
    const next = rest.next();
    if (next.done !== true) queue.push({ record: next.value, rest });
  };
  for (const path of paths) put(recordsOf(path));
  for (let head = queue.pop(); head; head = queue.pop()) {
    yield head.record;
    put(head.rest);
  }
}

function* recordsOf(path: string): Generator<PatientRecord> {
  const file = openSync(path, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let ready: PatientRecord[] = [];
  const reader = lineReader(
    (line) => ready.push(parseLine(line) as PatientRecord),
    () => undefined,
  );
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
