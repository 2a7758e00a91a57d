/** What-ifs, counted: each trial against the run itself, on the same charts and the same days. */
import type { Tier } from '../../sdk/assessment.js';
import type { AssessedRecord, PatientRecord } from '../record.js';
import type { Trial } from '../trial.js';
import { horizonOf, judge, momentsOf, type EvaluationOptions } from './evaluation.js';
import type { Verdict } from './judge.js';
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

/** What a trial says of an assessment; `undefined`: it was not made, though it might say something else. */
type TierOf = (one: AssessedRecord) => Tier | null | undefined;

/** A silent chart that was not tried could reach no card in any setting: it is silent in every trial. */
const silent: TierOf = ({ row, trials }) => (row.tier === null && trials === undefined ? null : undefined);

export class TrialFold {
  /** What changes is listed by patient. */
  readonly asksWho = true;
  readonly #folds: readonly { readonly trial: Trial; readonly tierOf: TierOf; readonly counts: Compared }[];
  /** Most patients: silent in every trial, and counted once for all of them. */
  readonly #silent = new Compared();
  readonly #horizon: number;

  /** @param evaluation absent: no truth, tiers alone are compared */
  constructor(
    trials: readonly Trial[],
    readonly evaluation?: EvaluationOptions,
  ) {
    this.#horizon = evaluation ? horizonOf(evaluation) : 0;
    this.#folds = trials.map((trial) => ({ trial, tierOf: tierIn(trial.name), counts: new Compared() }));
  }

  add(record: PatientRecord): void {
    const { assessed, error } = record;
    if (error !== undefined || assessed.length === 0) return;
    const before = this.#verdict(record, ({ row }) => row.tier);
    if (assessed.every((one) => silent(one) === null)) return this.#silent.add(record, silent, before, before);
    for (const { tierOf, counts } of this.#folds) {
      // With a visit missing the patient's two verdicts would not be of the same visits.
      const whole = before !== undefined && assessed.every((one) => tierOf(one) !== undefined);
      const after = whole ? this.#verdict(record, (one) => tierOf(one) ?? null) : undefined;
      counts.add(record, tierOf, before, after);
    }
  }

  #verdict(record: PatientRecord, tierOf: (one: AssessedRecord) => Tier | null): Verdict | undefined {
    const truth = this.evaluation && truthOf(record, this.evaluation);
    const moments = truth && momentsOf(record.assessed, tierOf);
    if (!truth || !moments) return undefined;
    const verdict = judge(moments, truth, this.#horizon, this.evaluation?.eachVisit);
    return typeof verdict === 'string' ? undefined : verdict;
  }

  /** As if all patients of the other had been added here. Both must have the same trials and options. */
  merge(other: TrialFold): void {
    this.#silent.merge(other.#silent);
    this.#folds.forEach(({ counts }, at) => counts.merge(other.#folds[at]?.counts ?? new Compared()));
  }

  /** In the order of the trials. */
  done(): readonly TrialSummary[] {
    return this.#folds.map(({ trial, counts }) => {
      const all = new Compared();
      all.merge(this.#silent);
      all.merge(counts);
      return {
        trial,
        ...all.transitions.done(),
        ...(this.evaluation ? { accuracy: all.accuracy.done() } : {}),
        untried: all.untried,
      };
    });
  }
}

const tierIn =
  (name: string): TierOf =>
  (one) => {
    const { row, trials } = one;
    if (trials && Object.hasOwn(trials, name)) return trials[name]?.tier;
    return row.tier === null ? null : undefined;
  };

class Compared {
  readonly transitions = new Transitions();
  readonly accuracy = new PairedAccuracyFold();
  untried = 0;

  add({ patient, assessed }: PatientRecord, tierOf: TierOf, before?: Verdict, after?: Verdict): void {
    for (const one of assessed) {
      const tier = tierOf(one);
      if (tier === undefined) this.untried += 1;
      else this.transitions.add(patient, one.row.tier, tier);
    }
    if (before && after) this.accuracy.add(patient, before.standing, after.standing, before.outcome);
  }

  merge(other: Compared): void {
    this.transitions.merge(other.transitions);
    this.accuracy.merge(other.accuracy);
    this.untried += other.untried;
  }
}
