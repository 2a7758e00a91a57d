/** Why this tier and not the next: rows of the decision table, set beside what was and was not found. It decides nothing. Pure. */
import type { WireLegend } from '../../legend-schema.js';
import type { Assessment } from '../call.js';

type Row = WireLegend['rows'][number];

export interface Why {
  /** Rows of the decision table that give this tier to a cancer of this level; one of them holds. */
  readonly here: readonly Row[];
  /** Rows of the next tier up, none of which holds. */
  readonly next: readonly Row[];
  readonly nextTier?: Row['tier'];
  /** Features that decide about the next tier and could not be looked for completely. */
  readonly open: readonly string[];
}

const ASCENDING = ['recommended', 'urgent', 'emergency'] as const;

export function whyOf({ tier, cancer, notEvaluated, unavailable }: Assessment, { rows }: WireLegend): Why {
  const level = cancer.level;
  const of = (wanted: string): readonly Row[] =>
    rows.filter((row) => row.tier === wanted && (row.levels.includes(level) || level === 'none'));
  const open = [
    ...new Set([...notEvaluated.map(({ criterion }) => criterion), ...(unavailable.length > 0 ? ['*'] : [])]),
  ];
  if (tier === 'emergency') return { here: of(tier), next: [], open };
  const place = ASCENDING.findIndex((one) => one === tier);
  // The lowest tier above that this level of cancer can reach at all.
  const nextTier = ASCENDING.slice(place + 1).find((one) => of(one).length > 0);
  return {
    here: tier === null || tier === 'incomplete' ? [] : of(tier),
    next: nextTier === undefined ? [] : of(nextTier),
    ...(nextTier === undefined ? {} : { nextTier }),
    open,
  };
}
