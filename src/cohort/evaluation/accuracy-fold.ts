/** Verdicts, counted: over all, by site and by group. */
import type { AssessedRecord } from '../record.js';
import { ByGroup, groupsOf } from '../statistics/groups.js';
import { OutcomeTable, type GroupAccuracy, type Measures, type TierOutcome } from './accuracy.js';
import type { Excluded, Verdict } from './judge.js';

/** Left out of every table, and why; see docs/screen-evaluation.md. */
export type LeftOut = Excluded | 'failed' | 'unlabelled';
const LEFT_OUT = ['failed', 'unlabelled', 'prevalent', 'not-followed'] as const satisfies LeftOut[];

export interface Accuracy {
  /** Patients or visits that were judged, incomplete ones too. */
  readonly withOutcome: number;
  readonly withoutOutcome: number;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
  /** Of those without outcome: it came later than the horizon reaches. */
  readonly beyondHorizon: number;
  /** Judged, but neither positive nor negative: what would decide could not be read. */
  readonly incomplete: { readonly withOutcome: number; readonly withoutOutcome: number };
  readonly thresholds: readonly Measures[];
  /** Of those with this tier, how many had the outcome. */
  readonly byTier: readonly TierOutcome[];
  /** By cancer site; `none` without one; a patient with two counts for both. */
  readonly bySite: readonly GroupAccuracy[];
  /** By age band, and by the groups that the charts name. */
  readonly byGroup: Readonly<Record<string, readonly GroupAccuracy[]>>;
}

export class AccuracyFold {
  readonly #table = new OutcomeTable();
  readonly #groups = new ByGroup(() => new OutcomeTable());
  readonly #sites = new ByGroup(() => new OutcomeTable());
  readonly #leftOut: Record<LeftOut, number> = { failed: 0, unlabelled: 0, prevalent: 0, 'not-followed': 0 };
  #beyond = 0;

  leaveOut(why: LeftOut, times = 1): void {
    this.#leftOut[why] += times;
  }

  /**
   * @param one the assessment by which the patient is put into groups
   * @param times so many patients alike
   */
  add({ standing, outcome, beyond }: Omit<Verdict, 'decisive'>, one: AssessedRecord, times = 1): void {
    this.#table.add(standing, outcome, times);
    if (beyond) this.#beyond += times;
    const { sites } = one.row;
    for (const site of sites.length > 0 ? sites : ['none']) this.#sites.get('site', site).add(standing, outcome, times);
    for (const [group, value] of groupsOf(one)) this.#groups.get(group, value).add(standing, outcome, times);
  }

  merge(other: AccuracyFold): void {
    this.#table.merge(other.#table);
    this.#groups.merge(other.#groups);
    this.#sites.merge(other.#sites);
    for (const why of LEFT_OUT) this.#leftOut[why] += other.#leftOut[why];
    this.#beyond += other.#beyond;
  }

  done(): Accuracy {
    const row = (name: string, table: OutcomeTable) => table.row(name);
    return {
      ...this.#table.counted,
      leftOut: { ...this.#leftOut },
      beyondHorizon: this.#beyond,
      incomplete: this.#table.incomplete,
      thresholds: this.#table.measures(),
      byTier: this.#table.byTier(),
      bySite: this.#sites.done(row)['site'] ?? [],
      byGroup: this.#groups.done(row),
    };
  }
}
