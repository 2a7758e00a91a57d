/** `screen-worker`: one patient (a Bundle) a line in, one line (of a visit each, where visits are replayed) out. */
import type { Readable, Writable } from 'node:stream';
import { once } from 'node:events';
import { lineReader, parseLine } from '../scan/lines.js';
import { trimmed } from '../scan/peek.js';
import type { FailedRow, PatientRecord, ResultRow } from '../record.js';
import { screenPatient, type ScreenOptions } from './screen-patient.js';

export interface WorkerOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** With `records` whole records are written, for the run that folds statistics from them, in place of the rows. */
  readonly screen: ScreenOptions;
}

/** Ends when the input does. A line that is no Bundle gives a row that says so; nothing ends the worker. */
export async function work({ input, output, screen }: WorkerOptions): Promise<void> {
  const written: string[] = [];
  const answer = (record: PatientRecord): void => {
    if (screen.records) written.push(JSON.stringify(record));
    else for (const row of rowsOf(record)) written.push(JSON.stringify(row));
  };
  const reader = lineReader(
    (line) => {
      const own = trimmed(line);
      if (own !== '') answer(recordOf(own, screen));
    },
    () => answer({ patient: '', assessed: [], error: 'line-too-long' }),
  );
  const release = async (): Promise<void> => {
    if (written.length === 0) return;
    const text = `${written.join('\n')}\n`;
    written.length = 0;
    if (!output.write(text)) await once(output, 'drain');
  };
  for await (const chunk of input) {
    reader.push(chunk as Buffer);
    await release();
  }
  reader.end();
  await release();
}

function recordOf(line: string, screen: ScreenOptions): PatientRecord {
  let bundle: unknown;
  try {
    bundle = parseLine(line);
  } catch {
    return { patient: '', assessed: [], error: 'malformed-line' };
  }
  return screenPatient(bundle, screen);
}

/** What `results.ndjson` says of a record. */
export const rowsOf = ({ patient, assessed, error }: PatientRecord): readonly (ResultRow | FailedRow)[] =>
  error === undefined ? assessed.map(({ row }) => row) : [{ patient, error }];
