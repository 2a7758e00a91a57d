/** Plots of a run over many charts. */
import type { FiringRow } from '../../cohort/statistics/index.js';
import { TIERS, type Tier } from '../../sdk/assessment.js';
import type { Row } from '../draw.js';
import {
  AXIS,
  columnAxis,
  heightAxis,
  INK,
  intervals,
  lengthAxis,
  namesOf,
  plot,
  rowAxis,
  type Words,
} from '../plot.js';

/** Told apart by lightness too, for paper without colour. */
const COLOURS: Readonly<Record<Tier, string>> = {
  emergency: '#8e1119',
  urgent: '#d9781f',
  recommended: '#7fa9cf',
  incomplete: '#d3d8dd',
};

/** Cards by tier, one bar on the other, a column a month. */
export function tiersPlot(months: readonly FiringRow[], words: Words): string {
  return plot(
    words,
    { width: 960, height: 250 },
    {
      grid: { left: 48, right: 12, top: 34, bottom: 28 },
      legend: { right: 8, top: 0, itemGap: 28, itemWidth: 12, itemHeight: 12, data: [...TIERS] },
      xAxis: columnAxis(months),
      yAxis: { ...heightAxis('cards'), minInterval: 1 },
      // The gravest at the foot, where heights are compared.
      series: TIERS.map((tier) => ({
        name: tier,
        type: 'bar',
        stack: 'tiers',
        data: months.map(({ byTier }) => byTier[tier]),
        itemStyle: { color: COLOURS[tier], borderColor: '#fff', borderWidth: 0.5 },
        barMaxWidth: 44,
      })),
    },
  );
}

export interface ChangeRow {
  readonly name: string;
  readonly points: number;
  readonly low: number;
  readonly high: number;
}

/** Changes with their intervals to the left and the right of none. */
export function changesPlot(rows: readonly ChangeRow[], words: Words, label: string): string {
  const names = namesOf(rows);
  const longest = Math.max(0, ...names.map((name) => name.length));
  const bound = Math.max(...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]), 0);
  return plot(
    words,
    { width: 720, height: 60 + rows.length * 25 },
    {
      grid: { left: Math.min(290, 20 + longest * 7.5), right: 24, top: 6, bottom: 46 },
      xAxis: { ...lengthAxis(label), ...(bound === 0 ? { min: -1, max: 1 } : {}) },
      yAxis: { ...rowAxis(names), axisLine: { ...AXIS, onZero: false } },
      series: [
        intervals(rows.map(({ low, high }, index) => [index, low, high])),
        {
          type: 'scatter',
          data: rows.map(({ points }, index) => [points, index]),
          symbolSize: 9,
          itemStyle: { color: INK },
        },
        // No change: a piece of the line in each row.
        {
          type: 'custom',
          data: rows.map((_, index) => [index, 0]),
          encode: { y: 0, x: 1 },
          renderItem(_: unknown, row: Row) {
            const [x, y] = row.coord([0, row.value(0)]);
            return { type: 'rect', shape: { x, y: y - 12, width: 1, height: 25 }, style: { fill: '#444c55' } };
          },
        },
      ],
    },
  );
}
