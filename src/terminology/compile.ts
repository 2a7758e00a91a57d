/**
 * Value sets compiled into a `Terminology`: pure look-ups, remembered within bounds.
 *
 * 20,000 Observations of a call ask `knows()`, so that a code seen before costs one map access; a caller who sends
 * millions of different codes fills a map that forgets.
 */
import { ContentError } from '../sdk/service.js';
import { systemOfBareCode } from './bare-code.js';
import { checkValueSet } from './checks.js';
import type { MatchedCoding, Meaning, Terminology } from './meaning.js';
import { BoundedMemo } from './memo.js';
import { RowIndex } from './row-index.js';
import {
  canonicalSystem,
  isKnownSystem,
  MAX_CODE_LENGTH,
  normaliseCode,
  plainName,
  SYSTEMS,
  type CodeSystem,
} from './systems.js';
import { readValueSet, type ValueSetFile, type ValueSetRows } from './value-set.js';

/** A coding of a chart; every field may be missing or of another type. */
export interface CodingToMatch {
  readonly system?: unknown;
  readonly code?: unknown;
  readonly display?: unknown;
  /** ICD-O-3 behaviour digit (`3` malignant) recorded beside a topography; a topography alone matches nothing. */
  readonly behaviour?: string;
}

export interface CompiledTerminology extends Terminology {
  match(coding: CodingToMatch): MatchedCoding | undefined;
  /** Remembered look-ups at this moment; never more than `MEMO_LIMIT`. */
  readonly remembered: number;
}

/** Look-ups remembered for each code system at most; a code without a system counts as one more system. */
const MEMO_PER_SYSTEM = 4_000;
/** Look-ups remembered at most, in all. */
export const MEMO_LIMIT = MEMO_PER_SYSTEM * (Object.keys(SYSTEMS).length + 1);
/** Names of code systems remembered at most, and the longest that is worth it. */
const SYSTEM_NAMES = 1_000;
const LONGEST_NAME = 200;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface LookUp {
  readonly system?: CodeSystem;
  readonly meanings: readonly Meaning[];
}
const NOTHING: LookUp = { meanings: [] };

/** `null`: no system was given. `undefined`: one that no value set uses. */
type SystemReading = CodeSystem | null | undefined;

/** Reads and checks every file. @throws ContentError naming the file and the code */
export function readValueSets(files: readonly ValueSetFile[]): readonly ValueSetRows[] {
  const sets = files.map(readValueSet);
  const ids = new Map<string, string>();
  for (const set of sets) {
    const other = ids.get(set.id);
    if (other !== undefined) throw new ContentError(set.file, `value set id "${set.id}" is also that of ${other}`);
    ids.set(set.id, set.file);
    checkValueSet(set);
  }
  return sets;
}

/** The compiled value sets. @throws ContentError naming the file and the code */
export function compileTerminology(files: readonly ValueSetFile[]): CompiledTerminology {
  return compileRows(readValueSets(files));
}

/** As `compileTerminology`, of value sets that were read and checked. */
export function compileRows(sets: readonly ValueSetRows[]): CompiledTerminology {
  const index = new RowIndex(sets);
  const names = new BoundedMemo<{ readonly reading: SystemReading }>(SYSTEM_NAMES);
  const systems = new Set(sets.flatMap((set) => set.codes.map((row) => row.system)));
  const local = new Map([...systems].filter((one) => !isKnownSystem(one)).map((one) => [plainName(one), one]));
  const memos = new Map<CodeSystem | null, BoundedMemo<LookUp>>();

  const readSystem = (system: unknown): SystemReading => {
    if (system === undefined || system === null) return null;
    if (typeof system !== 'string') return undefined;
    const seen = names.get(system);
    if (seen) return seen.reading;
    if (system.length > LONGEST_NAME) return undefined;
    const reading = system.trim() === '' ? null : (canonicalSystem(system) ?? local.get(plainName(system)));
    names.set(system, { reading });
    return reading;
  };

  const compute = (system: CodeSystem | null, code: string, behaviour?: string): LookUp => {
    const known = system ?? systemOfBareCode(code, (candidate, key) => index.lists(candidate, key));
    if (known === undefined) return NOTHING;
    return { system: known, meanings: index.find(known, normaliseCode(known, code), behaviour) };
  };

  const lookUp = (system: SystemReading, code: string): LookUp => {
    if (system === undefined || code.length > MAX_CODE_LENGTH) return NOTHING;
    let memo = memos.get(system);
    if (!memo) memos.set(system, (memo = new BoundedMemo(MEMO_PER_SYSTEM)));
    const seen = memo.get(code);
    if (seen) return seen;
    const found = compute(system, code);
    memo.set(code, found);
    return found;
  };

  return {
    sets: sets.map((set) => set.id).sort(),
    get remembered() {
      return [...memos.values()].reduce((sum, memo) => sum + memo.size, 0);
    },
    knows: (system, code) => typeof code === 'string' && lookUp(readSystem(system), code).meanings.length > 0,
    meaningsOf: (system, code) =>
      typeof code === 'string' ? lookUp(readSystem(system), code).meanings : NOTHING.meanings,
    match({ system, code, display, behaviour }) {
      if (typeof code !== 'string' || code.trim() === '') return undefined;
      const reading = readSystem(system);
      const found =
        behaviour === undefined || reading === undefined || code.length > MAX_CODE_LENGTH
          ? lookUp(reading, code)
          : compute(reading, code, behaviour);
      // Written member by member: every coding of a chart passes here, and spreads cost more than the look-up.
      const coding: Writable<MatchedCoding> = { code, meanings: found.meanings };
      const canonical = reading ?? found.system;
      if (typeof system === 'string') coding.system = system;
      if (typeof display === 'string') coding.display = display;
      if (canonical !== undefined) coding.canonicalSystem = canonical;
      return coding;
    },
    codesOf(id, where) {
      const set = sets.find((candidate) => candidate.id === id);
      // A mistake in a service, not in a chart: the registry lays it at the service's file and ends the start.
      if (!set) throw new RangeError(`unknown value set "${id}"`);
      const codes = set.codes
        .filter((row) => !where || index.find(row.system, row.key, '3').some((m) => m.set === id && where(m)))
        .map((row) => row.code);
      return [...new Set(codes)];
    },
  };
}
