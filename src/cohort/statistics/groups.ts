/** Into which groups an assessment falls: age bands, and the groups that the chart names. */
import type { AssessedRecord } from '../record.js';

/** In full years; adults from 18, as the rule has it, and 50, the age that red flags ask for. */
export const AGE_BANDS = ['0-17', '18-49', '50-59', '60-69', '70-79', '80+', 'unknown'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

const FROM: readonly (readonly [number, AgeBand])[] = [
  [80, '80+'],
  [70, '70-79'],
  [60, '60-69'],
  [50, '50-59'],
  [18, '18-49'],
  [0, '0-17'],
];

export const ageBandOf = (age: number | undefined): AgeBand =>
  age === undefined ? 'unknown' : (FROM.find(([from]) => age >= from)?.[1] ?? 'unknown');

/** Where the chart names no value for a group that other charts name, the patient is in none of it. */
export function groupsOf({ age, groups }: AssessedRecord): readonly (readonly [group: string, value: string])[] {
  return [['age', ageBandOf(age)], ...Object.entries(groups)];
}

/** Names come from charts, which may hold anything: this many groups, and values of each. */
export const GROUPS_KEPT = 20;
export const VALUES_KEPT = 100;
/** What did not find room. */
export const OTHER = '(other)';

/** Age bands in their order, all else by name. */
export const byGroupValue = (a: string, b: string): number => {
  const [x, y] = [AGE_BANDS.indexOf(a as AgeBand), AGE_BANDS.indexOf(b as AgeBand)];
  return x >= 0 && y >= 0 ? x - y : a < b ? -1 : a > b ? 1 : 0;
};

/** What can be folded in parts and put together. */
export interface Mergeable<T> {
  merge(other: T): void;
}

/** One fold for each value of each group, bounded. */
export class ByGroup<T extends Mergeable<T>> {
  readonly #groups = new Map<string, Map<string, T>>();

  constructor(
    readonly make: () => T,
    readonly valuesKept = VALUES_KEPT,
  ) {}

  get(group: string, value: string): T {
    const values = room(this.#groups, group, GROUPS_KEPT, () => new Map<string, T>());
    return room(values, value, this.valuesKept, this.make);
  }

  merge(other: ByGroup<T>): void {
    for (const [group, values] of other.#groups) for (const [value, one] of values) this.get(group, value).merge(one);
  }

  /** By name of the group, then by value. */
  done<R>(row: (value: string, one: T) => R): Readonly<Record<string, readonly R[]>> {
    const groups = [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      groups.map(([group, values]) => [
        group,
        [...values].sort(([a], [b]) => byGroupValue(a, b)).map(([value, one]) => row(value, one)),
      ]),
    );
  }
}

function room<T>(map: Map<string, T>, key: string, kept: number, make: () => T): T {
  const name = map.has(key) || map.size < kept ? key : OTHER;
  let known = map.get(name);
  if (known === undefined) map.set(name, (known = make()));
  return known;
}
