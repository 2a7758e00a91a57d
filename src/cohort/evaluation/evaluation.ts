/**
 * What a run said against what came of it, folded from its patients one by one. The order does not matter, and parts
 * merged are the whole, as long as each patient comes once. Definitions: docs/screen-evaluation.md.
 */
import type { Quartiles } from '../../analytics/report.js';
import { parseDay } from '../../fhir/dates.js';
import type { AssessedRecord, PatientRecord } from '../record.js';
import { DayCounts } from '../statistics/day-counts.js';
import { IdList, type ListedIds } from '../statistics/id-list.js';
import { AccuracyFold, type Accuracy } from './accuracy-fold.js';
import { judgeMoment, judgePatient, leadTime, THRESHOLDS, type Moment, type Threshold, type Verdict } from './judge.js';
import type { LabelProblem, Labels, Truth } from './labels.js';
import { DEFAULT_HORIZON_DAYS, truthOf, type TruthOptions } from './truth.js';

export interface EvaluationOptions extends TruthOptions {
  /** True where every visit is replayed. */
  readonly eachVisit?: boolean;
}

export interface EvaluationSummary {
  readonly truth: 'labels' | 'derived';
  readonly horizonDays: number;
  /** One patient, one verdict. */
  readonly patients: Accuracy;
  /** One visit, one verdict; only where every visit is replayed. Visits of a patient are alike, so the intervals are too narrow. */
  readonly visits?: Accuracy;
  /** Days from the first card at the threshold to the outcome, of the patients detected. */
  readonly leadTime: readonly (Quartiles & { readonly threshold: Threshold })[];
  /** Patients with the outcome and no card, and with a card and no outcome: at the threshold `any-card`. */
  readonly missed: ListedIds;
  readonly falseCards: ListedIds;
  readonly labels?: LabelsSummary;
}

export interface LabelsSummary {
  /** Patients that the file labels. */
  readonly patients: number;
  /** Of them, not in the run. */
  readonly unknown: ListedIds;
  /** Lines about a patient that had one before; `differing` said something else. */
  readonly duplicates: ListedIds & { readonly differing: number };
  /** The first 200. */
  readonly problems: readonly LabelProblem[];
  readonly problemsTotal: number;
}

export class Evaluation {
  readonly #patients = new AccuracyFold();
  readonly #visits = new AccuracyFold();
  readonly #leads = THRESHOLDS.map(() => new DayCounts());
  readonly #missed = new IdList();
  readonly #falseCards = new IdList();
  readonly #horizon: number;
  /** Labelled patients that were met, by their number. */
  readonly #met: Uint8Array;

  /** Throws a RangeError where the horizon is no whole number of days from 1. */
  constructor(readonly options: EvaluationOptions = {}) {
    this.#horizon = horizonOf(options);
    this.#met = new Uint8Array(options.labels?.size ?? 0);
  }

  /** Labels are by patient. Without them a chart that many patients share has neither an outcome nor a card to list. */
  get asksWho(): boolean {
    return this.options.labels !== undefined;
  }

