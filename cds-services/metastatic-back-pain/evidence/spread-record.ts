/** What Conditions, Observations and reports alike can say of a cancer that has spread. */
import type { Meaning } from '../../../src/sdk/index.js';
import type { Match, When } from './context.js';

/** A record that says a cancer has spread, for the features of metastatic disease. */
export interface Spread {
  readonly reference: string;
  readonly match: Match;
  readonly words: string;
  readonly basis: 'code' | 'report' | 'stage' | 'text';
  readonly when: When;
  /** The date to show: the onset where there is one. */
  readonly date?: string;
  /** `known-spinal-metastases`, `known-bone-metastases` or `metastatic-disease`: the most specific the codings name. */
  readonly feature: string;
  /** The code and the chart's display name different parts: shown, raises nothing. */
  readonly conflicting: boolean;
}

/** Features of spread, the most specific first. */
export const SPREAD_ORDER: readonly string[] = [
  'known-spinal-metastases',
  'known-bone-metastases',
  'metastatic-disease',
];

/** Sets whose every row says that a cancer has spread. */
export const METASTASIS: ReadonlySet<string> = new Set(['metastasis-any', 'metastasis-bone', 'metastasis-spine']);

/** The feature of spread that a code's meaning names; `undefined` where it says nothing of spread. */
export function spreadNamed({ set, role, feature }: Meaning): string | undefined {
  if (!METASTASIS.has(set) && role !== 'metastatic' && role !== 'secondary') return undefined;
  return feature !== undefined && SPREAD_ORDER.includes(feature) ? feature : 'metastatic-disease';
}
