/** Renal function: a note for whoever books the MRI, by the latest eGFR of a year. It never hides or delays anything. */
import type { RuleContext } from '../context.js';
import { EPSILON, resultsOf } from './results.js';

/** True where the latest eGFR is below 30; "less than x" is below where x is not above 30. */
export function isRenalFunctionLow(context: RuleContext): boolean {
  const { threshold } = context;
  const latest = resultsOf('egfr', [], threshold['egfr-window'], context).at(-1);
  if (!latest || latest.bound === 'above') return false;
  const low = threshold['egfr-low'];
  return latest.bound === 'below' ? latest.value <= low + EPSILON : latest.value < low - EPSILON;
}
