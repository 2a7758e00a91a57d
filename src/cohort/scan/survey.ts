/**
 * The first reading: which patients are there, and of whom could anything matter. The service's own gate says what
 * counts; of the rest not even the JSON is parsed.
 */
import { isFhirId } from '../../chart/subject.js';
import { isObject, listOf, type Resource } from '../../fhir/resource.js';
import { RESOURCE_TYPES } from '../../fhir/resource-types.js';
import type { Gate } from '../../sdk/service.js';
import { hashOf } from './hash.js';
import { mayCarry } from './peek.js';
import { INPUT_TYPES, isRead } from './read-types.js';
import type { Scanned } from './resources.js';
import { scan } from './scan.js';
import type { Survey, Task, TaskProblem } from './task.js';

export async function survey(task: Task, gate: Gate | undefined): Promise<Survey> {
  const problems: TaskProblem[] = [];
  const candidates = new Set<string>();
  const patients: number[] = [];
  const ids = new Numbers();
  const hash = { high: 0, low: 0 };
  let medications = 0;
  const onProblem = (code: TaskProblem['code'], line: number): void => void problems.push({ code, line });

  const onResource = (one: Scanned, line: number): void => {
    const { type } = one;
    if (!isRead(type)) {
      if (!RESOURCE_TYPES.has(type)) onProblem('unknown-type', line);
      return;
    }
    const id = one.id();
    if (id !== undefined) hashOf(`${type}/${id}`, hash);
    // Every resource takes its place, with or without an id: the second reading counts them the same way.
    ids.push(id === undefined ? 0 : hash.high, id === undefined ? 0 : hash.low, line);
    if (type === 'Medication') {
      medications++;
      return;
    }
    const patient = one.patient();
    if (type === 'Patient') {
      if (!isFhirId(patient)) return onProblem('invalid-resource', line);
      hashOf(patient, hash);
      patients.push(hash.high, hash.low);
    }
    if (patient === undefined) return onProblem('no-patient', line);
    if (!candidates.has(patient) && opens(one, gate)) candidates.add(patient);
  };

  const read = await scan(task, {
    onResource,
    onProblem,
    onUnread: (type, patient) => {
      if (!INPUT_TYPES.has(type)) return;
      candidates.add(patient);
      if (type !== 'Patient') return;
      // There is a Patient, though it cannot be read.
      hashOf(patient, hash);
      patients.push(hash.high, hash.low);
    },
  });
  return {
    ...read,
    problems,
    candidates: [...candidates],
    patients: Uint32Array.from(patients),
    ids: ids.take(),
    medications,
  };
}

/** Could it matter? @throws SyntaxError where its line is no JSON after all */
export function opens(one: Scanned, gate: Gate | undefined): boolean {
  if (!gate) return true;
  const type = gate.types[one.type];
  if (!type) return false;
  if (type.codes && !(one.line ? mayCarry(one.line, type.codes) : carries(one.resource(), type.codes))) return false;
  return gate.opens(one.resource());
}

const carries = ({ code }: Resource, codes: ReadonlySet<string>): boolean =>
  listOf(isObject(code) ? code['coding'] : undefined).some(
    (coding) => isObject(coding) && typeof coding['code'] === 'string' && codes.has(coding['code'].trim()),
  );

/** Millions of numbers without a boxed array. */
class Numbers {
  #kept = new Uint32Array(3 * 1024);
  #length = 0;

  push(...numbers: readonly [number, number, number]): void {
    if (this.#length + numbers.length > this.#kept.length) {
      const more = new Uint32Array(this.#kept.length * 2);
      more.set(this.#kept);
      this.#kept = more;
    }
    for (const number of numbers) this.#kept[this.#length++] = number;
  }

  take(): Uint32Array {
    return this.#kept.slice(0, this.#length);
  }
}
