/** Cells that are safe to stand in a page. */
import { cleanText, escapeHtml } from '../sdk/text.js';
import { figure } from './figures.js';

export { duration, figure, withInterval } from './figures.js';

/** A figure in words (`3 †`, `7.9 (6.5 to 9.6)`) stands to the right, as figures do. */
export interface FigureText {
  readonly figure: string;
}
export type Cell = string | number | null | FigureText;

/** One line of any text, as HTML. */
export const safe = (text: string, length = 500): string => escapeHtml(cleanText(text, length));

const isFigure = (value: Cell): value is number | null | FigureText =>
  typeof value === 'number' || value === null || typeof value === 'object';
const textOf = (value: Cell): string =>
  typeof value === 'string' ? value : typeof value === 'object' && value !== null ? value.figure : figure(value);

/** The first cell of a row names it. */
function cell(value: Cell, column: number): string {
  const kind = isFigure(value) ? ' class="number"' : '';
  return column === 0 ? `<th scope="row"${kind}>${safe(textOf(value))}</th>` : `<td${kind}>${safe(textOf(value))}</td>`;
}

/** A table of no more rows stays on one sheet of paper. */
const MOST_KEPT_TOGETHER = 15;

/** Every cell is escaped here and nowhere else. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return `<p class="none">${safe(caption)}: none.</p>`;
  const head = heads.map((one, column) => {
    // Heads stand over their figures.
    const kind = rows.every((row) => isFigure(row[column] ?? null)) ? ' class="number"' : '';
    return `<th scope="col"${kind}>${safe(one)}</th>`;
  });
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  const kind = rows.length <= MOST_KEPT_TOGETHER ? 'wide short' : 'wide';
  return `<div class="${kind}"><table><caption>${safe(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export const section = (id: string, title: string, ...parts: readonly string[]): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}">${safe(title)}</h2>\n${parts.join('\n')}\n</section>`;

export const note = (text: string): string => `<p class="note">${safe(text, 1000)}</p>`;
