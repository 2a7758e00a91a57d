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
  /** An MRI, an order or care on record: it may have taken back a row that holds. */
  readonly answered: boolean;
}

/** Silence that the table itself decided. With every other reason its rows may hold, and say nothing of why. */
const BY_TABLE: ReadonlySet<string> = new Set([
  'no-cancer',
  'no-current-back-pain',
  'no-current-back-pain-with-signs',
  'other-cancer-no-major',
]);
const ANSWERS: ReadonlySet<string> = new Set(['imaging', 'order', 'care']);

const ASCENDING = ['recommended', 'urgent', 'emergency'] as const;

export function whyOf(assessment: Assessment, { rows }: WireLegend): Why {
  const { tier, cancer, reason, notEvaluated, unavailable } = assessment;
  const level = cancer.level;
  const of = (wanted: string): readonly Row[] =>
    rows.filter((row) => row.tier === wanted && (row.levels.includes(level) || level === 'none'));
  const open = [
    ...new Set([...notEvaluated.map(({ criterion }) => criterion), ...(unavailable.length > 0 ? ['*'] : [])]),
  ];
  const answered = assessment.found.some(({ criterion }) => ANSWERS.has(criterion));
  if (tier === 'emergency') return { here: of(tier), next: [], open, answered };
  if (tier === null && reason !== undefined && !BY_TABLE.has(reason)) return { here: [], next: [], open, answered };
  const place = ASCENDING.findIndex((one) => one === tier);
  // The lowest tier above that this level of cancer can reach at all.
  const nextTier = ASCENDING.slice(place + 1).find((one) => of(one).length > 0);
  return {
    here: tier === null || tier === 'incomplete' ? [] : of(tier),
    next: nextTier === undefined ? [] : of(nextTier),
    ...(nextTier === undefined ? {} : { nextTier }),
    open,
    answered,
  };
}

/** What of cancer was found; where there is none, that it was looked for in what could be read, and no more. */
export function cancerWords({ cancer, unavailable }: Assessment, { levels }: WireLegend): string {
  const { level, sites } = cancer;
  if (level === 'none')
    return unavailable.length > 0 ? 'none found in what could be read' : 'none found in this record';
  return `${levels[level]?.replace(/\{sites(-and)?\}/, sites.join(', ')) ?? level} (${level})`;
}
