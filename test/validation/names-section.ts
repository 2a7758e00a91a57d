/** Closed lists of names that cases can expect: reasons, variants, notes, levels, sites, what could not be read. */
import type { Run } from './rule.js';
import type { Section } from './section.js';
import { cell } from './section.js';

/** Each name with the cases that expect it. */
export function namesSection(
  title: string,
  intro: string,
  names: readonly string[],
  runs: readonly Run[],
  holds: (run: Run, name: string) => boolean,
): Section {
  const counts = names.map((name) => [name, runs.filter((run) => holds(run, name)).length] as const);
  return {
    title,
    intro,
    head: ['', 'Cases'],
    rows: counts.map(([name, count]) => [name, cell(count)]),
    gaps: counts.filter(([, count]) => count === 0).map(([name]) => `${title}: no case for ${name}`),
  };
}

/** Two lists crossed. */
export function gridSection(
  title: string,
  intro: string,
  lists: { readonly rows: readonly string[]; readonly columns: readonly string[] },
  runs: readonly Run[],
  holds: (run: Run, row: string, column: string) => boolean,
  canBe: (row: string, column: string) => boolean = () => true,
): Section {
  const gaps: string[] = [];
  const rows = lists.rows.map((row) => [
    row,
    ...lists.columns.map((column) => {
      if (!canBe(row, column)) return cell(undefined);
      const count = runs.filter((run) => holds(run, row, column)).length;
      if (count === 0) gaps.push(`${title}: no case for ${row} × ${column}`);
      return cell(count);
    }),
  ]);
  return { title, intro, head: ['', ...lists.columns], rows, gaps };
}
