/**
 * The reading of an export for Spark: lines with their places in, what each of them holds out, so that a cluster reads by
 * the very rules of a run on one machine (src/cohort/scan). Spark sorts and groups what comes out; it parses nothing.
 *
 * In: file number, start of the stretch, line in it (from 0) and the text, with tabs between. Out, with tabs between:
 *
 *     X  file stretch line n  code                                      a problem
 *     U  file stretch line n  input patient                             an input of a patient, of which this line is unread
 *     R  file stretch line n  type key patient opens medication entry   a resource of a type that is read
 *
 * `n` counts what comes of one line. `key` is type and id as a JSON string, empty without an id; `patient` is empty where
 * none is named; `opens` is 1 where it opens the gate; `medication` is the id of the Medication that a prescription points
 * to, of a Medication its own (as a JSON string); `entry` is empty where nobody can use it.
 */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { isFhirId } from '../../chart/subject.js';
import { RESOURCE_TYPES } from '../../fhir/resource-types.js';
import type { Gate } from '../../sdk/service.js';
import type { ProblemCode } from '../problem.js';
import { medicationOf } from '../scan/gather.js';
import { lineReader } from '../scan/lines.js';
import { INPUT_TYPES, isRead } from '../scan/read-types.js';
import { eachResource, type Scanned } from '../scan/resources.js';
import { salvage } from '../scan/scan.js';
import { asker, type Opens } from '../scan/gate.js';

/** Takes the pieces of an item, a character a byte; an item ends with a newline. */
type Put = (...parts: readonly string[]) => void;

/** File, stretch and line. */
const PLACE_FIELDS = 3;
const NOTHING = '';

/** Everything that the text after the place holds. Never throws for what a line says. */
export function scanLine(line: string, opens: Opens, put: Put): void {
  let at = 0;
  for (let field = 0; field < PLACE_FIELDS; field++) at = line.indexOf('\t', at) + 1;
  const place = line.slice(0, at);
  const text = line.slice(at);
  let n = 0;
  const item = (kind: 'X' | 'U' | 'R', ...fields: readonly string[]): void =>
    put(`${kind}\t${place}${n++}`, ...fields.flatMap((one) => ['\t', one]), '\n');
  const problem = (code: ProblemCode): void => item('X', code);

  const refuse = (code: ProblemCode): void => {
    problem(code);
    const whose = salvage(text);
    const input = whose && INPUT_TYPES.get(whose.type);
    if (whose && input !== undefined) item('U', input, whose.patient);
  };
  eachResource(
    text,
    (one) => {
      try {
        resourceOf(one, opens, item, problem);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        refuse('malformed-line');
      }
    },
    refuse,
  );
}

function resourceOf(
  one: Scanned,
  opens: Opens,
  item: (kind: 'R', ...fields: readonly string[]) => void,
  problem: (code: ProblemCode) => void,
): void {
  const { type } = one;
  if (!isRead(type)) {
    if (!RESOURCE_TYPES.has(type)) problem('unknown-type');
    return;
  }
  const id = one.id();
  const key = id === undefined ? '' : JSON.stringify(`${type}/${id}`);
  /** Of no chart, but a later resource with its type and id is a repeat all the same. */
  const useless = (): void => item('R', type, key, '', '0', '', NOTHING);
  if (type === 'Medication')
    return item('R', type, key, '', '0', id === undefined ? '' : JSON.stringify(id), one.entry());
  let patient: string | undefined;
  let isOpen = false;
  try {
    patient = one.patient();
    isOpen = patient !== undefined && opens(one);
  } catch (error) {
    useless();
    throw error;
  }
  if (isFhirId(patient)) {
    const pointed = type === 'MedicationRequest' ? pointedTo(one) : '';
    return item('R', type, key, patient, isOpen ? '1' : '0', pointed, one.entry());
  }
  useless();
  problem(type === 'Patient' ? 'invalid-resource' : 'no-patient');
}

/** Whether a line is JSON throughout is asked of those alone that a chart is made of; this does not ask. */
function pointedTo(one: Scanned): string {
  try {
    const medication = medicationOf(one);
    return medication === undefined ? '' : JSON.stringify(medication);
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}

export interface ScanLinesOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly gate: Gate | undefined;
}

/** Ends when the input does. */
export async function scanLines({ input, output, gate }: ScanLinesOptions): Promise<void> {
  let held: string[] = [];
  const put: Put = (...parts) => void held.push(...parts);
  const opens = asker(gate);
  const reader = lineReader(
    (line) => scanLine(line, opens, put),
    // Longer than any line that whoever feeds this passes on.
    () => {
      throw new Error('a line is too long');
    },
  );
  const release = async (): Promise<void> => {
    if (held.length === 0) return;
    const bytes = Buffer.from(held.join(''), 'latin1');
    held = [];
    if (!output.write(bytes)) await once(output, 'drain');
  };
  for await (const chunk of input) {
    reader.push(chunk as Buffer);
    await release();
  }
  reader.end();
  await release();
}
