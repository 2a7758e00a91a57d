/** Quantiles of a stream in bounded memory: an HDR histogram (Node's own) with three significant figures. */
import { createHistogram } from 'node:perf_hooks';
import { rounded } from './interval.js';

export interface Distribution {
  readonly count: number;
  /** @param value not below 0, in the unit given to `createDistribution` */
  add(value: number): void;
  /** @param share from 0 to 1; `null` of nothing */
  quantile(share: number): number | null;
}

/**
 * @param resolution the smallest difference that is seen, in the unit of the values
 * @param highest larger values count as this
 */
export function createDistribution(resolution: number, highest: number): Distribution {
  const steps = Math.ceil(highest / resolution);
  // The histogram holds whole numbers from 1.
  const histogram = createHistogram({ lowest: 1, highest: steps + 1, figures: 3 });
  let [count, most] = [0, 0];
  return {
    get count() {
      return count;
    },
    add(value) {
      count += 1;
      const step = Math.min(steps, Math.round(Math.max(0, value) / resolution));
      most = Math.max(most, step);
      histogram.record(step + 1);
    },
    quantile(share) {
      if (count === 0) return null;
      // A step of a histogram is named by its upper end, which may lie above every value.
      const step = Math.min(most, histogram.percentile(Math.max(share * 100, Number.MIN_VALUE)) - 1);
      return rounded(step * resolution, 3);
    },
  };
}
