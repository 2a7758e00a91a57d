/** What Conditions and Observations alike can say of a cancer that has spread. */
import type { Match, When } from './context.js';

/** A record that says a cancer has spread, for the features of metastatic disease. */
export interface Spread {
  readonly reference: string;
  readonly match: Match;
  readonly words: string;
  readonly basis: 'code' | 'stage' | 'text';
  readonly when: When;
  /** The date to show: the onset where there is one. */
  readonly date?: string;
  /** `known-spinal-metastases`, `known-bone-metastases` or `metastatic-disease`: the most specific the codings name. */
  readonly feature: string;
  /** The code and the chart's display name different parts: shown, raises nothing. */
  readonly conflicting: boolean;
}