  /** @param times so many patients with this record; more than one only where nothing asks who they are */
  add(record: PatientRecord, times = 1): void {
    const { labels, eachVisit } = this.options;
    const number = labels?.numberOf(record.patient);
    if (number !== undefined) this.#met[number] = 1;
    const moments = momentsOf(record.assessed, ({ row }) => row.tier);
    if (record.error !== undefined || !moments) return this.#patients.leaveOut('failed', times);
    const truth = truthOf(record, this.options);
    if (truth === undefined) {
      if (eachVisit) for (const _ of moments) this.#visits.leaveOut('unlabelled', times);
      return this.#patients.leaveOut('unlabelled', times);
    }
    if (eachVisit) this.#eachVisit(moments, record.assessed, truth, times);
    const verdict = judge(moments, truth, this.#horizon, eachVisit);
    if (typeof verdict === 'string') return this.#patients.leaveOut(verdict, times);
    this.#patients.add(verdict, record.assessed[verdict.decisive] as AssessedRecord, times);
    this.#list(record.patient, verdict);
    if (verdict.outcome) this.#lead(moments, truth);
  }

  #eachVisit(moments: readonly Moment[], assessed: readonly AssessedRecord[], truth: Truth, times: number): void {
    moments.forEach((moment, at) => {
      const verdict = judgeMoment(moment, truth, this.#horizon);
      if (typeof verdict === 'string') this.#visits.leaveOut(verdict, times);
      else this.#visits.add(verdict, assessed[at] as AssessedRecord, times);
    });
  }

  #list(patient: string, { standing, outcome }: Verdict): void {
    if (standing === 'incomplete') return;
    if (outcome && standing === 'none') this.#missed.add(patient);
    if (!outcome && standing !== 'none') this.#falseCards.add(patient);
  }

  #lead(moments: readonly Moment[], { outcome }: Truth): void {
    if (outcome === undefined) return;
    THRESHOLDS.forEach(({ from }, at) => {
      const days = leadTime(moments, outcome, this.#horizon, from);
      if (days !== undefined) this.#leads[at]?.add(days);
    });
  }

  /** As if all patients of the other had been added here. Both must have the same options, and the same labels. */
  merge(other: Evaluation): void {
    this.#patients.merge(other.#patients);
    this.#visits.merge(other.#visits);
    this.#leads.forEach((lead, at) => lead.merge(other.#leads[at] as DayCounts));
    this.#missed.merge(other.#missed);
    this.#falseCards.merge(other.#falseCards);
    other.#met.forEach((met, number) => met && (this.#met[number] = 1));
  }

  done(): EvaluationSummary {
    const { labels, eachVisit } = this.options;
    return {
      truth: labels ? 'labels' : 'derived',
      horizonDays: this.#horizon,
      patients: this.#patients.done(),
      ...(eachVisit ? { visits: this.#visits.done() } : {}),
      leadTime: THRESHOLDS.map(({ threshold }, at) => ({ threshold, ...(this.#leads[at] as DayCounts).done() })),
      missed: this.#missed.done(),
      falseCards: this.#falseCards.done(),
      ...(labels ? { labels: this.#labels(labels) } : {}),
    };
  }

  #labels(labels: Labels): LabelsSummary {
    const unknown = new IdList();
    for (const [patient, number] of labels.patients()) if (!this.#met[number]) unknown.add(patient);
    const { duplicates, problems, problemsTotal } = labels;
    return { patients: labels.size, unknown: unknown.done(), duplicates, problems: [...problems], problemsTotal };
  }
}

export function horizonOf({ horizonDays = DEFAULT_HORIZON_DAYS }: TruthOptions): number {
  if (!Number.isInteger(horizonDays) || horizonDays < 1)
    throw new RangeError('The horizon of the outcome must be a whole number of days, at least 1.');
  return horizonDays;
}

/** A patient's verdict, by one assessment or over all visits. */
export function judge(moments: readonly Moment[], truth: Truth, horizon: number, eachVisit = false) {
  if (eachVisit) return judgePatient(moments, truth, horizon);
  const verdict = judgeMoment(moments[0] as Moment, truth, horizon);
  return typeof verdict === 'string' ? verdict : { ...verdict, decisive: 0 };
}

/** `undefined` without assessments, or where one has no day: then the patient counts as failed. */
export function momentsOf(
  assessed: readonly AssessedRecord[],
  tierOf: (one: AssessedRecord) => Moment['tier'],
): readonly Moment[] | undefined {
  const moments: Moment[] = [];
  for (const one of assessed) {
    const day = parseDay(one.day);
    if (day === undefined) return undefined;
    moments.push({ day, tier: tierOf(one) });
  }
  return moments.length === 0 ? undefined : moments;
}
