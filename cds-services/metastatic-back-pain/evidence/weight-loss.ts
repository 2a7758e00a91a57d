/** Weight loss: coded, or 5 % or more between serial weights (specification 5.1). */
import type { Day, Measurement } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { finding, isDropped, matchesIn } from './context.js';
import { recordFinding } from './coded.js';
import type { Feature } from './feature.js';
import type { Conversion, Measured } from './measurements.js';
import { measuredValues, sourceOfValue, unitKey } from './measurements.js';
import { isRecent, recordsOf } from './records.js';

const NAME = 'weight-loss';
/** A loss of exactly the threshold counts, whatever binary fractions make of it. */
const EPSILON = 1e-9;

export function weightLoss(context: RuleContext): Feature | undefined {
  return codedWeightLoss(context) ?? serialWeightLoss(context);
}

/** Coded within 180 days. Where the loss was advised, only a code that says "unintentional" or "unexplained" counts. */
function codedWeightLoss(context: RuleContext): Feature | undefined {
  const days = context.threshold['weight-loss-coded'];
  const advised = wasAdvised(context, context.asOf - days);
  const [first] = recordsOf(NAME, new Set(['feature-constitutional']), context)
    .filter((record) => isRecent(record, days, context))
    .filter((record) => !advised || /unintentional|unexplained|cachexia/i.test(record.match.meaning.display));
  if (!first) return undefined;
  const day = first.day === undefined ? {} : { day: first.day };
  return { name: NAME, strength: 'major', ...day, findings: [recordFinding(NAME, 'major', first)] };
}

function serialWeightLoss(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const lastDays =
    threshold['weight-latest'] + Math.max(threshold['weight-baseline-to'], threshold['weight-fallback-to']);
  const values = plausible(
    measuredValues('weight', NAME, context, (one) => toKilograms(one, context), { lastDays }),
    context,
  );
  const latest = values.at(-1);
  if (!latest || !context.within(latest.day, threshold['weight-latest'])) return undefined;
  const before = (from: number, to: number): readonly Measured[] =>
    values.filter((one) => latest.day - one.day >= from && latest.day - one.day <= to);

  const yearly = before(threshold['weight-baseline-from'], threshold['weight-baseline-to']);
  const baseline =
    yearly.length > 0 ? yearly : before(threshold['weight-fallback-from'], threshold['weight-fallback-to']);
  const recent = before(threshold['weight-recent-from'], threshold['weight-recent-to']);
  const comparisons = [baseline, recent.length >= threshold['weight-recent-values'] ? recent : []].filter(
    (values) => values.length > 0,
  );
  if (comparisons.length === 0) {
    context.skip(NAME, 'one-value', latest.reference);
    return undefined;
  }
  for (const baselineValues of comparisons) {
    const from = median(baselineValues.map((one) => one.value));
    const loss = (from - latest.value) / from;
    if (loss < threshold['weight-loss-fraction'] - EPSILON) continue;
    if (isExplained(context, baselineValues[0]?.day ?? latest.day)) return undefined;
    return lost(baselineValues, from, latest, loss);
  }
  return undefined;
}

function lost(baseline: readonly Measured[], from: number, latest: Measured, loss: number): Feature {
  const kilograms = (value: number): string => `${value.toFixed(1)} kg`;
  const first = baseline[0] as Measured;
  const since = baseline.length === 1 ? first.date : `${first.date} (median of ${baseline.length} values)`;
  const text = `${kilograms(from)} → ${kilograms(latest.value)} (−${(loss * 100).toFixed(1)} %), since ${since}`;
  const sources = [latest, ...baseline.slice(0, 4)].map(sourceOfValue);
  const details = { strength: 'major' as const, date: latest.date, sources };
  return { name: NAME, strength: 'major', day: latest.day, findings: [finding(NAME, 'value', text, details)] };
}

function toKilograms(measurement: Measurement, context: RuleContext): Conversion {
  const { threshold, content } = context;
  if (measurement.unit === undefined) return { reason: 'no-unit' };
  const factor = Object.entries(content.units.weight.factors).find(
    ([unit]) => unitKey(unit) === unitKey(measurement.unit ?? ''),
  )?.[1];
  if (factor === undefined) return { reason: 'unknown-unit' };
  const value = measurement.value * factor;
  return value < threshold['weight-min'] || value > threshold['weight-max'] ? { reason: 'implausible' } : { value };
}

/** Leaves out a value that is far from both its neighbours where these agree: a slip of the pen, listed as implausible. */
function plausible(values: readonly Measured[], context: RuleContext): readonly Measured[] {
  const { threshold } = context;
  const apart = (a: number, b: number): number => Math.abs(a - b) / b;
  return values.filter((one, index) => {
    const before = values[index - 1];
    const after = values[index + 1];
    if (!before || !after) return true;
    const agree = apart(before.value, after.value) <= threshold['weight-neighbours-agree'];
    const outlier =
      apart(one.value, before.value) > threshold['weight-outlier'] &&
      apart(one.value, after.value) > threshold['weight-outlier'];
    if (agree && outlier) context.skip(NAME, 'implausible', one.reference);
    return !(agree && outlier);
  });
}

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Weight loss advised since then: the loss may be intended. */
function wasAdvised(context: RuleContext, since: Day): boolean {
  const sets = new Set(['weight-loss-excluded']);
  const concepts = [
    ...context.chart.conditions
      .filter((one) => !isDropped(one))
      .map((one) => ({ ...one, when: context.when(one.dates) })),
  ];
  const actions = [...context.chart.procedures, ...context.chart.orders].map((one) => ({
    concept: one.concept,
    when: context.when(one.date ? [one.date] : []),
  }));
  return [...concepts, ...actions].some(
    ({ concept, when }) => matchesIn(concept, sets).length > 0 && when.kind === 'dated' && when.day >= since,
  );
}

/** Advised loss in the window, or pregnancy within a year: the scales say nothing then. */
function isExplained(context: RuleContext, since: Day): boolean {
  const pregnant = context.chart.conditions.some((condition) => {
    if (isDropped(condition)) return false;
    const pregnancy = [...matchesIn(condition.concept, new Set(['context-mri-safety', 'back-pain']))].some(
      ({ meaning }) => meaning.role === 'pregnancy',
    );
    const when = pregnancy ? context.when(condition.dates) : undefined;
    return when?.kind === 'dated' && context.within(when.day, context.threshold['weight-pregnancy']);
  });
  return pregnant || wasAdvised(context, since);
}
