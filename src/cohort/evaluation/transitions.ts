/** From what to what a second setting, or another version, changed the same assessments. */
import { TIERS } from '../../sdk/assessment.js';
import { IdList, type ListedIds } from '../statistics/id-list.js';
import { rankOf } from '../statistics/repeats.js';
import type { ResultRow } from '../record.js';
import { pairedChange, type PairedChange } from './paired.js';

type TierOrNone = ResultRow['tier'];
const ALL = [...TIERS, null] as const;

export interface Transition {
  /** A tier, or `none`. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Over assessments: patients, or visits where each is replayed. A card is any tier, `incomplete` too. */
export interface TransitionSummary {
  readonly assessments: number;
  /** Assessments with another tier than before. */
  readonly changed: number;
  /** Every pair that occurred, unchanged ones too; highest tiers first. */
  readonly transitions: readonly Transition[];
  /** Cards per hundred assessments. */
  readonly cards: PairedChange;
  /** Assessments with a card where none was, without one where one was; with a higher and a lower card. Ids of patients. */
  readonly gained: ListedIds;
  readonly lost: ListedIds;
  readonly raised: ListedIds;
  readonly lowered: ListedIds;
}

export class Transitions {
  readonly #counts = new Map<TierOrNone, Map<TierOrNone, number>>();
  readonly #gained = new IdList();
  readonly #lost = new IdList();
  readonly #raised = new IdList();
  readonly #lowered = new IdList();

  add(patient: string, from: TierOrNone, to: TierOrNone): void {
    this.#count(from, to, 1);
    const [before, after] = [rankOf(from), rankOf(to)];
    if (before === after) return;
    if (before === 0) this.#gained.add(patient);
    else if (after === 0) this.#lost.add(patient);
    else if (after > before) this.#raised.add(patient);
    else this.#lowered.add(patient);
  }

  #count(from: TierOrNone, to: TierOrNone, count: number): void {
    const row = this.#counts.get(from) ?? new Map<TierOrNone, number>();
    this.#counts.set(from, row.set(to, (row.get(to) ?? 0) + count));
  }

  merge(other: Transitions): void {
    for (const [from, row] of other.#counts) for (const [to, count] of row) this.#count(from, to, count);
    this.#gained.merge(other.#gained);
    this.#lost.merge(other.#lost);
    this.#raised.merge(other.#raised);
    this.#lowered.merge(other.#lowered);
  }

  done(): TransitionSummary {
    const cells = ALL.flatMap((from) => ALL.map((to) => ({ from, to, count: this.#counts.get(from)?.get(to) ?? 0 })));
    const total = (keep: (cell: (typeof cells)[number]) => boolean): number =>
      cells.filter(keep).reduce((sum, { count }) => sum + count, 0);
    return {
      assessments: total(() => true),
      changed: total(({ from, to }) => from !== to),
      transitions: cells
        .filter(({ count }) => count > 0)
        .map(({ from, to, count }) => ({ from: from ?? 'none', to: to ?? 'none', count })),
      cards: pairedChange({
        both: total(({ from, to }) => from !== null && to !== null),
        onlyFirst: total(({ from, to }) => from !== null && to === null),
        onlySecond: total(({ from, to }) => from === null && to !== null),
        neither: total(({ from, to }) => from === null && to === null),
      }),
      gained: this.#gained.done(),
      lost: this.#lost.done(),
      raised: this.#raised.done(),
      lowered: this.#lowered.done(),
    };
  }
}
