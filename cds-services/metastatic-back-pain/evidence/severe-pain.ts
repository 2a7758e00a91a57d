/** Severe pain: a pain score that is linked to the spine, by body site or by the reason of its visit (specification 3.2). */
import type { ObservationFact } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { finding } from './context.js';
import type { Feature } from './feature.js';
import type { Measured } from './measurements.js';
import { measuredValues, sourceOfValue } from './measurements.js';
import { painMatch } from './pain-match.js';

const NAME = 'severe-pain';

/** A score of 8 or more within 7 days, or of 7 or more on two days at least 2 days apart within 30. */
export function severePain(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const lastDays = Math.max(threshold['pain-score-severe-days'], threshold['pain-score-repeated-days']);
  const scores = measuredValues(
    'pain-score',
    NAME,
    context,
    ({ value }) => (value < 0 || value > threshold['pain-score-max'] ? { reason: 'implausible' } : { value }),
    { lastDays, where: ofSpine(context) },
  );
  const high = scores.filter(
    (one) =>
      one.value >= threshold['pain-score-severe'] && context.within(one.day, threshold['pain-score-severe-days']),
  );
  const repeated = scores.filter(
    (one) =>
      one.value >= threshold['pain-score-repeated'] && context.within(one.day, threshold['pain-score-repeated-days']),
  );
  const [first] = repeated;
  const last = repeated.at(-1);
  const apart = first && last && last.day - first.day >= threshold['pain-score-apart'];
  const shown = high.at(-1) ?? (apart ? last : undefined);
  return shown && severe(shown, high.length > 0 ? [shown] : [shown, first as Measured]);
}

function severe(latest: Measured, values: readonly Measured[]): Feature {
  const text = `pain score ${values.map((one) => `${one.value} of 10`).join(', ')}`;
  const details = { strength: 'major' as const, date: latest.date, sources: values.map(sourceOfValue) };
  return { name: NAME, strength: 'major', day: latest.day, findings: [finding(NAME, 'value', text, details)] };
}

/** A score without a site says nothing of the back, unless its visit was for the back. */
function ofSpine(context: RuleContext): (observation: ObservationFact) => boolean {
  let visits: ReadonlySet<string> | undefined;
  const forSpine = (): ReadonlySet<string> =>
    new Set(
      context.chart.encounters
        .filter(({ reasons, reference }) =>
          reasons.some((reason) => painMatch(reason.concept, [], reference, context) !== undefined),
        )
        .map(({ reference }) => reference),
    );
  return ({ sites, encounter }) => {
    if (sites.some((site) => context.content.spinalSite.test(site))) return true;
    if (encounter === undefined) return false;
    visits ??= forSpine();
    return visits.has(encounter);
  };
}
