/** Quantiles of whole days, exact: there are few different ones, however many patients. */
import type { Quartiles } from '../../analytics/report.js';

export class DayCounts {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** @param days a whole number */
  add(days: number, count = 1): void {
    this.#total += count;
    this.#counts.set(days, (this.#counts.get(days) ?? 0) + count);
  }

  merge(other: DayCounts): void {
    for (const [days, count] of other.#counts) this.add(days, count);
  }

  /** Days; the mean of the two in the middle where the count is even (definition 2 of Hyndman and Fan 1996). */
  done(): Quartiles {
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    const at = (rank: number): number => {
      let below = 0;
      for (const [days, count] of sorted) if ((below += count) >= rank) return days;
      return sorted.at(-1)?.[0] ?? 0;
    };
    const quantile = (share: number): number | null => {
      if (this.#total === 0) return null;
      const rank = share * this.#total;
      return Number.isInteger(rank) ? (at(rank) + at(rank + 1)) / 2 : at(Math.ceil(rank));
    };
    return { count: this.#total, q1: quantile(0.25), median: quantile(0.5), q3: quantile(0.75) };
  }
}
