/** Invented sites, day by day, to measure alarms on: seeded, so that every run sees the same days. */
import { INPUTS } from '../../../src/chart/inputs.js';
import { emptyDay, type DayCounts } from '../../../src/analytics/alarms/days.js';
import { weekdayOf } from '../../../src/analytics/week.js';
import { randomNumbers } from '../random.js';

export interface Site {
  /** Patients on a working day; a fifth of them on Saturdays and Sundays. */
  readonly patients: number;
  /** Share of patients for whom the rule reaches a tier. */
  readonly fired: number;
  /** Share of patients of whom each input brings something. */
  readonly present: number;
  /** Standard deviation of a day's log odds around the usual ones: clinics, rotas, seasons. 0: every day is alike. */
  readonly unrest: number;
  /** Share of answered cards that are overridden; half of the cards are answered. */
  readonly overridden: number;
}

/** What goes wrong, from one day on. */
export interface Fault {
  readonly from: number;
  /** The odds of firing are so many times as high; 0: the rule is silent. */
  readonly firing?: number;
  /** Share of the usual presence of `observations` that is left. */
  readonly input?: number;
  readonly calls?: 0;
  readonly overridden?: number;
}

/** A Monday. */
export const FIRST_DAY = 20_458;

export function daysOf(site: Site, length: number, seed: number, fault?: Fault): readonly DayCounts[] {
  const random = randomNumbers(seed);
  const days: DayCounts[] = [];
  for (let index = 0; index < length; index += 1) {
    const broken = fault !== undefined && index >= fault.from ? fault : undefined;
    const day = emptyDay(FIRST_DAY + index);
    const usual = weekdayOf(day.day) < 5 ? site.patients : site.patients / 5;
    day.patients = day.calls = broken?.calls === 0 ? 0 : poisson(usual, random);
    const restless = (share: number): number => oddsTimes(share, Math.exp(site.unrest * normal(random)));
    day.fired = binomial(day.patients, oddsTimes(restless(site.fired), broken?.firing ?? 1), random);
    for (const input of INPUTS) {
      const left = input === 'observations' ? (broken?.input ?? 1) : 1;
      day.present[input] = binomial(day.patients, restless(site.present) * left, random);
    }
    day.answered = binomial(day.fired, 0.5, random);
    day.overridden = binomial(day.answered, broken?.overridden ?? site.overridden, random);
    if (day.calls > 0) days.push(day);
  }
  return days;
}

const oddsTimes = (share: number, times: number): number => {
  const odds = (share / (1 - share)) * times;
  return odds / (1 + odds);
};

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From one hit to the next, so that rare ones cost little. */
function binomial(of: number, share: number, random: () => number): number {
  if (share <= 0) return 0;
  if (share > 0.5) return of - binomial(of, 1 - share, random);
  let count = -1;
  for (let at = 0; at <= of; count += 1) at += Math.floor(Math.log(1 - random()) / Math.log(1 - share)) + 1;
  return count;
}

/** Knuth's, in parts, since e^-mean of a large mean is 0. */
function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let rest = mean; rest > 0; rest -= 100) {
    const limit = Math.exp(-Math.min(rest, 100));
    for (let product = random(); product > limit; product *= random()) count += 1;
  }
  return count;
}
