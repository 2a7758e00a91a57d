/**
 * How many cards a clinician meets in a day with patients. A day of a clinician is counted by a number of 48 bits made of
 * both names: two of a million different days meet in one with a chance of 1 in 500.
 */
import { hash } from 'node:crypto';
import { rateOf, rounded, type Rate } from '../../analytics/interval.js';
import type { Tier } from '../../sdk/assessment.js';
import type { AssessedRecord } from '../record.js';

const DAYS_KEPT = 400_000;
const HIGHEST = 2 ** 48;

/** Over days of a clinician with at least one visit. A visit with two clinicians counts for both. */
export interface Burden {
  /** Days of a clinician that were counted. */
  readonly clinicianDays: number;
  /**
   * `null`: all of them. Otherwise there were too many to hold, and the figures are of a random sample: the share that was
   * drawn, from 0 to 1. `max` is then the most in the sample.
   */
  readonly sampled: number | null;
  /** Of a hundred such days, how many had 0, 1, 2, and 3 or more cards. */
  readonly none: Rate;
  readonly one: Rate;
  readonly two: Rate;
  readonly threeOrMore: Rate;
  /** Cards a day; `null` without days. */
  readonly mean: number | null;
  readonly max: number;
  /** Visits that name no clinician; nobody's burden. */
  readonly visitsWithoutClinician: number;
}

/**
 * Bounded by adaptive sampling (Wegman 1984; Flajolet 1990, Computing 43:391): when there is no more room, the days whose
 * number lies in the upper half are let go, and so on. What is kept is a random sample of the different days, and the
 * same one in whatever order they come.
 */
export class BurdenFold {
  readonly #cards = new Map<number, number>();
  #below = HIGHEST;
  #without = 0;

  constructor(readonly kept = DAYS_KEPT) {}

  add({ clinicians = [], day, row }: AssessedRecord, times = 1): void {
    if (clinicians.length === 0) this.#without += times;
    for (const clinician of new Set(clinicians)) this.#count(numberOf(clinician, day), times * cardsOf(row.tier));
  }

  merge(other: BurdenFold): void {
    this.#without += other.#without;
    this.#shrinkTo(Math.min(this.#below, other.#below));
    for (const [day, cards] of other.#cards) this.#count(day, cards);
  }

  #count(day: number, cards: number): void {
    if (day >= this.#below) return;
    this.#cards.set(day, (this.#cards.get(day) ?? 0) + cards);
    while (this.#cards.size > this.kept) this.#shrinkTo(this.#below / 2);
  }

  #shrinkTo(below: number): void {
    if (below === this.#below) return;
    this.#below = below;
    for (const day of this.#cards.keys()) if (day >= below) this.#cards.delete(day);
  }

  done(): Burden {
    const days = this.#cards.size;
    const having = [0, 0, 0, 0];
    let [sum, max] = [0, 0];
    for (const cards of this.#cards.values()) {
      having[Math.min(cards, 3)]! += 1;
      sum += cards;
      max = Math.max(max, cards);
    }
    const [none, one, two, threeOrMore] = having.map((count) => rateOf(count, days)) as [Rate, Rate, Rate, Rate];
    return {
      clinicianDays: days,
      sampled: this.#below === HIGHEST ? null : this.#below / HIGHEST,
      none,
      one,
      two,
      threeOrMore,
      mean: days === 0 ? null : rounded(sum / days, 4),
      max,
      visitsWithoutClinician: this.#without,
    };
  }
}

const cardsOf = (tier: Tier | null): number => (tier === null ? 0 : 1);

const numberOf = (clinician: string, day: string): number =>
  hash('sha1', `${day} ${clinician}`, 'buffer').readUIntBE(0, 6);
