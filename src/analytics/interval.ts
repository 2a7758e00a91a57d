/**
 * Shares with their intervals. Wilson's score interval for one share: it stays within 0 and 1 and keeps its coverage for
 * few calls and rare cards, where the textbook one does not (Wilson 1927; Brown, Cai and DasGupta 2001, Statistical
 * Science 16:101). Newcombe's hybrid of two of them for a difference (Newcombe 1998, Statistics in Medicine 17:873).
 */

/** Of a standard normal, both sides: 95 %. */
export const Z_95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How many of how many, per hundred, with a 95 % interval; rounded to two decimals. */
export interface Rate extends Interval {
  readonly count: number;
  readonly of: number;
  /** `null` of nothing. */
  readonly perHundred: number | null;
}

/** Of a share, from 0 to 1. Of nothing: 0 to 1, since nothing is known. */
export function wilson(count: number, of: number, z = Z_95): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const square = (z * z) / of;
  const middle = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  // Exactly 0 and 1 at the ends, where rounding would leave a trace.
  return { low: count === 0 ? 0 : Math.max(0, middle - half), high: count === of ? 1 : Math.min(1, middle + half) };
}

export function rateOf(count: number, of: number): Rate {
  const { low, high } = wilson(count, of);
  return {
    count,
    of,
    perHundred: of === 0 ? null : rounded((100 * count) / of),
    low: rounded(100 * low),
    high: rounded(100 * high),
  };
}

/**
 * Of a period's share, 0 to 1: what chance alone explains around it where there were so many calls, per hundred; three
 * standard deviations, the p-chart (Montgomery, Statistical Quality Control).
 */
export function chanceAround(share: number, calls: number): Interval {
  const three = calls === 0 ? 1 : 3 * Math.sqrt((share * (1 - share)) / calls);
  return { low: rounded(100 * Math.max(0, share - three)), high: rounded(100 * Math.min(1, share + three)) };
}

/** The second share less the first, in percentage points, with a 95 % interval; `null` where one is of nothing. */
export function differenceOf(first: Rate, second: Rate): (Interval & { readonly points: number }) | null {
  if (first.of === 0 || second.of === 0) return null;
  const [p1, p2] = [first.count / first.of, second.count / second.of];
  const [w1, w2] = [wilson(first.count, first.of), wilson(second.count, second.of)];
  const points = p2 - p1;
  return {
    points: rounded(100 * points),
    low: rounded(100 * (points - Math.hypot(p2 - w2.low, w1.high - p1))),
    high: rounded(100 * (points + Math.hypot(w2.high - p2, p1 - w1.low))),
  };
}

export const rounded = (value: number, decimals = 2): number => {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
};
