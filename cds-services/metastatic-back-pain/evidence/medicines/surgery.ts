/** Operations, as far as they explain an opioid: by the category or the name of a completed, dated Procedure. */
import type { ActionFact, Day, FhirDate } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { namesOf } from './prescriptions.js';
import { says } from './words.js';

/** True where an operation surely lies within this many days up to the day. An imprecise date must lie there wholly. */
export const wasOperated = (until: Day, days: number, context: RuleContext): boolean =>
  context.once(operations).some((date) => date.end <= until && until - date.start <= days);

/** The dates of the operations that were done. */
const operations = (context: RuleContext): readonly FhirDate[] =>
  context.chart
    .every('procedures')
    .flatMap((one) => (one.status === 'completed' && one.date && isOperation(one, context) ? [one.date] : []));

function isOperation({ concept, categories = [] }: ActionFact, context: RuleContext): boolean {
  const { surgery } = context.content.medicines;
  return categories.some((one) => surgery.categories.includes(one)) || says(surgery, namesOf(concept));
}
