/** Markdown tables, so that what is printed can be kept in docs/performance.md as it is. Pure. */

export type Cell = string | number;

const shown = (cell: Cell): string =>
  typeof cell === 'string' ? cell : cell >= 100 ? cell.toFixed(0) : cell >= 10 ? cell.toFixed(1) : cell.toFixed(2);

export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [
    header,
    header.map((_, index) => (index === 0 ? '---' : '---:')),
    ...rows.map((row) => row.map(shown)),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** `met` or `missed`, for the last column. */
export const verdict = (met: boolean): string => (met ? 'met' : 'missed');
