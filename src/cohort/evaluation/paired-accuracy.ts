/** Two settings against the same truth, patient by patient. */
import { IdList, type ListedIds } from '../statistics/id-list.js';
import { isPositive, STANDINGS, THRESHOLDS, type Standing, type Threshold } from './judge.js';
import { pairedChange, predictiveChange, type Change, type PairedChange } from './paired.js';

export interface PairedMeasures {
  readonly threshold: Threshold;
  /** Among patients with the outcome. */
  readonly sensitivity: PairedChange;
  /** Among patients without. */
  readonly specificity: PairedChange;
  readonly ppv: Change;
}

/** One patient, one verdict for each setting, as in the evaluation. */
export interface PairedAccuracy {
  /** Patients that both settings judged positive or negative. */
  readonly patients: number;
  /** Left out of the measures: incomplete in one setting or both. */
  readonly incomplete: number;
  readonly thresholds: readonly PairedMeasures[];
  /** With the outcome: a card now where none was, and none where one was (`any-card`). */
  readonly newlyDetected: ListedIds;
  readonly newlyMissed: ListedIds;
}

interface Cell {
  readonly before: Standing;
  readonly after: Standing;
  readonly outcome: boolean;
  count: number;
}

export class PairedAccuracyFold {
  readonly #cells = new Map<string, Cell>(
    STANDINGS.flatMap((before) =>
      STANDINGS.flatMap((after) => [true, false].map((outcome) => ({ before, after, outcome }))),
    ).map((cell) => [keyOf(cell), { ...cell, count: 0 }]),
  );
  readonly #detected = new IdList();
  readonly #missed = new IdList();

  add(patient: string, before: Standing, after: Standing, outcome: boolean): void {
    this.#count({ before, after, outcome }, 1);
    if (!outcome || before === 'incomplete' || after === 'incomplete') return;
    if (before === 'none' && after !== 'none') this.#detected.add(patient);
    if (before !== 'none' && after === 'none') this.#missed.add(patient);
  }

  #count(cell: Omit<Cell, 'count'>, count: number): void {
    (this.#cells.get(keyOf(cell)) as Cell).count += count;
  }

  merge(other: PairedAccuracyFold): void {
    for (const cell of other.#cells.values()) this.#count(cell, cell.count);
    this.#detected.merge(other.#detected);
    this.#missed.merge(other.#missed);
  }

  done(): PairedAccuracy {
    const all = [...this.#cells.values()];
    const judged = all.filter(({ before, after }) => before !== 'incomplete' && after !== 'incomplete');
    const total = (cells: readonly Cell[]): number => cells.reduce((sum, { count }) => sum + count, 0);
    return {
      patients: total(judged),
      incomplete: total(all) - total(judged),
      thresholds: THRESHOLDS.map(({ threshold, from }) => {
        const having = (first: boolean, second: boolean, outcome: boolean): number =>
          total(
            judged.filter(
              (cell) =>
                cell.outcome === outcome &&
                isPositive(cell.before, from) === first &&
                isPositive(cell.after, from) === second,
            ),
          );
        const split = (first: boolean, second: boolean) => ({
          withOutcome: having(first, second, true),
          without: having(first, second, false),
        });
        const [both, onlyFirst] = [split(true, true), split(true, false)];
        const [onlySecond, neither] = [split(false, true), split(false, false)];
        return {
          threshold,
          sensitivity: pairedChange({
            both: both.withOutcome,
            onlyFirst: onlyFirst.withOutcome,
            onlySecond: onlySecond.withOutcome,
            neither: neither.withOutcome,
          }),
          // A negative test is what is counted here.
          specificity: pairedChange({
            both: neither.without,
            onlyFirst: onlySecond.without,
            onlySecond: onlyFirst.without,
            neither: both.without,
          }),
          ppv: predictiveChange({ both, onlyFirst, onlySecond }),
        };
      }),
      newlyDetected: this.#detected.done(),
      newlyMissed: this.#missed.done(),
    };
  }
}

const keyOf = ({ before, after, outcome }: Omit<Cell, 'count'>): string => `${before} ${after} ${outcome}`;
