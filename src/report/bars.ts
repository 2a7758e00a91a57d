/** Bars beside the table of the same figures. */
import { barsPlot, type BarRow } from './plots.js';
import { table, withInterval, type Cell } from './words.js';

/** More would be too thin to read; the table has them all. */
const MOST_BARS = 12;

export interface Figures {
  readonly title: string;
  /** What the bars count. */
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function barsBeside(bars: readonly BarRow[], { title, label, heads, rows }: Figures): string {
  if (bars.length === 0) return table(title, heads, rows);
  const said = bars.map(({ name, value, low, high }) =>
    low === undefined || high === undefined
      ? `${name} ${value}`
      : `${name} ${withInterval({ perHundred: value, low, high })}`,
  );
  const words = { title, description: `${label}: ${said.join('; ')}` };
  return `<div class="pair">${barsPlot(bars.slice(0, MOST_BARS), words, label)}${table(title, heads, rows)}</div>`;
}
