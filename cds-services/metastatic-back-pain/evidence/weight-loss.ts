/** Weight loss: coded, or 5 % or more between serial weights (specification 5.1). */
import type { Finding, Measurement } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { finding } from './context.js';
import { recordFinding } from './coded.js';
import type { Feature } from './feature.js';
import type { Conversion, Measured } from './measurements.js';
import { measuredValues, sourceOfValue, unitKey } from './measurements.js';
import type { Explanation, Window } from './medicines/weight-explained.js';
import { advised, explanationOf, fluidOf } from './medicines/weight-explained.js';
import { isRecent, recordsOf } from './records.js';

const NAME = 'weight-loss';
/** A loss of exactly the threshold counts, whatever binary fractions make of it. */
const EPSILON = 1e-9;

/** A loss told by the scales, and the days between which it happened. */
interface MeasuredLoss {
  readonly feature: Feature;
  readonly window: Window;
}

interface JudgedLoss extends MeasuredLoss {
  /** Asked of few losses, and dear: it walks over all that was prescribed and done. */
  readonly explained: () => Explanation | undefined;
}

const isUnexplained = (loss: JudgedLoss): boolean => loss.explained() === undefined;

export function weightLoss(context: RuleContext): Feature | undefined {
  const coded = codedWeightLoss(context);
  if (coded) return coded;
  // What explains one loss explains its own window only: a faster one since then still counts.
  return context.once(judgedLosses).find(isUnexplained)?.feature;
}

const BASIS: Readonly<Record<string, Finding['basis']>> = {
  MedicationRequest: 'medication',
  Procedure: 'procedure',
  ServiceRequest: 'order',
  CarePlan: 'care-plan',
  Encounter: 'encounter',
};

/** Lines beside a measured loss: why it is not counted, or that it may be fluid. */
export function weightContext(context: RuleContext): readonly Finding[] {
  const losses = context.once(judgedLosses);
  const measured = losses.find(isUnexplained) ?? losses[0];
  if (!measured) return [];
  const line = ({ reference, date }: Explanation, text: string): readonly Finding[] => [
    finding('treatment', BASIS[reference.split('/')[0] ?? ''] ?? 'code', text, {
      strength: 'context',
      date,
      sources: [{ reference }],
    }),
  ];
  const explained = measured.explained();
  const [loss] = measured.feature.findings;
  if (explained) return line(explained, `${explained.words}: weight ${loss?.text ?? ''} is not counted`);
  const fluid = fluidOf(measured.window, context);
  return fluid ? line(fluid, `${fluid.words}: the loss of weight may be fluid`) : [];
}

/** Coded within 180 days. Where the loss was advised, only a code that says "unintentional" or "unexplained" counts. */
function codedWeightLoss(context: RuleContext): Feature | undefined {
  const days = context.threshold['weight-loss-coded'];
  const isAdvised = advised({ from: context.asOf - days, to: context.asOf }, context) !== undefined;
  const [first] = recordsOf(NAME, new Set(['feature-constitutional']), context)
    .filter((record) => isRecent(record, days, context))
    .filter((record) => !isAdvised || /unintentional|unexplained|cachexia/i.test(record.match.meaning.display));
  if (!first) return undefined;
  const day = first.day === undefined ? {} : { day: first.day };
  return { name: NAME, strength: 'major', ...day, findings: [recordFinding(NAME, 'major', first)] };
}

/** The losses the scales tell, each with what explains it, which is worked out only where it is asked. */
const judgedLosses = (context: RuleContext): readonly JudgedLoss[] =>
  measuredLosses(context).map((loss) => {
    let explanation: { readonly is: Explanation | undefined } | undefined;
    const explained = (): Explanation | undefined => (explanation ??= { is: explanationOf(loss.window, context) }).is;
    return { ...loss, explained };
  });

/** The losses the scales tell, the slower before the faster. */
function measuredLosses(context: RuleContext): readonly MeasuredLoss[] {
  const { threshold } = context;
  const lastDays =
    threshold['weight-latest'] + Math.max(threshold['weight-baseline-to'], threshold['weight-fallback-to']);
  const values = plausible(
    measuredValues('weight', NAME, context, (one) => toKilograms(one, context), { lastDays }),
    context,
  );
  const latest = values.at(-1);
  if (!latest || !context.within(latest.day, threshold['weight-latest'])) return [];
  const before = (from: number, to: number): readonly Measured[] =>
    values.filter((one) => latest.day - one.day >= from && latest.day - one.day <= to);

  const yearly = before(threshold['weight-baseline-from'], threshold['weight-baseline-to']);
  const baseline =
    yearly.length > 0 ? yearly : before(threshold['weight-fallback-from'], threshold['weight-fallback-to']);
  const recent = before(threshold['weight-recent-from'], threshold['weight-recent-to']);
  const comparisons = [baseline, recent.length >= threshold['weight-recent-values'] ? recent : []].filter(
    (values) => values.length > 0,
  );
  if (comparisons.length === 0) context.skip(NAME, 'one-value', latest.reference);
  return comparisons.flatMap((baselineValues) => {
    const from = median(baselineValues.map((one) => one.value));
    const loss = (from - latest.value) / from;
    if (loss < threshold['weight-loss-fraction'] - EPSILON) return [];
    const window = { from: baselineValues[0]?.day ?? latest.day, to: latest.day };
    return [{ feature: lost(baselineValues, from, latest, loss), window }];
  });
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

type Factors = Readonly<Record<string, number>>;
const factorsByKey = new WeakMap<Factors, ReadonlyMap<string, number>>();

/** The factors by the form in which units are compared. */
function factorsOf(factors: Factors): ReadonlyMap<string, number> {
  const known = factorsByKey.get(factors);
  if (known) return known;
  // The first of two that compare alike stands.
  const byKey = new Map(
    Object.entries(factors)
      .reverse()
      .map(([unit, factor]) => [unitKey(unit), factor]),
  );
  factorsByKey.set(factors, byKey);
  return byKey;
}

function toKilograms(measurement: Measurement, context: RuleContext): Conversion {
  const { threshold, content } = context;
  if (measurement.unit === undefined) return { reason: 'no-unit' };
  const factor = factorsOf(content.units.weight.factors).get(unitKey(measurement.unit));
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
