/** What is usual at a site: learned from its first weeks, and further from every day that gives no ground for doubt. */
import type { Day } from '../../fhir/dates.js';
import { wilson, type Interval } from '../interval.js';
import { weekdayOf } from '../week.js';
import type { DayCounts } from './days.js';

const SHORTEST_DAYS = 14;
const LONGEST_DAYS = 56;
const ENOUGH_FIRED = 10;
/**
 * The bounds stand one standard error off: charts drawn by a share learned from few patients would otherwise give more
 * false alarms than they promise (Gandy and Kvaløy 2013, Scandinavian J Statistics 40:647).
 */
const STANDARD_ERRORS = 1;
const MOST_DISPERSION = 5;
const EXPECTED_A_GROUP = 5;
const FEWEST_GROUPS = 4;

export interface FirstDays {
  readonly first: Day;
  readonly last: Day;
}

/**
 * The days that are learned from before any alarm: at least two weeks, and on until ten patients have fired or eight
 * weeks are over.
 * @param last the last whole day that can be counted
 * @returns `undefined` while they last
 */
export function firstDays(days: readonly DayCounts[], last: Day): FirstDays | undefined {
  const start = days.findIndex(({ patients }) => patients > 0);
  const first = days[start]?.day;
  if (first === undefined) return undefined;
  let fired = 0;
  let index = start;
  for (let end = first; end <= last; end += 1) {
    for (; (days[index]?.day ?? Infinity) <= end; index += 1) fired += days[index]?.fired ?? 0;
    const length = end - first + 1;
    if (length >= SHORTEST_DAYS && (fired >= ENOUGH_FIRED || length >= LONGEST_DAYS)) return { first, last: end };
  }
  return undefined;
}

/** A share as it was on the days learned so far. */
export class UsualShare {
  count = 0;
  of = 0;
  #group = { count: 0, of: 0 };
  #groups = 0;
  #squares = 0;

  add(count: number, of: number): void {
    this.count += count;
    this.of += of;
    this.#group = { count: this.#group.count + count, of: this.#group.of + of };
    this.#closeGroup();
    this.#bounds = undefined;
  }

  /** Pearson's square of a group of days, closed when it is large enough for it. */
  #closeGroup(): void {
    const share = this.count / this.of;
    const { count, of } = this.#group;
    if (!(of * Math.min(share, 1 - share) >= EXPECTED_A_GROUP)) return;
    this.#squares += (count - of * share) ** 2 / (of * share * (1 - share));
    this.#groups += 1;
    this.#group = { count: 0, of: 0 };
  }

  /** Variance of the days' counts over that of independent patients, 1 to 5 (McCullagh and Nelder 1989, 4.5). */
  get dispersion(): number {
    if (this.#groups < FEWEST_GROUPS) return 1;
    return Math.min(MOST_DISPERSION, Math.max(1, this.#squares / (this.#groups - 1)));
  }

  #bounds: Interval | undefined;

  /** The ends between which the share is taken to lie. */
  get bounds(): Interval {
    return (this.#bounds ??= wilson(this.count, this.of, STANDARD_ERRORS * Math.sqrt(this.dispersion)));
  }
}

/** How often each weekday has had calls. */
export class UsualWeek {
  readonly #active = new Array<number>(7).fill(0);
  readonly #all = new Array<number>(7).fill(0);

  add(day: Day, hadCalls: boolean): void {
    const weekday = weekdayOf(day);
    this.#all[weekday] = (this.#all[weekday] ?? 0) + 1;
    if (hadCalls) this.#active[weekday] = (this.#active[weekday] ?? 0) + 1;
  }

  /** Never quite 0 or 1: half a day of each kind is added. */
  shareOf(day: Day): number {
    const weekday = weekdayOf(day);
    return ((this.#active[weekday] ?? 0) + 0.5) / ((this.#all[weekday] ?? 0) + 1);
  }
}
