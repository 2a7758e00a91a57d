/** What was measured and what it is held to. Pure. */
import { table, verdict, type Cell } from '../table.js';

export interface Bound {
  readonly name: string;
  readonly value: Cell;
  readonly target: string;
  /** Absent: measured, held to nothing. */
  readonly met?: boolean;
}

export const shown = (title: string, bounds: readonly Bound[]): string =>
  table(
    [title, 'value', 'target', ''],
    bounds.map(({ name, value, target, met }) => [name, value, target, met === undefined ? '' : verdict(met)]),
  );

export const isBroken = (bounds: readonly Bound[]): boolean => bounds.some(({ met }) => met === false);
