/**
 * The first reading: which patients are there, and of whom could anything matter. The service's own gate says what
 * counts; of the rest not even the JSON is parsed.
 */
import { isFhirId } from '../../chart/subject.js';
import { isObject, listOf, type Resource } from '../../fhir/resource.js';
import { RESOURCE_TYPES } from '../../fhir/resource-types.js';
import type { Gate } from '../../sdk/service.js';
import { hashOf } from './hash.js';
import { kept } from './lines.js';
import { mayCarry, peekObject } from './peek.js';
import { INPUT_TYPES, isRead } from './read-types.js';
import type { Scanned } from './resources.js';
import { scan } from './scan.js';
import type { Survey, Task, TaskProblem } from './task.js';

/** @param opens `asker(gate)`, one for all tasks of a process */
export async function survey(task: Task, opens: (one: Scanned) => boolean): Promise<Survey> {
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
    if (type === 'Patient') {
      if (!isFhirId(id)) return onProblem('invalid-resource', line);
      hashOf(id, hash);
      patients.push(hash.high, hash.low);
    }
    if (!opens(one)) return;
    const patient = one.patient();
    if (patient !== undefined) candidates.add(kept(patient));
  };

  const read = await scan(task, {
    onResource,
    onProblem,
    onUnread: (type, patient) => {
      if (!INPUT_TYPES.has(type)) return;
      candidates.add(kept(patient));
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

/** Different elements remembered, of every type; most charts say the same few hundred things. */
const REMEMBERED = 50_000;

/** The gate, asked as seldom as can be: by codes before parsing, and once for resources that say the same. */
export function asker(gate: Gate | undefined): (one: Scanned) => boolean {
  if (!gate) return () => true;
  const known = new Map<string, boolean>();
  return (one) => {
    const type = gate.types[one.type];
    if (!type) return false;
    const { codes, element } = type;
    if (codes && !(one.line === undefined ? carries(one.resource(), codes) : mayCarry(one.line, codes))) return false;
    const written = element && one.line !== undefined ? peekObject(one.line, element.name, element.unless) : undefined;
    if (written === undefined) return gate.opens(one.resource());
    const before = known.get(written);
    if (before !== undefined) return before;
    const answer = gate.opens(one.resource());
    if (known.size >= REMEMBERED) known.clear();
    known.set(kept(written), answer);
    return answer;
  };
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
