/**
 * When evidence was last asserted, which is what an examination must follow to answer it (specification 4.2).
 * A contact that follows up something already on record is no new assertion of it.
 */
import type { Day, Strength } from '../../../src/sdk/index.js';

/** A day, or `undated` where it cannot be told: then nothing that was done can be known to come later. */
export type Asserted = Day | 'undated';

interface Assertion {
  readonly day?: Day;
  /** Told by a visit's reason alone. */
  readonly contact: boolean;
  readonly live: boolean;
}

/** The newest assertion that is no mere follow-up; `undated` where none has a date. */
export function newestAsserted(all: readonly Assertion[], followUpDays: number): Asserted {
  const days = all.filter((one) => !isFollowUp(one, all, followUpDays)).map((one) => one.day ?? -Infinity);
  const newest = Math.max(-Infinity, ...days);
  return newest === -Infinity ? 'undated' : newest;
}

/** A contact after a live entry of the same, or within the days after another contact or finding of it. */
function isFollowUp(one: Assertion, all: readonly Assertion[], followUpDays: number): boolean {
  const { day } = one;
  if (!one.contact || day === undefined) return false;
  return all.some(
    (other) =>
      other.day !== undefined && other.day < day && ((!other.contact && other.live) || day - other.day <= followUpDays),
  );
}

/** The newest of several, `undated` if any of them is; `undefined` of none. */
export function newestOf(days: readonly Asserted[]): Asserted | undefined {
  if (days.length === 0) return undefined;
  if (days.includes('undated')) return 'undated';
  return Math.max(...days.map(Number));
}

/** Of the records of an emergency feature: the newest of those that count, `undated` where one that makes it one has no date. */
export function assertedByRecords(records: readonly { readonly strength: Strength; readonly day?: Day }[]): Asserted {
  const counted = records.filter((one) => one.strength !== 'context');
  if (counted.some((one) => one.strength === 'emergency' && one.day === undefined)) return 'undated';
  return newestAsserted(
    counted.map(({ day }) => ({ ...(day === undefined ? {} : { day }), contact: false, live: true })),
    0,
  );
}
