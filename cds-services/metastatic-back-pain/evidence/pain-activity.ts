/** Back-pain activity that is no contact (specification 2.3): a site-linked score, a drug or an order given for it. */
import type { FhirDate } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { isFinal } from './context.js';
import { isBackPain } from './pain-match.js';

const VOID = ['entered-in-error', 'cancelled', 'revoked', 'draft'];

/** True where some activity lies within the window of current back pain. */
export function hasActivity(context: RuleContext): boolean {
  const { chart } = context;
  const recently = (date: FhirDate | undefined): boolean => {
    const when = context.when(date ? [date] : []);
    return when.kind === 'dated' && context.within(when.day, context.threshold['back-pain-current']);
  };
  const forPain = [...chart.medications, ...chart.orders].some(
    (one) =>
      recently(one.date) &&
      !VOID.includes(one.status ?? '') &&
      one.reasons.some((reason) => isBackPain(reason.concept, one.reference, context)),
  );
  return (
    forPain ||
    chart.observations
      .withRole('pain-score')
      .some(
        (one) =>
          recently(one.date) &&
          !one.negative &&
          isFinal(one.status, context) &&
          one.sites.some((site) => context.content.spinalSite.test(site)),
      )
  );
}
