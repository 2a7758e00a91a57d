/** Parts of the dashboard. Whatever they are given is shown as text, and no mark of direction in it reaches beyond its own place. */
import type { ComponentChildren } from 'preact';
import { figure } from '../../../report/figures.js';

const LONGEST = 200;

/** Names and codes come from charts and EHRs. */
export const Name = ({ children }: { readonly children: string }) => (
  <bdi>{children.length > LONGEST ? `${children.slice(0, LONGEST - 1)}…` : children}</bdi>
);

/** A figure in words stands to the right, as figures do. */
export interface FigureText {
  readonly figure: string;
}
export type Cell = string | number | null | FigureText;

const isFigure = (cell: Cell): cell is number | null | FigureText => typeof cell !== 'string';
const textOf = (cell: Cell): string =>
  typeof cell === 'string' ? cell : typeof cell === 'object' && cell !== null ? cell.figure : figure(cell);

export interface TableData {
  /** Names the table within the page. */
  readonly name: string;
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The first cell of a row names it. A wide table scrolls in itself, so the keyboard must reach it. */
export function Table({ name, caption, heads, rows }: TableData) {
  if (rows.length === 0) {
    return (
      <p class="none" data-table={name}>
        {caption}: none.
      </p>
    );
  }
  const kinds = heads.map((_, column) => (rows.every((row) => isFigure(row[column] ?? null)) ? 'number' : undefined));
  return (
    <div class="wide" tabIndex={0} role="group" aria-label={caption}>
      <table data-table={name}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head, column) => (
              <th scope="col" class={kinds[column]}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th scope="row" class={kinds[column]}>
                    <Name>{textOf(cell)}</Name>
                  </th>
                ) : (
                  <td class={isFigure(cell) ? 'number' : undefined}>
                    <Name>{textOf(cell)}</Name>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The table behind a drawing; on paper it is unfolded. */
export const Behind = (table: TableData) => (
  <details class="behind">
    <summary>{table.caption}: as a table</summary>
    <Table {...table} />
  </details>
);

export function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
