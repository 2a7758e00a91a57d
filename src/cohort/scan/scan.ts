/** One task as resources: the same walk for both readings, so that both count the same resources and lines. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ProblemCode } from '../problem.js';
import { blockReader } from './blocks.js';
import { NEWLINE } from './bytes.js';
import { peekId, peekSubject, peekType, trimmed } from './peek.js';
import { patientIdOf } from './patient-id.js';
import { eachOf, eachResource, type Scanned } from './resources.js';
import { readStretch } from './source.js';
import type { Task } from './task.js';

export interface Scan {
  /**
   * Asked first of each line, which ends before its newline at `to`: true where there is nothing left to do. A file that is
   * one document is no line.
   */
  quick?(bytes: Buffer, from: number, to: number, line: number): boolean;
  /** @throws SyntaxError where its line is no JSON after all */
  onResource(one: Scanned, line: number): void;
  onProblem(code: ProblemCode, line: number): void;
  /** A line that cannot be read but names its type and patient: that patient's chart is not whole. */
  onUnread(type: string, patient: string): void;
}

/** @returns lines and bytes read */
export async function scan(task: Task, handler: Scan): Promise<{ lines: number; bytes: number }> {
  const { onResource, onProblem, onUnread } = handler;
  const refuse = (code: ProblemCode, at: number, line?: string): void => {
    onProblem(code, at);
    const whose = line === undefined ? undefined : salvage(line);
    if (whose) onUnread(whose.type, whose.patient);
  };
  const take = (one: Scanned, at: number): void => {
    try {
      onResource(one, at);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      refuse('malformed-line', at, one.line);
    }
  };
  if (task.document) {
    const read = readDocument(task);
    if (read) {
      eachOf(
        read.value,
        (one) => take(one, 0),
        (code) => refuse(code, 0),
      );
      return { lines: 1, bytes: task.to };
    }
  }
  let lines = 0;
  const whole = (line: string, at: number): void =>
    eachResource(
      line,
      (one) => take(one, at),
      (code) => refuse(code, at, line),
    );
  const reader = blockReader(
    (bytes, from, to) => {
      for (let at = from; at < to; lines++) {
        const end = bytes.indexOf(NEWLINE, at);
        if (!handler.quick?.(bytes, at, end, lines)) whole(bytes.toString('latin1', at, end), lines);
        at = end + 1;
      }
    },
    () => onProblem('malformed-line', lines++),
  );
  const { bytes, broken } = await readStretch(task, reader);
  if (broken) onProblem('broken-gzip', lines);
  return { lines, bytes };
}

function readDocument({ path, gzip }: Task): { readonly value: unknown } | undefined {
  try {
    const bytes = readFileSync(path);
    return { value: JSON.parse((gzip ? gunzipSync(bytes) : bytes).toString('utf8')) as unknown };
  } catch {
    // Then it is lines, of which each is told.
    return undefined;
  }
}

/** Type and patient of a line that is cut off or garbled, as far as its bytes still tell. */
export function salvage(line: string): { readonly type: string; readonly patient: string } | undefined {
  const own = trimmed(line);
  const type = peekType(own);
  if (type === undefined) return undefined;
  const named = type === 'Patient' ? `Patient/${peekId(own, type) ?? ''}` : peekSubject(own);
  const patient = named === undefined ? undefined : patientIdOf(named);
  return patient === undefined ? undefined : { type, patient };
}
