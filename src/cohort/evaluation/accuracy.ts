/** Fourfold tables and what is read from them: Wilson's 95 % interval for each share. */
import { rateOf, rounded, wilson, type Interval, type Rate } from '../../analytics/interval.js';
import { SMALL } from '../statistics/firing.js';
import type { Mergeable } from '../statistics/groups.js';
import { isPositive, STANDINGS, THRESHOLDS, type Standing, type Threshold } from './judge.js';

const CELLS = ['truePositive', 'falsePositive', 'falseNegative', 'trueNegative'] as const;
type Cell = (typeof CELLS)[number];

/** Shares are per hundred. Incomplete assessments are in none of the four cells. */
export interface Measures extends Readonly<Record<Cell, number>> {
  readonly threshold: Threshold;
  readonly sensitivity: Rate;
  readonly specificity: Rate;
  readonly ppv: Rate;
  readonly npv: Rate;
  /** With the outcome, of all in the table. */
  readonly prevalence: Rate;
  /**
   * Positive patients imaged for one with the outcome: 1/PPV, its interval from that of the PPV. `null`: no positive one;
   * `value` or `high` null: without bound.
   */
  readonly numberNeededToImage: {
    readonly value: number | null;
    readonly low: number;
    readonly high: number | null;
  } | null;
  /** Cells with fewer than five: their shares say little, and published they may name somebody. */
  readonly small: readonly Cell[];
}

/** Measures at each threshold, for a group or for all. */
export interface GroupAccuracy {
  readonly name: string;
  readonly thresholds: readonly Measures[];
}

/** What became of those with this tier and no higher one. */
export interface TierOutcome extends Rate {
  readonly tier: Standing;
  readonly small: boolean;
}

/** Counts by what stood and by outcome: ten numbers from which all thresholds follow. */
export class OutcomeTable implements Mergeable<OutcomeTable> {
  readonly #counts = new Map<Standing, [without: number, withOutcome: number]>(
    STANDINGS.map((standing) => [standing, [0, 0]]),
  );

  add(standing: Standing, outcome: boolean, count = 1): void {
    this.#of(standing)[outcome ? 1 : 0] += count;
  }

  merge(other: OutcomeTable): void {
    for (const [standing, [without, withOutcome]] of other.#counts) {
      this.add(standing, false, without);
      this.add(standing, true, withOutcome);
    }
  }

  #of(standing: Standing): [number, number] {
    return this.#counts.get(standing) as [number, number];
  }

  get incomplete(): { readonly withOutcome: number; readonly withoutOutcome: number } {
    const [withoutOutcome, withOutcome] = this.#of('incomplete');
    return { withOutcome, withoutOutcome };
  }

  get counted(): { readonly withOutcome: number; readonly withoutOutcome: number } {
    let [withOutcome, withoutOutcome] = [0, 0];
    for (const [without, having] of this.#counts.values()) {
      withoutOutcome += without;
      withOutcome += having;
    }
    return { withOutcome, withoutOutcome };
  }

  byTier(): readonly TierOutcome[] {
    return STANDINGS.map((tier) => {
      const [without, having] = this.#of(tier);
      return { tier, ...rateOf(having, having + without), small: Math.min(having, without) < SMALL };
    });
  }

  row = (name: string): GroupAccuracy => ({ name, thresholds: this.measures() });

  measures(): readonly Measures[] {
    return THRESHOLDS.map(({ threshold, from }) => {
      const cells = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
      for (const [standing, [without, having]] of this.#counts) {
        if (standing === 'incomplete') continue;
        const positive = isPositive(standing, from);
        cells[positive ? 'truePositive' : 'falseNegative'] += having;
        cells[positive ? 'falsePositive' : 'trueNegative'] += without;
      }
      return measuresOf(threshold, cells);
    });
  }
}

export function measuresOf(threshold: Threshold, cells: Readonly<Record<Cell, number>>): Measures {
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  const positive = truePositive + falsePositive;
  return {
    threshold,
    truePositive,
    falsePositive,
    falseNegative,
    trueNegative,
    sensitivity: rateOf(truePositive, truePositive + falseNegative),
    specificity: rateOf(trueNegative, trueNegative + falsePositive),
    ppv: rateOf(truePositive, positive),
    npv: rateOf(trueNegative, trueNegative + falseNegative),
    prevalence: rateOf(truePositive + falseNegative, positive + falseNegative + trueNegative),
    numberNeededToImage: positive === 0 ? null : inverseOf(truePositive / positive, wilson(truePositive, positive)),
    small: CELLS.filter((cell) => cells[cell] < SMALL),
  };
}

const inverseOf = (share: number, { low, high }: Interval) => ({
  value: share === 0 ? null : rounded(1 / share),
  low: rounded(1 / high),
  high: low === 0 ? null : rounded(1 / low),
});
