/** What-ifs, counted: each trial against the run itself, on the same charts and the same days. */
import type { AssessedRecord, PatientRecord } from '../record.js';
import type { Trial } from '../trial.js';
import { horizonOf, judge, momentsOf, type EvaluationOptions } from './evaluation.js';
import type { Truth } from './labels.js';
import { PairedAccuracyFold, type PairedAccuracy } from './paired-accuracy.js';
import { Transitions, type TransitionSummary } from './transitions.js';
import { truthOf } from './truth.js';

export interface TrialSummary extends TransitionSummary {
  readonly trial: Trial;
  /** Only where there is a truth to compare with. */
  readonly accuracy?: PairedAccuracy;
  /** Assessments with a card that the trial was not made of; in no figure. Anything but 0 is a fault of the run. */
  readonly untried: number;
}

/** A silent chart that was not tried could reach no card in any setting: it is silent in the trial too. */
export class TrialFold {
  readonly #trials: readonly OneTrial[];

  /** @param evaluation absent: no truth, tiers alone are compared */
  constructor(
    trials: readonly Trial[],
    readonly evaluation?: EvaluationOptions,
  ) {
    const horizon = evaluation ? horizonOf(evaluation) : 0;
    this.#trials = trials.map((trial) => new OneTrial(trial, horizon, evaluation));
  }

  add(record: PatientRecord): void {
    if (record.error !== undefined) return;
    const truth = this.evaluation && truthOf(record, this.evaluation);
    for (const trial of this.#trials) trial.add(record, truth);
  }

  /** As if all patients of the other had been added here. Both must have the same trials and options. */
  merge(other: TrialFold): void {
    this.#trials.forEach((trial, at) => trial.merge(other.#trials[at] as OneTrial));
  }

  done(): readonly TrialSummary[] {
    return this.#trials.map((trial) => trial.done());
  }
}

class OneTrial {
  readonly #transitions = new Transitions();
  readonly #accuracy = new PairedAccuracyFold();
  #untried = 0;

  constructor(
    readonly trial: Trial,
    readonly horizon: number,
    readonly evaluation: EvaluationOptions | undefined,
  ) {}

  add({ patient, assessed }: PatientRecord, truth: Truth | undefined): void {
    const tried = assessed.filter((one) => this.#tierOf(one) !== undefined);
    this.#untried += assessed.length - tried.length;
    for (const one of tried) this.#transitions.add(patient, one.row.tier, this.#tierOf(one) ?? null);
    // With a visit missing the patient's two verdicts would not be of the same visits.
    if (truth === undefined || tried.length < assessed.length) return;
    const before = momentsOf(assessed, ({ row }) => row.tier);
    const after = momentsOf(assessed, (one) => this.#tierOf(one) ?? null);
    if (!before || !after) return;
    const [first, second] = [before, after].map((moments) => judge(moments, truth, this.horizon, this.evaluation?.eachVisit));
    if (typeof first !== 'object' || typeof second !== 'object') return;
    this.#accuracy.add(patient, first.standing, second.standing, first.outcome);
  }

  #tierOf({ row, trials }: AssessedRecord) {
    const { name } = this.trial;
    const result = trials && Object.hasOwn(trials, name) ? trials[name] : undefined;
    return result ? result.tier : row.tier === null ? null : undefined;
  }

  merge(other: OneTrial): void {
    this.#transitions.merge(other.#transitions);
    this.#accuracy.merge(other.#accuracy);
    this.#untried += other.#untried;
  }

  done(): TrialSummary {
    return {
      trial: this.trial,
      ...this.#transitions.done(),
      ...(this.evaluation ? { accuracy: this.#accuracy.done() } : {}),
      untried: this.#untried,
    };
  }
}
