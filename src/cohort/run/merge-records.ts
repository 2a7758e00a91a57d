/** Files of records, each sorted by patient, as one sorted stream. */
import TinyQueue from 'tinyqueue';
import { readRecords, type Recorded, type SharedRecords } from './records-file.js';

interface Head {
  readonly one: Recorded;
  readonly rest: Iterator<Recorded>;
}

/** Every record of the files, by patient id. A few kilobytes of each file are in memory at a time. */
export function* mergeRecords(paths: readonly string[]): Generator<Recorded> {
  const known: SharedRecords = new Map();
  const queue = new TinyQueue<Head>([], (a, b) => (a.one.patient < b.one.patient ? -1 : 1));
  const put = (rest: Iterator<Recorded>): void => {
    const next = rest.next();
    if (next.done !== true) queue.push({ one: next.value, rest });
  };
  for (const path of paths) put(readRecords(path, known));
  for (let head = queue.pop(); head; head = queue.pop()) {
    yield head.one;
    put(head.rest);
  }
}
