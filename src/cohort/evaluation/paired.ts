/**
 * Two tests on the same patients: differences with intervals that know that the patients are the same.
 *
 * Shares of the same patients (cards, sensitivity, specificity): Newcombe's hybrid of two Wilson intervals with a term for
 * the correlation, method 10 of Newcombe 1998, Statistics in Medicine 17:2635; with McNemar's exact test (McNemar 1947,
 * Psychometrika 12:153). Predictive values are shares of patients that are only in part the same: the same hybrid in its
 * general form (MOVER: Zou and Donner 2008, Statistics in Medicine 27:1693), the correlation by the delta method as for
 * relative predictive values in Moskowitz and Pepe 2006, Clinical Trials 3:272.
 */
import { rateOf, rounded, wilson, type Interval, type Rate } from '../../analytics/interval.js';

/** Patients by what both tests say. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** `after` less `before`, in percentage points with a 95 % interval; `null` where one of them is of nothing. */
export interface Change {
  readonly before: Rate;
  readonly after: Rate;
  readonly difference: (Interval & { readonly points: number }) | null;
}

export interface PairedChange extends Change {
  /** McNemar's exact test, two-sided: how likely a split at least this uneven is by chance. 1 where nothing changed. */
  readonly p: number;
}

export function pairedChange({ both, onlyFirst, onlySecond, neither }: PairedCounts): PairedChange {
  const of = both + onlyFirst + onlySecond + neither;
  const [first, second] = [both + onlyFirst, both + onlySecond];
  const correlation = phi({ both, onlyFirst, onlySecond, neither });
  return {
    before: rateOf(first, of),
    after: rateOf(second, of),
    difference: difference([first, of], [second, of], correlation),
    p: mcNemarExact(onlyFirst, onlySecond),
  };
}

/** Newcombe's φ, its numerator drawn towards 0 by n/2 where it is positive. */
function phi({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyFirst * onlySecond;
  const half = (both + onlyFirst + onlySecond + neither) / 2;
  return (product > 0 ? Math.max(0, product - half) : product) / Math.sqrt(margins);
}

type Share = readonly [count: number, of: number];

function difference(first: Share, second: Share, correlation: number): Change['difference'] {
  if (first[1] === 0 || second[1] === 0) return null;
  const [p1, p2] = [first[0] / first[1], second[0] / second[1]];
  const [w1, w2] = [wilson(...first), wilson(...second)];
  const length = (a: number, b: number) => Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));
  const points = p2 - p1;
  return {
    points: rounded(100 * points),
    low: rounded(100 * (points - length(p2 - w2.low, w1.high - p1))),
    high: rounded(100 * (points + length(w2.high - p2, p1 - w1.low))),
  };
}

/** @param one discordant pairs of one kind @param other and of the other; from 0 to 1 */
export function mcNemarExact(one: number, other: number): number {
  const [few, all] = [Math.min(one, other), one + other];
  if (all === 0) return 1;
  // Logarithms, since 2^-n is 0 for a computer from n = 1075.
  let term = -all * Math.LN2;
  for (let k = 0; k < few; k += 1) term += Math.log((all - k) / (k + 1));
  let [sum, ratio] = [0, 1];
  // From the largest term downwards, until no more is added.
  for (let k = few; k >= 0 && sum + ratio !== sum; k -= 1) {
    sum += ratio;
    ratio *= k / (all - k + 1);
  }
  return Math.min(1, rounded(2 * Math.exp(term) * sum, 6));
}

/** Patients with a positive test, by which test and by outcome. */
export interface PositiveCounts {
  readonly both: { readonly withOutcome: number; readonly without: number };
  readonly onlyFirst: { readonly withOutcome: number; readonly without: number };
  readonly onlySecond: { readonly withOutcome: number; readonly without: number };
}

/** Positive predictive values of two tests. */
export function predictiveChange({ both, onlyFirst, onlySecond }: PositiveCounts): Change {
  const first: Share = [both.withOutcome + onlyFirst.withOutcome, sum(both) + sum(onlyFirst)];
  const second: Share = [both.withOutcome + onlySecond.withOutcome, sum(both) + sum(onlySecond)];
  const [p1, p2] = [first[0] / first[1], second[0] / second[1]];
  const covariance = both.withOutcome * (1 - p1) * (1 - p2) + both.without * p1 * p2;
  const spread = Math.sqrt(first[1] * p1 * (1 - p1) * second[1] * p2 * (1 - p2));
  return {
    before: rateOf(...first),
    after: rateOf(...second),
    difference: difference(first, second, spread > 0 ? Math.min(1, covariance / spread) : 0),
  };
}

const sum = (one: PositiveCounts['both']): number => one.withOutcome + one.without;
