/** PSA in prostate cancer, established or possible: high, doubling, or rising (specification 3.2, 3.3). */
import { psaRising } from '../coded.js';
import type { RuleContext } from '../context.js';
import type { Feature } from '../feature.js';
import { labFeature } from './raised.js';
import type { Result } from './results.js';
import { EPSILON, isRaised, lister, resultsOf, shown } from './results.js';
import { canonicalUnit } from './units.js';

const RAISED = 'psa-raised';
const RISING = 'psa-rising';

/** 20 or more within 180 days; or doubled within 10 months, the latest being 2 or more. */
export function psaRaised(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const series = seriesOf(context);
  const recent = series.filter((one) => context.within(one.day, threshold['psa-window']));
  const row = { name: RAISED, strength: 'major', digits: 2 } as const;
  const unit = canonicalUnit('psa', context);
  let high: Result | undefined;
  const skip = lister([RAISED], context);
  for (const result of recent) {
    const verdict = isRaised(result, { from: threshold['psa-raised'] });
    if (verdict === 'unclear') skip('implausible', result.reference);
    if (verdict === true) high = result;
  }
  if (high) return labFeature(row, shown(high, unit, 2), high);
  const latest = recent.at(-1);
  const before = latest && doubledFrom(latest, series, context);
  if (!latest || !before) return undefined;
  const text = `${shown(before, unit, 2)} on ${before.date} → ${shown(latest, unit, 2)}`;
  return labFeature(row, text, latest, [before]);
}

/** The nearest earlier value of which the latest is at least the double. "Less than x" can only mean a larger rise. */
function doubledFrom(latest: Result, series: readonly Result[], context: RuleContext): Result | undefined {
  const { threshold } = context;
  if (latest.bound === 'below' || latest.value < threshold['psa-doubling-latest'] - EPSILON) return undefined;
  return series
    .filter(
      (one) =>
        one.bound !== 'above' &&
        one.day < latest.day &&
        latest.day - one.day <= threshold['psa-doubling-days'] &&
        latest.value >= 2 * one.value - EPSILON,
    )
    .at(-1);
}

/** The latest, of the last 90 days and from 0.2 up to below 20, above the one before; or coded so. */
export function psaRisen(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const exact = seriesOf(context).filter((one) => one.bound === undefined);
  const latest = exact.at(-1);
  const before = latest && exact.filter((one) => one.day < latest.day).at(-1);
  const rising =
    before &&
    context.within(latest.day, threshold['lab-window']) &&
    latest.value >= threshold['psa-rising-from'] - EPSILON &&
    latest.value < threshold['psa-raised'] - EPSILON &&
    latest.value > before.value + EPSILON;
  if (!rising) return psaRising(context);
  const unit = canonicalUnit('psa', context);
  const text = `${shown(before, unit, 2)} on ${before.date} → ${shown(latest, unit, 2)}`;
  const row = { name: RISING, strength: 'minor', group: 'tumour-bone', digits: 2 } as const;
  return labFeature(row, text, latest, [before]);
}

const seriesOf = (context: RuleContext): readonly Result[] =>
  resultsOf('psa', [RAISED, RISING], context.threshold['psa-series-days'], context);
