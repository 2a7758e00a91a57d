/** What all first readings say together: the table of patients, and which resources are there twice. */
import { CANDIDATE, HAS_PATIENT } from './gather.js';
import { hashOf, HashTable } from './hash.js';
import { findRepeats } from './repeats.js';
import { NUMBERS_PER_ID, type Met, type TaskProblem } from './task.js';

export interface Merged {
  readonly table: HashTable;
  /** Places, by task, of resources whose type and id came before. */
  readonly duplicates: ReadonlyMap<number, readonly number[]>;
  readonly problems: ReadonlyMap<number, readonly TaskProblem[]>;
}

/** @param met in the order of the tasks, read one at a time and several times over */
export function mergeSurveys(count: number, met: (task: number) => Met): Merged {
  const table = new HashTable();
  const duplicates = new Map<number, number[]>();
  const problems = new Map<number, TaskProblem[]>();
  const hash = { high: 0, low: 0 };
  let total = 0;
  for (let task = 0; task < count; task++) {
    const { patients, candidates, ids } = met(task);
    total += ids.length / NUMBERS_PER_ID;
    for (let i = 0; i < patients.length; i += 2) {
      hash.high = patients[i] as number;
      hash.low = patients[i + 1] as number;
      table.add(hash, HAS_PATIENT);
    }
    for (const candidate of candidates) table.add(hashOf(candidate, hash), CANDIDATE);
  }
  let numbers: Uint32Array = new Uint32Array();
  const read = (task: number) => ({ numbers: (numbers = met(task).ids), stride: NUMBERS_PER_ID });
  findRepeats({ count, read }, total, (task, place) => {
    push(duplicates, task, place);
    push(problems, task, { line: numbers[place * NUMBERS_PER_ID + 2] as number, code: 'duplicate-id' });
  });
  return { table, duplicates, problems };
}

function push<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
