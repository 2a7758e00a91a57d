/** The second reading: every Patient, and of those who could matter everything a chart is made of, onto partitions. */
import { isFhirId } from '../../chart/subject.js';
import { localReference, referenceOf } from '../../chart/facts/references.js';
import { essenceOf } from '../assess/bare.js';
import { hashOf, type Hash, type HashTable } from './hash.js';
import { kept } from './lines.js';
import type { Kind, PartWriter } from './parts.js';
import { PatientReader } from './patients.js';
import { INPUT_TYPES, isRead } from './read-types.js';
import type { Scanned } from './resources.js';
import { scan } from './scan.js';
import { NOBODY, NUMBERS_PER_OWNER, type Task, type TaskProblem } from './task.js';

/** Flags of a patient in the table of both readings. */
export const HAS_PATIENT = 1;
export const CANDIDATE = 2;

export interface GatherOptions {
  readonly table: HashTable;
  readonly parts: PartWriter;
  /** Places of resources (as the survey counted them) that stand somewhere before under the same type and id. */
  readonly duplicates: ReadonlySet<number>;
  /** What the survey of the task says of its lines. */
  readonly surveyed: Surveyed;
  /** Visits of everybody are kept, not only of those who could matter. */
  readonly everyVisit: boolean;
}

export interface Surveyed {
  /** Of each resource its line and the hash of its patient (`Survey.whose`). */
  readonly whose: Uint32Array;
  readonly problems: readonly TaskProblem[];
}

export interface Gathered {
  /** Resources that name no patient, and of patients of whom there is no Patient the first line in this task. */
  readonly problems: readonly TaskProblem[];
  /** Prescriptions that point to a Medication: id of the Medication, patient. */
  readonly wanted: readonly (readonly [string, string])[];
}

export async function gather(task: Task, options: GatherOptions): Promise<Gathered> {
  const { table, parts, duplicates, surveyed, everyVisit } = options;
  const problems: TaskProblem[] = [];
  const prescribed: (readonly [string, string])[] = [];
  const orphans = new Set<string>();
  const hash: Hash = { high: 0, low: 0 };
  const patients = new PatientReader();
  const wanted = wantedLines(surveyed, table);
  let next = 0;
  let place = -1;
  const put = (kind: Kind, patient: string, line: number, json: string): void =>
    parts.write(hashOf(patient, hash).low % parts.parts, kind, task.index, line, patient, json);

  const onResource = (one: Scanned, line: number): void => {
    const { type } = one;
    if (!isRead(type)) return;
    // Counted as the survey counts, before anything can throw.
    one.id();
    place++;
    if (type === 'Medication' || duplicates.has(place)) return;
    const patient = one.patient();
    if (type === 'Patient' && !isFhirId(patient)) return;
    if (!isFhirId(patient)) return void problems.push({ line, code: 'no-patient' });
    const flags = table.get(hashOf(patient, hash));
    if (type === 'Patient') {
      if (flags & CANDIDATE || everyVisit) put('P', patient, line, one.entry());
      else put('E', patient, line, essenceOf(one.resource()));
      return;
    }
    if (!(flags & HAS_PATIENT)) {
      if (orphans.has(patient)) return;
      orphans.add(kept(patient));
      problems.push({ line, code: 'no-patient' });
      put('O', patient, line, NOTHING);
      return;
    }
    if (!(flags & CANDIDATE) && !(everyVisit && type === 'Encounter')) return;
    const medication = type === 'MedicationRequest' ? medicationOf(one) : undefined;
    // Not parsed here: whether it is JSON throughout is found where the chart is put together.
    put('R', patient, line, one.entry());
    if (medication !== undefined) prescribed.push([medication, kept(patient)]);
  };

  /** The Patient of a chart in which nothing could matter: most of what is looked at again. @returns whether it is one */
  const onPatient = (bytes: Buffer, from: number, to: number, line: number, at: number): boolean => {
    const patient = everyVisit ? undefined : patients.id(bytes, from);
    if (patient === undefined || table.get(patients.hash) & CANDIDATE) return false;
    if (duplicates.has(at)) return true;
    const essence = patients.essence(bytes, from, to);
    if (essence !== undefined) put('E', patient, line, essence);
    return essence !== undefined;
  };

  await scan(task, {
    quick(bytes, from, to, line) {
      // A line that is too long is never asked about.
      while ((wanted.lines[next] as number) < line) next++;
      if (line !== wanted.lines[next]) return true;
      const at = wanted.places[next++] as number;
      place = at - 1;
      return onPatient(bytes, from, to, line, at);
    },
    onResource,
    // The survey has told the others, and perhaps this one.
    onProblem: (code, line) => {
      if (code === 'malformed-line') problems.push({ line, code });
    },
    onUnread: (type, patient) => {
      const input = INPUT_TYPES.get(type);
      if (input !== undefined) put('U', patient, 0, JSON.stringify(input));
    },
  });
  parts.flush();
  return { problems, wanted: prescribed };
}

/**
 * The lines that have to be looked at again, in their order, each with the place of its first resource: of patients of whom
 * anything could matter, of whom there is no Patient, and those of which the survey could not tell.
 */
function wantedLines(
  { whose, problems }: Surveyed,
  table: HashTable,
): { readonly lines: readonly number[]; readonly places: readonly number[] } {
  const lines: number[] = [];
  const places: number[] = [];
  const want = (line: number, place: number): void => {
    if (lines.at(-1) === line) return;
    lines.push(line);
    places.push(place);
  };
  const hash: Hash = { high: 0, low: 0 };
  const count = whose.length / NUMBERS_PER_OWNER;
  const refused = problems.filter(({ code }) => code === 'malformed-line' || code === 'invalid-resource');
  let problem = 0;
  // The place of the first resource of the line.
  let first = 0;
  for (let place = 0; place <= count; place++) {
    const at = place * NUMBERS_PER_OWNER;
    const line = place < count ? (whose[at] as number) : Infinity;
    if (line !== whose[first * NUMBERS_PER_OWNER]) first = place;
    for (; problem < refused.length && (refused[problem] as TaskProblem).line <= line; problem++)
      want((refused[problem] as TaskProblem).line, first);
    if (place === count) break;
    hash.high = whose[at + 1] as number;
    hash.low = whose[at + 2] as number;
    if (hash.high === NOBODY.high && hash.low === NOBODY.low) continue;
    const flags = hash.high === 0 && hash.low === 0 ? CANDIDATE : table.get(hash);
    if (flags & CANDIDATE || !(flags & HAS_PATIENT)) want(line, first);
  }
  return { lines, places };
}

const NOTHING = 'null';
const MEDICATION = /^Medication\/([^/]+)$/;

/** Id of the Medication that a prescription points to. @throws SyntaxError where its line is no JSON after all */
export function medicationOf(one: Scanned): string | undefined {
  if (one.line !== undefined && !one.line.includes('"medicationReference"')) return undefined;
  const reference = referenceOf(one.resource()['medicationReference']);
  return reference === undefined ? undefined : MEDICATION.exec(localReference(reference))?.[1];
}
