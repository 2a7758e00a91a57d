/**
 * Calcium: raised, or at the upper end of normal (specification 3.2, 3.3, 5.6).
 *
 * Total calcium is corrected by the albumin measured nearest to it. Without albumin a high value counts, labelled so;
 * any other says nothing, and is listed as not evaluated: never as normal.
 */
import type { Day } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import type { Feature } from '../feature.js';
import { labFeature } from './raised.js';
import type { Result } from './results.js';
import { EPSILON, decimals, isRaised, lister, resultsOf } from './results.js';

const RAISED = 'hypercalcaemia';
const HIGH_NORMAL = 'calcium-high-normal';
const BOTH = [RAISED, HIGH_NORMAL] as const;

/** One calcium as it is reckoned with: its `value` is the corrected one where it could be corrected. */
interface Calcium {
  readonly result: Result;
  readonly albumin?: Result;
  readonly kind: 'corrected' | 'uncorrected' | 'ionised';
  readonly raised: boolean;
}

export interface CalciumFeatures {
  readonly raised: Feature | undefined;
  readonly highNormal: Feature | undefined;
}

export function calciumFeatures(context: RuleContext): CalciumFeatures {
  const calcium = allCalcium(context);
  return { raised: hypercalcaemia(calcium, context), highNormal: highNormal(calcium, context) };
}

function allCalcium(context: RuleContext): readonly Calcium[] {
  const { threshold } = context;
  const days = threshold['lab-window'];
  const totals = resultsOf('calcium-total', BOTH, days, context);
  const albumins =
    totals.length === 0 ? [] : resultsOf('albumin', BOTH, days + threshold['calcium-albumin-days'], context);
  const usable = byDay(albumins.filter(({ bound }) => bound === undefined));
  const all = [
    ...totals.map((result) => corrected(result, usable, context)),
    ...resultsOf('calcium-corrected', BOTH, days, context).map((result) => ({ result, kind: 'corrected' as const })),
    ...resultsOf('calcium-ionised', [RAISED], days, context).map((result) => ({ result, kind: 'ionised' as const })),
  ].sort((a, b) => a.result.day - b.result.day || a.result.value - b.result.value);
  const checked = byDay(all.filter(({ kind }) => kind !== 'uncorrected').map(({ result }) => result));
  const skip = lister(BOTH, context);
  return all.flatMap((one) => {
    const { result, kind } = one;
    const above = threshold[kind === 'ionised' ? 'calcium-ionised-raised' : 'calcium-raised'];
    const raised = isRaised(result, { above });
    if (raised === true || (raised === false && kind !== 'uncorrected')) return [{ ...one, raised }];
    const reason = raised === 'unclear' ? 'implausible' : 'one-value';
    if (raised === 'unclear' || !nearest(checked, result.day, context)) {
      skip(reason, result.reference);
    }
    return [];
  });
}

/** The last result of each day. */
const byDay = (results: readonly Result[]): ReadonlyMap<Day, Result> => new Map(results.map((one) => [one.day, one]));

/** The result nearest to a day, within a week; of two as near, the later one. */
function nearest(results: ReadonlyMap<Day, Result>, day: Day, context: RuleContext): Result | undefined {
  for (let apart = 0; apart <= context.threshold['calcium-albumin-days']; apart += 1) {
    const found = results.get(day + apart) ?? results.get(day - apart);
    if (found) return found;
  }
  return undefined;
}

function corrected(result: Result, albumins: ReadonlyMap<Day, Result>, context: RuleContext): Omit<Calcium, 'raised'> {
  const { threshold } = context;
  const albumin = nearest(albumins, result.day, context);
  if (!albumin) return { result, kind: 'uncorrected' };
  const change = threshold['calcium-corrected-per-albumin'] * (threshold['calcium-albumin-reference'] - albumin.value);
  return { result: { ...result, value: result.value + change }, albumin, kind: 'corrected' };
}

/** The newest raised calcium. Where no normal one followed, from 3.0 mmol/L on it is a matter of today. */
function hypercalcaemia(calcium: readonly Calcium[], context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const found = calcium.filter((one) => one.raised).at(-1);
  if (!found) return undefined;
  const { result, albumin, kind } = found;
  const later = calcium.filter((one) => !one.raised && one.result.day > result.day).at(-1);
  const severe = kind !== 'ionised' && !later && result.value >= threshold['calcium-severe'] - EPSILON;
  const text = [
    describe(found),
    later ? `; latest ${describe(later)} on ${later.result.date}` : '',
    severe ? `: ${SAME_DAY}` : '',
  ].join('');
  return labFeature({ name: RAISED, strength: 'major', digits: 2 }, text, result, albumin ? [albumin] : []);
}

/** How the finding says it; the card knows it by these words. */
const SAME_DAY = 'same-day medical assessment';

/** Corrected, above both 2.60 mmol/L and its own reference range, up to the threshold of hypercalcaemia. */
function highNormal(calcium: readonly Calcium[], context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const found = calcium
    .filter(({ kind, raised, result }) => {
      const above = Math.max(threshold['calcium-high-normal-from'], result.upperLimit ?? -Infinity);
      return kind === 'corrected' && !raised && result.bound === undefined && result.value > above + EPSILON;
    })
    .at(-1);
  if (!found) return undefined;
  const row = { name: HIGH_NORMAL, strength: 'minor', group: 'tumour-bone', digits: 2 } as const;
  return labFeature(row, describe(found), found.result, found.albumin ? [found.albumin] : []);
}

/** `3.1 mmol/L, corrected for albumin 38 g/L (reported as 12.4 mg/dL)`: the number first, for the summary. */
function describe({ result, albumin, kind }: Calcium): string {
  const { measurement, value, bound } = result;
  const two = decimals(value, 2);
  // 2.653 must not read "2.65", which is not raised.
  const number = Math.abs(Number(two) - value) < 0.0005 ? two : decimals(value, 3);
  const sign = bound === 'above' ? '>' : bound === 'below' ? '<' : '';
  const how = {
    corrected: albumin ? `corrected for albumin ${decimals(albumin.value, 1)} g/L` : 'corrected for albumin',
    uncorrected: 'not corrected for albumin',
    ionised: 'ionised',
  }[kind];
  const own = measurement.printed ?? measurement.unit ?? '';
  const reported = Math.abs(measurement.value - value) <= EPSILON ? '' : ` (reported as ${measurement.value} ${own})`;
  return `${sign}${number} mmol/L, ${how}${reported}`;
}
