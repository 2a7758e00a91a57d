/** The plots that more than one page has. */
import { chanceAround, type Rate } from '../analytics/interval.js';
import type { WeekRow } from '../analytics/report.js';
import type { Row } from './draw.js';
import {
  BAND,
  BAR,
  columnAxis,
  heightAxis,
  INK,
  intervals,
  lengthAxis,
  namesOf,
  plot,
  rowAxis,
  type Words,
} from './plot.js';

/** A stretch of time: of what, and how many of a hundred. */
export interface TimeRow extends Pick<Rate, 'of' | 'perHundred' | 'low' | 'high'> {
  readonly name: string;
}

/** Cards per hundred calls by week, with intervals, over the band that chance alone explains. */
export function weeksPlot(weeks: readonly WeekRow[], calls: number, cards: number): string {
  const share = calls === 0 ? 0 : cards / calls;
  const words = {
    title: 'Cards per hundred calls, week by week',
    description: `${weeks.filter((row) => row.calls > 0).length} weeks with calls; the mean of the period is ${(100 * share).toFixed(1)} per hundred. The figures stand in the table of weeks.`,
  };
  const rows = weeks.map((row) => ({ ...row, name: row.week, of: row.calls }));
  return timesPlot(rows, share, words, 'cards per hundred calls');
}

/** @param share of the whole time, 0 to 1 */
export function timesPlot(rows: readonly TimeRow[], share: number, words: Words, label: string): string {
  const band = rows.map((row) => chanceAround(share, row.of));
  const known = rows.flatMap((row, index) => (row.of > 0 ? [[index, row.low, row.high]] : []));
  const inBand = rows.flatMap((row, index) => (row.of > 0 ? [[index, band[index]?.low, band[index]?.high]] : []));
  return plot(
    words,
    { width: 960, height: 280 },
    {
      grid: { left: 48, right: 12, top: 34, bottom: 28 },
      xAxis: columnAxis(rows),
      yAxis: heightAxis(label),
      series: [
        spread(inBand, BAND, Math.min(120, 700 / Math.max(1, rows.length))),
        {
          type: 'line',
          data: rows.map(() => 100 * share),
          symbol: 'none',
          lineStyle: { color: INK, type: 'dashed', width: 1 },
        },
        spread(known, INK, 2),
        {
          type: 'scatter',
          data: rows.map(({ perHundred }) => perHundred ?? '-'),
          symbolSize: 10,
          itemStyle: { color: INK },
        },
      ],
    },
  );
}

/** Rows of place on the x axis, low and high, as upright bars. */
const spread = (data: readonly (readonly unknown[])[], fill: string, width: number): object => ({
  type: 'custom',
  data,
  encode: { x: 0, y: [1, 2] },
  renderItem(_: unknown, row: Row) {
    const [x, low] = row.coord([row.value(0), row.value(1)]);
    const [, high] = row.coord([row.value(0), row.value(2)]);
    return {
      type: 'rect',
      shape: { x: x - width / 2, y: high, width, height: Math.max(1, low - high) },
      style: { fill },
    };
  },
});

export interface BarRow {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Bars from the left, the first on top, with intervals where there are any. */
export function barsPlot(rows: readonly BarRow[], words: Words, label: string): string {
  const names = namesOf(rows);
  const longest = Math.max(0, ...names.map((name) => name.length));
  const lines = rows.flatMap(({ low, high }, index) =>
    low === undefined || high === undefined ? [] : [[index, low, high]],
  );
  return plot(
    words,
    { width: 520, height: 52 + rows.length * 25 },
    {
      grid: { left: Math.min(270, 20 + longest * 7.5), right: 24, top: 4, bottom: 44 },
      xAxis: { ...lengthAxis(label), min: 0 },
      yAxis: rowAxis(names),
      series: [
        { type: 'bar', data: rows.map(({ value }) => value), itemStyle: { color: BAR }, barWidth: '62%' },
        // Above the bars.
        { ...intervals(lines), z: 3 },
      ],
    },
  );
}
