/** What all first readings say together: the table of patients, and which resources are there twice. */
import { HashTable } from './hash.js';
import { CANDIDATE, HAS_PATIENT } from './gather.js';
import { hashOf } from './hash.js';
import { NUMBERS_PER_ID, type Survey, type TaskProblem } from './task.js';

/** Resources of which two with one id are told apart; beyond it, in exports of tens of millions, repeats go unnoticed. */
export const IDS_KEPT = 24_000_000;

export interface Merged {
  readonly table: HashTable;
  /** Places, by task, of resources whose type and id came before. */
  readonly duplicates: ReadonlyMap<number, readonly number[]>;
  readonly problems: ReadonlyMap<number, readonly TaskProblem[]>;
  /** False where there were too many resources to look for repeats in all of them. */
  readonly allCompared: boolean;
}

/** @param surveys in the order of the tasks, read one at a time */
export function mergeSurveys(count: number, survey: (task: number) => Survey): Merged {
  const table = new HashTable();
  const ids = new HashTable();
  const duplicates = new Map<number, number[]>();
  const problems = new Map<number, TaskProblem[]>();
  const hash = { high: 0, low: 0 };
  let allCompared = true;
  for (let task = 0; task < count; task++) {
    const { patients, candidates, ids: own } = survey(task);
    for (let i = 0; i < patients.length; i += 2) {
      hash.high = patients[i] as number;
      hash.low = patients[i + 1] as number;
      table.add(hash, HAS_PATIENT);
    }
    for (const candidate of candidates) table.add(hashOf(candidate, hash), CANDIDATE);
    for (let place = 0; place * NUMBERS_PER_ID < own.length; place++) {
      hash.high = own[place * NUMBERS_PER_ID] as number;
      hash.low = own[place * NUMBERS_PER_ID + 1] as number;
      // Without an id it is nobody's repeat.
      if (hash.high === 0 && hash.low === 0) continue;
      if (ids.size >= IDS_KEPT) {
        allCompared = false;
        break;
      }
      if (ids.add(hash, 1) === 0) continue;
      push(duplicates, task, place);
      push(problems, task, { line: own[place * NUMBERS_PER_ID + 2] as number, code: 'duplicate-id' });
    }
  }
  return { table, duplicates, problems, allCompared };
}

function push<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
