/** When an assessment counts as right or wrong: docs/screen-evaluation.md has the definitions in words. */
import type { Day } from '../../fhir/dates.js';
import type { Tier } from '../../sdk/assessment.js';
import { RANK } from '../statistics/repeats.js';
import type { Truth } from './labels.js';

/** An assessment as a test: its day and what it said. */
export interface Moment {
  readonly day: Day;
  readonly tier: Tier | null;
}

/** - `prevalent`: the outcome was there already. `not-followed`: nobody knows whether it came within the horizon. */
export type Excluded = 'prevalent' | 'not-followed';

/** The highest tier that stood; `none` where there was no card. */
export type Standing = Tier | 'none';
export const STANDINGS = ['emergency', 'urgent', 'recommended', 'incomplete', 'none'] as const satisfies Standing[];

/** Tests at three thresholds: a card of this tier or a higher one is positive. `incomplete` is at none of them. */
export const THRESHOLDS = [
  { threshold: 'any-card', from: 'recommended' },
  { threshold: 'urgent-or-above', from: 'urgent' },
  { threshold: 'emergency', from: 'emergency' },
] as const satisfies readonly { threshold: string; from: Tier }[];
export type Threshold = (typeof THRESHOLDS)[number]['threshold'];

export const isPositive = (standing: Standing | null, from: Tier): boolean =>
  standing !== null && standing !== 'none' && standing !== 'incomplete' && RANK[standing] >= RANK[from];

export interface Verdict {
  readonly outcome: boolean;
  readonly standing: Standing;
  /** Number of the moment by which the patient is put into groups: the first card that counts, else the last moment. */
  readonly decisive: number;
  /** An outcome became known, but later than the horizon reaches. */
  readonly beyond: boolean;
}

/** Whether the outcome came after the day of an assessment and within so many days. */
export function outcomeAfter(day: Day, { outcome, followedUntil }: Truth, horizon: number): boolean | Excluded {
  if (outcome !== undefined) return outcome <= day ? 'prevalent' : outcome <= day + horizon;
  return followedUntil !== undefined && followedUntil < day + horizon ? 'not-followed' : false;
}

/** One assessment alone. @param horizon days */
export function judgeMoment(
  { day, tier }: Moment,
  truth: Truth,
  horizon: number,
): Omit<Verdict, 'decisive'> | Excluded {
  const outcome = outcomeAfter(day, truth, horizon);
  if (typeof outcome === 'string') return outcome;
  return { outcome, standing: tier ?? 'none', beyond: !outcome && truth.outcome !== undefined };
}

/**
 * A patient over all visits. With an outcome the visits count that lie on its day or at most the horizon before it;
 * without one those after which the whole horizon is known to be free.
 * @param moments in the order of time
 */
export function judgePatient(moments: readonly Moment[], truth: Truth, horizon: number): Verdict | Excluded {
  const { outcome } = truth;
  const near = moments.map(({ day }) => outcome !== undefined && day <= outcome && outcome <= day + horizon);
  const had = near.includes(true);
  const counts = had ? near : moments.map(({ day }) => outcomeAfter(day, truth, horizon) === false);
  const last = counts.lastIndexOf(true);
  if (last < 0) return outcome === undefined ? 'not-followed' : 'prevalent';
  const counted = (from: Tier): number => moments.findIndex(({ tier }, at) => counts[at] && isPositive(tier, from));
  const first = counted('recommended');
  const incomplete = moments.findIndex(({ tier }, at) => counts[at] && tier === 'incomplete');
  const highest = (['emergency', 'urgent', 'recommended'] as const).find((from) => counted(from) >= 0);
  return {
    outcome: had,
    standing: highest ?? (incomplete >= 0 ? 'incomplete' : 'none'),
    decisive: first >= 0 ? first : incomplete >= 0 ? incomplete : last,
    beyond: !had && outcome !== undefined,
  };
}

/**
 * Days from the first card that counts to the outcome. Only of patients with an outcome within the horizon.
 * @param moments in the order of time
 */
export function leadTime(moments: readonly Moment[], outcome: Day, horizon: number, from: Tier): number | undefined {
  const first = moments.find(({ day, tier }) => day <= outcome && outcome <= day + horizon && isPositive(tier, from));
  return first && outcome - first.day;
}
