/**
 * The first reading: which patients are there, of whom could anything matter, and which lines are whose, so that the second
 * reading passes over those of all others. The service's own gate says what counts; of the rest not even the JSON is parsed.
 */
import { isFhirId } from '../../chart/subject.js';
import { RESOURCE_TYPES } from '../../fhir/resource-types.js';
import type { Opens } from './gate.js';
import { hashOf, type Hash } from './hash.js';
import { kept } from './lines.js';
import type { QuickReader } from './quick.js';
import { INPUT_TYPES, isRead } from './read-types.js';
import type { Scanned } from './resources.js';
import { scan } from './scan.js';
import { NOBODY, type Survey, type Task, type TaskProblem } from './task.js';

/** One for all tasks of a process. */
export interface SurveyOptions {
  readonly opens: Opens;
  readonly quick: QuickReader;
  /** Visits of everybody are kept, so that each is looked at again. */
  readonly everyVisit: boolean;
}

export async function survey(task: Task, { opens, quick, everyVisit }: SurveyOptions): Promise<Survey> {
  const problems: TaskProblem[] = [];
  const candidates = new Set<string>();
  const patients = new Numbers();
  const ids = new Numbers();
  const whose = new Numbers();
  const hash = { high: 0, low: 0 };
  let medications = 0;
  const onProblem = (code: TaskProblem['code'], line: number): void => void problems.push({ code, line });

  /** Every resource takes its place, with or without an id: the second reading counts them the same way. */
  const place = (id: Hash, line: number, patient: Hash): void => {
    ids.push(id.high);
    ids.push(id.low);
    ids.push(line);
    whose.push(line);
    whose.push(patient.high);
    whose.push(patient.low);
  };

  const onResource = (one: Scanned, line: number): void => {
    const { type } = one;
    if (!isRead(type)) {
      if (!RESOURCE_TYPES.has(type)) onProblem('unknown-type', line);
      return;
    }
    const id = one.id();
    if (id === undefined) hash.high = hash.low = 0;
    else hashOf(`${type}/${id}`, hash);
    place(hash, line, type === 'Medication' ? NOBODY : ANYBODY);
    if (type === 'Medication') {
      medications++;
      return;
    }
    if (type === 'Patient') {
      if (!isFhirId(id)) return onProblem('invalid-resource', line);
      hashOf(id, hash);
      patients.push(hash.high);
      patients.push(hash.low);
    }
    if (!opens(one)) return;
    const patient = one.patient();
    if (patient !== undefined) candidates.add(kept(patient));
  };

  const read = await scan(task, {
    quick(bytes, from, to, line) {
      const kind = quick.read(bytes, from, to);
      if (kind === 'unusual') return false;
      if (kind === 'unread') return true;
      if (kind === 'medication') medications++;
      if (kind === 'patient') {
        patients.push(quick.whose.high);
        patients.push(quick.whose.low);
      }
      const known = kind === 'record' || (kind === 'visit' && !everyVisit);
      if (quick.candidate !== undefined) candidates.add(quick.candidate);
      place(quick.id, line, known ? quick.whose : kind === 'medication' ? NOBODY : ANYBODY);
      return true;
    },
    onResource,
    onProblem,
    onUnread: (type, patient) => {
      if (!INPUT_TYPES.has(type)) return;
      candidates.add(kept(patient));
      if (type !== 'Patient') return;
      // There is a Patient, though it cannot be read.
      hashOf(patient, hash);
      patients.push(hash.high);
      patients.push(hash.low);
    },
  });
  return {
    ...read,
    problems,
    medications,
    met: { candidates: [...candidates], patients: patients.take(), ids: ids.take() },
    whose: whose.take(),
  };
}

/** Whose it is has to be looked up. */
const ANYBODY: Hash = { high: 0, low: 0 };

/** Millions of numbers without a boxed array. */
class Numbers {
  #kept = new Uint32Array(3 * 1024);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#kept.length) {
      const more = new Uint32Array(this.#kept.length * 2);
      more.set(this.#kept);
      this.#kept = more;
    }
    this.#kept[this.#length++] = number;
  }

  take(): Uint32Array {
    return this.#kept.slice(0, this.#length);
  }
}
