/**
 * The plots of the report. No script; each says what it shows, for whoever cannot see it, and the page has the same
 * figures as a table.
 */
import type { WeekRow } from '../analytics/report.js';
import { escapeHtml } from '../sdk/text.js';
import { draw, type Row, type Size } from './draw.js';

const INK = '#1f5f99';
const BAND = '#dce8f3';
const BAR = '#9dbedb';
const TEXT = { color: '#444c55', fontSize: 12, fontFamily: 'system-ui, DejaVu Sans, sans-serif' };
const AXIS = { lineStyle: { color: '#8a949e' } };
const GRID = { lineStyle: { color: '#dde2e7' } };

export interface Words {
  readonly title: string;
  readonly description: string;
}

let drawn = 0;

function plot({ title, description }: Words, size: Size, option: object): string {
  const id = `plot-${(drawn += 1)}`;
  const { width, height } = size;
  const inside = draw({ textStyle: TEXT, ...option }, size).replace(/^<svg[^>]*>|<style[^>]*>[^]*?<\/style>/g, '');
  return (
    `<svg class="plot" role="img" aria-labelledby="${id}-title ${id}-desc" xmlns="http://www.w3.org/2000/svg"` +
    ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(description)}</desc>${inside}`
  );
}

/** Three standard deviations of chance around the period's share, per hundred: the p-chart (Montgomery, Statistical Quality Control). */
export function limitsOf(share: number, calls: number): { readonly low: number; readonly high: number } {
  const three = calls === 0 ? 1 : 3 * Math.sqrt((share * (1 - share)) / calls);
  return { low: 100 * Math.max(0, share - three), high: 100 * Math.min(1, share + three) };
}

/** Cards per hundred calls by week, with intervals, over the band that chance alone explains. */
export function weeksPlot(weeks: readonly WeekRow[], calls: number, cards: number): string {
  const share = calls === 0 ? 0 : cards / calls;
  const band = weeks.map((row) => limitsOf(share, row.calls));
  const known = weeks.flatMap((row, index) => (row.calls > 0 ? [[index, row.low, row.high]] : []));
  const inBand = weeks.flatMap((row, index) => (row.calls > 0 ? [[index, band[index]?.low, band[index]?.high]] : []));
  const mean = 100 * share;
  const words = {
    title: 'Cards per hundred calls, week by week',
    description: `${known.length} weeks with calls; the mean of the period is ${mean.toFixed(1)} per hundred. The figures stand in the table of weeks.`,
  };
  return plot(
    words,
    { width: 960, height: 280 },
    {
      grid: { left: 48, right: 12, top: 34, bottom: 28 },
      xAxis: { type: 'category', data: weeks.map(({ week }) => week), axisLine: AXIS, axisTick: { show: false } },
      yAxis: {
        type: 'value',
        name: 'cards per hundred calls',
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -40] },
        splitLine: GRID,
        min: 0,
      },
      series: [
        spread(inBand, BAND, Math.min(120, 700 / Math.max(1, weeks.length))),
        {
          type: 'line',
          data: weeks.map(() => mean),
          symbol: 'none',
          lineStyle: { color: INK, type: 'dashed', width: 1 },
        },
        spread(known, INK, 2),
        {
          type: 'scatter',
          data: weeks.map(({ perHundred }) => perHundred ?? '-'),
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
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.flatMap(({ low, high }, index) =>
    low === undefined || high === undefined ? [] : [[index, low, high]],
  );
  return plot(
    words,
    { width: 520, height: 52 + rows.length * 25 },
    {
      grid: { left: Math.min(270, 20 + longest * 7.5), right: 24, top: 4, bottom: 44 },
      xAxis: { type: 'value', name: label, nameLocation: 'middle', nameGap: 26, splitLine: GRID, min: 0 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ name }) => name),
        axisLine: AXIS,
        axisTick: { show: false },
      },
      series: [
        { type: 'bar', data: rows.map(({ value }) => value), itemStyle: { color: BAR }, barWidth: '62%' },
        {
          type: 'custom',
          // Above the bars.
          z: 3,
          data: lines,
          encode: { y: 0, x: [1, 2] },
          renderItem(_: unknown, row: Row) {
            const [x1, y] = row.coord([row.value(1), row.value(0)]);
            const [x2] = row.coord([row.value(2), row.value(0)]);
            return {
              type: 'rect',
              shape: { x: x1, y: y - 1, width: Math.max(1, x2 - x1), height: 2 },
              style: { fill: INK },
            };
          },
        },
      ],
    },
  );
}
