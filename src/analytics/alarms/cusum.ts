/**
 * The one method of the alarms: a one-sided CUSUM of log-likelihood ratios (Page 1954, Biometrika 41:100; for shares
 * Reynolds and Stoumbos 1999, J Quality Technology 31:87; for health care Woodall 2006, J Quality Technology 38:89).
 * Each day adds how much better its counts fit a changed share than the usual one, and never falls below zero. With a
 * threshold of ln T the mean time to a false alarm is at least T days, whatever the share and however many patients a
 * day brings (Lorden 1971, Annals of Mathematical Statistics 42:1897). Pure.
 */
import type { Day } from '../../fhir/dates.js';

/** At least a hundred years between false alarms of one chart, where the usual share is known exactly. */
export const THRESHOLD = Math.log(36_500);
/** No more is gathered than this, so that a fault of months is seen to end within days. */
const MOST = 1.5 * THRESHOLD;
/** No day alone makes an alarm, however odd it was (Lucas and Crosier 1982, Communications in Statistics 11:2669). */
const MOST_A_DAY = 0.6 * THRESHOLD;
/** A day is learned from this many days later, if nothing speaks against it by then. */
const LEARNED_AFTER = 14;
/** An alarm is over when so many days with calls, taken together, fit what is usual better than the change. */
const RECOVERED_DAYS = 7;
const DOUBT = THRESHOLD / 2;

/** From the first day that counts against what is usual to the last. */
export interface Episode {
  readonly since: Day;
  readonly detected: Day;
  /** The last day that counted for it; absent while it lasts. */
  readonly until?: Day;
}

export interface Chart<D extends { readonly day: Day }> {
  /** What a day adds: a log-likelihood ratio by what has been learned; `-Infinity` where the day rules the change out. */
  readonly score: (day: D) => number;
  /** Told of each day that is usual. */
  readonly learn: (day: D) => void;
}

/** Self-starting (Hawkins 1987, The Statistician 36:299): days in doubt and days of an alarm are not learned from. */
export function episodesOf<D extends { readonly day: Day }>(
  days: readonly D[],
  { score, learn }: Chart<D>,
): readonly Episode[] {
  const episodes: Episode[] = [];
  let waiting: D[] = [];
  let lately: number[] = [];
  let sum = 0;
  let since: Day | undefined;
  let detected: Day | undefined;
  // Where the sum without its bound was highest: the last day of the change.
  let [total, peak] = [0, 0];
  let against: Day | undefined;
  for (const one of days) {
    const { day } = one;
    const adds = Math.min(MOST_A_DAY, score(one));
    lately = [...lately.slice(1 - RECOVERED_DAYS), adds];
    sum = Math.min(MOST, sum + adds);
    if (detected !== undefined && hasRecovered(lately)) sum = 0;
    if (sum > 0) {
      since ??= day;
      total += adds;
      if (total > peak) [peak, against] = [total, day];
      if (sum >= THRESHOLD) detected ??= day;
    } else {
      if (since !== undefined && detected !== undefined) episodes.push({ since, detected, until: against ?? day });
      sum = total = peak = 0;
      lately = [];
      since = detected = against = undefined;
    }
    if (detected !== undefined) {
      const start = since ?? day;
      waiting = waiting.filter((other) => other.day < start);
      continue;
    }
    waiting.push(one);
    if (sum > DOUBT) continue;
    const known = waiting.filter((other) => other.day <= day - LEARNED_AFTER);
    known.forEach(learn);
    waiting.splice(0, known.length);
  }
  if (since !== undefined && detected !== undefined) episodes.push({ since, detected });
  return episodes;
}

const hasRecovered = (scores: readonly number[]): boolean =>
  scores.length === RECOVERED_DAYS && scores.reduce((total, one) => total + one) < 0;

/** A share under odds that are so many times as high. */
export const withOdds = (share: number, times: number): number => {
  const odds = (share / (1 - share)) * times;
  return odds / (1 + odds);
};

/** How much better `count` of `of` fit the share `changed` than `usual`. */
export function logLikelihoodRatio(count: number, of: number, usual: number, changed: number): number {
  const hits = count === 0 ? 0 : count * Math.log(changed / usual);
  const misses = of === count ? 0 : (of - count) * Math.log((1 - changed) / (1 - usual));
  return hits + misses;
}
