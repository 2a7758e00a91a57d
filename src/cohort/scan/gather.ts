/** The second reading: every Patient, and of those who could matter everything a chart is made of, onto partitions. */
import { isFhirId } from '../../chart/subject.js';
import { referenceOf } from '../../chart/facts/references.js';
import type { Resource } from '../../fhir/resource.js';
import { hashOf, type Hash, type HashTable } from './hash.js';
import { asLine, kept } from './lines.js';
import type { Kind, PartWriter } from './parts.js';
import { INPUT_TYPES, isRead } from './read-types.js';
import type { Scanned } from './resources.js';
import { scan } from './scan.js';
import type { Task, TaskProblem } from './task.js';

/** Flags of a patient in the table of both readings. */
export const HAS_PATIENT = 1;
export const CANDIDATE = 2;

export interface GatherOptions {
  readonly table: HashTable;
  readonly parts: PartWriter;
  /** Places of resources (as the survey counted them) that stand somewhere before under the same type and id. */
  readonly duplicates: ReadonlySet<number>;
  /** Visits of everybody are kept, not only of those who could matter. */
  readonly everyVisit: boolean;
}

export interface Gathered {
  /** Resources that name no patient, and of patients of whom there is no Patient the first line in this task. */
  readonly problems: readonly TaskProblem[];
  /** Prescriptions that point to a Medication: id of the Medication, patient. */
  readonly wanted: readonly (readonly [string, string])[];
}

export async function gather(task: Task, options: GatherOptions): Promise<Gathered> {
  const { table, parts, duplicates, everyVisit } = options;
  const problems: TaskProblem[] = [];
  const wanted: (readonly [string, string])[] = [];
  const orphans = new Set<string>();
  const hash: Hash = { high: 0, low: 0 };
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
      else put('E', patient, line, essence(one.resource()));
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
    // Parsed, so that the chart is JSON throughout: a line may end as one does and be none.
    one.resource();
    put('R', patient, line, one.entry());
    const medication = type === 'MedicationRequest' ? medicationOf(one) : undefined;
    if (medication !== undefined) wanted.push([medication, kept(patient)]);
  };

  await scan(task, {
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
  return { problems, wanted };
}

const NOTHING = 'null';
const MEDICATION = /(?:^|\/)Medication\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/;

/** Id of the Medication that a prescription points to. @throws SyntaxError where its line is no JSON after all */
export function medicationOf(one: Scanned): string | undefined {
  if (one.line !== undefined && !one.line.includes('"medicationReference"')) return undefined;
  const reference = referenceOf(one.resource()['medicationReference']);
  return reference === undefined ? undefined : MEDICATION.exec(reference)?.[1];
}

/**
 * What is asked of the Patient of a chart in which nothing could matter: first what the answer depends on (age, death), then
 * the groups for the statistics, with a tab between. Charts that are alike in one are alike in it to the letter.
 */
function essence(patient: Resource): string {
  const { resourceType, birthDate, _birthDate, deceasedBoolean, deceasedDateTime, gender, extension } = patient;
  const life = { resourceType, birthDate, _birthDate, deceasedBoolean, deceasedDateTime };
  return asLine(`${JSON.stringify(life)}\t${JSON.stringify({ resourceType, gender, extension })}`);
}
