/** The work of reading, in pieces that can be done by any process and done again. */
import type { ProblemCode } from '../problem.js';
import type { Hash } from './hash.js';
import type { Stretch } from './source.js';

export interface Task extends Stretch {
  readonly index: number;
  /** The file is one JSON document over many lines (a Bundle), not a resource a line. */
  readonly document: boolean;
}

/** A problem of a task; the line counts from 0 at the beginning of its stretch. */
export interface TaskProblem {
  readonly line: number;
  readonly code: ProblemCode;
}

/** Three numbers for each resource that is read: its hash and the line it stands in. */
export const NUMBERS_PER_ID = 3;

export const NUMBERS_PER_OWNER = 3;

/** In place of a patient: no chart wants this resource when the lines are read again (a Medication is looked up). */
export const NOBODY: Hash = { high: 0, low: 1 };

/** What the first reading of a task met, for what all of them say together. */
export interface Met {
  /** Ids of patients of whom something could matter. */
  readonly candidates: readonly string[];
  /** Hashes of the Patients, two numbers each. */
  readonly patients: Uint32Array;
  /** `NUMBERS_PER_ID` numbers for each resource of a type that is read, in the order of the task. */
  readonly ids: Uint32Array;
}

/** What the first reading of a task finds. */
export interface Survey {
  readonly lines: number;
  readonly bytes: number;
  readonly problems: readonly TaskProblem[];
  /** Medications there are, to be looked up when a kept prescription points to one. */
  readonly medications: number;
  readonly met: Met;
  /** Of each resource of `met.ids` its line and the hash of its patient; 0 and 0 where that has to be looked up. */
  readonly whose: Uint32Array;
}
