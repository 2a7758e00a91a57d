/**
 * What the alarms look at: one line a day of one tenant's service, folded from its decisions. A patient counts once a
 * day, since one chart is opened many times and those calls say the same thing. Live and shadow are one series: the rule
 * is the same, and whoever goes live brings the experience of the time before.
 */
import { INPUTS, type InputName } from '../../chart/inputs.js';
import { parseDay, type Day } from '../../fhir/dates.js';
import type { LookupEntry } from '../../store/port.js';

export interface DayCounts {
  readonly day: Day;
  calls: number;
  /** Different patients. */
  patients: number;
  /** Of them, those for whom the rule reached a tier other than `incomplete`, shown or kept quiet. */
  fired: number;
  /** Of them, those of whom the input brought something. */
  readonly present: Record<InputName, number>;
  /** Cards answered on this day. */
  answered: number;
  overridden: number;
}

export interface Series {
  readonly tenant: string;
  readonly service: string;
  /** In order; days without anything are not there. */
  readonly days: readonly DayCounts[];
}

const BITS = Object.fromEntries(INPUTS.map((input, index) => [input, 1 << index])) as Record<InputName, number>;
const FIRED = 1 << INPUTS.length;

export class DayFold {
  readonly #series = new Map<string, OneSeries>();

  add({ decision, feedback }: LookupEntry): void {
    const day = parseDay(decision.asOf);
    if (day === undefined) return;
    const { tenant, service } = decision;
    const key = `${tenant} ${service}`;
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = new OneSeries(tenant, service)));
    let bits = decision.tier !== null && decision.tier !== 'incomplete' ? FIRED : 0;
    for (const input of INPUTS) if (hasCome(decision.inputs[input])) bits |= BITS[input];
    series.call(day, decision.patient, bits);
    if (feedback) series.answer(Math.floor(feedback.outcomeAt / 86_400_000), feedback.outcome === 'overridden');
  }

  result(): readonly Series[] {
    return [...this.#series.values()].map((one) => one.result());
  }
}

/** Of an input cut short something came; an empty one may be one that nobody fills any more. */
const hasCome = (state: string): boolean => state === 'present' || state === 'truncated';

class OneSeries {
  readonly #days = new Map<Day, DayCounts>();
  #open: Day | undefined;
  /** The patients of the latest day alone: decisions come in the order of time. */
  #patients = new Map<string, number>();

  constructor(
    readonly tenant: string,
    readonly service: string,
  ) {}

  call(day: Day, patient: string, bits: number): void {
    if (day !== this.#open) {
      this.#open = day;
      this.#patients = new Map();
    }
    const counts = this.#countsOf(day);
    counts.calls += 1;
    const known = this.#patients.get(patient);
    if (known === undefined) counts.patients += 1;
    const fresh = bits & ~(known ?? 0);
    this.#patients.set(patient, (known ?? 0) | bits);
    if (fresh & FIRED) counts.fired += 1;
    for (const input of INPUTS) if (fresh & BITS[input]) counts.present[input] += 1;
  }

  answer(day: Day, overridden: boolean): void {
    const counts = this.#countsOf(day);
    counts.answered += 1;
    counts.overridden += overridden ? 1 : 0;
  }

  #countsOf(day: Day): DayCounts {
    let counts = this.#days.get(day);
    if (!counts) this.#days.set(day, (counts = emptyDay(day)));
    return counts;
  }

  result(): Series {
    const days = [...this.#days.values()].sort((a, b) => a.day - b.day);
    return { tenant: this.tenant, service: this.service, days };
  }
}

export const emptyDay = (day: Day): DayCounts => ({
  day,
  calls: 0,
  patients: 0,
  fired: 0,
  present: Object.fromEntries(INPUTS.map((input) => [input, 0])) as DayCounts['present'],
  answered: 0,
  overridden: 0,
});
