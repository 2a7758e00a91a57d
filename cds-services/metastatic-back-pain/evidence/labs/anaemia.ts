/** Anaemia by the WHO limits of the sexes; where the sex is not known, by the higher one (specification 3.3). */
import type { RuleContext } from '../context.js';
import type { Feature } from '../feature.js';
import { labFeature, laterWords } from './raised.js';
import type { Result } from './results.js';
import { EPSILON, lister, resultsOf, shown } from './results.js';
import { canonicalUnit } from './units.js';

const NAME = 'anaemia';
const ROLE = 'haemoglobin';

/** The newest haemoglobin of the window below the limit. A comparator leaves it open, but for "more than" the limit. */
export function anaemia(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const limit = threshold[context.chart.patient?.gender === 'female' ? 'haemoglobin-female' : 'haemoglobin-male'];
  let low: Result | undefined;
  let later: Result | undefined;
  const skip = lister([NAME], context);
  for (const result of resultsOf(ROLE, [NAME], threshold['lab-window'], context)) {
    if (result.bound === 'above' && result.value >= limit - EPSILON) later = result;
    else if (result.bound !== undefined) skip('implausible', result.reference);
    else if (result.value < limit - EPSILON) [low, later] = [result, undefined];
    else later = result;
  }
  if (!low) return undefined;
  const unit = canonicalUnit(ROLE, context);
  const text = shown(low, unit, 1) + laterWords(low, later, unit, 1);
  return labFeature({ name: NAME, strength: 'minor', group: 'blood', digits: 1 }, text, low);
}
