/**
 * Laboratory results of one kind within a window, in the unit the rule reckons in, each with the value its comparator
 * leaves certain. What cannot be used is listed with the reason, so that it is never called "not found".
 */
import type {
  Day,
  MatchedCoding,
  Measurement,
  NotEvaluatedReason,
  ObservationFact,
  Source,
} from '../../../../src/sdk/index.js';
import { isFinal } from '../back-pain.js';
import type { RuleContext } from '../context.js';
import { plain } from '../context.js';
import { toCanonical } from './units.js';

export interface Result {
  readonly day: Day;
  readonly date: string;
  /** In the canonical unit of its role. */
  readonly value: number;
  /** `above`: the true value is larger than `value`; `below`: smaller. */
  readonly bound?: 'above' | 'below';
  /** The upper end of its reference range, in the canonical unit. */
  readonly upperLimit?: number;
  readonly reference: string;
  readonly coding: MatchedCoding;
  readonly measurement: Measurement;
}

/** Unusable results of one kind that are listed; a chart may hold thousands. */
const LISTED = 20;

/** Lists results that could not be evaluated for these features, the first few of them. */
export function lister(
  criteria: readonly string[],
  context: RuleContext,
): (reason: NotEvaluatedReason, reference: string) => void {
  let listed = 0;
  return (reason, reference) => {
    if ((listed += 1) <= LISTED) criteria.forEach((criterion) => context.skip(criterion, reason, reference));
  };
}

/** A value of exactly the threshold stays exactly that, whatever binary fractions make of it. */
export const EPSILON = 1e-9;

/** The results of these roles up to `days` old, oldest first. Imprecise dates cannot be placed and leave a result out. */
export function resultsOf(
  role: string,
  criteria: readonly string[],
  days: number,
  context: RuleContext,
): readonly Result[] {
  const results: Result[] = [];
  const skip = lister(criteria, context);
  for (const observation of context.chart.observations.withRole(role)) {
    const { date } = observation;
    if (date === undefined || date.start !== date.end || context.age(date.start) > days) continue;
    const { measurement, reference } = observation;
    const coding = observation.concept.codings.find((one) => one.meanings.some((meaning) => meaning.role === role));
    if (!coding || isVoid(observation, measurement, context)) continue;
    if (date.start > context.asOf) {
      skip('future-date', reference);
      continue;
    }
    if (!measurement) {
      if (observation.isOtherwiseTold && !observation.negative) skip('implausible', reference);
      continue;
    }
    const converted = toCanonical(role, measurement, context);
    if ('reason' in converted) {
      skip(converted.reason, reference);
      continue;
    }
    const upperLimit = limitOf(role, observation, measurement, context);
    const bound = boundOf(measurement);
    results.push({
      day: date.start,
      date: date.text,
      ...converted,
      ...(bound === undefined ? {} : { bound }),
      ...(upperLimit === undefined ? {} : { upperLimit }),
      reference,
      coding,
      measurement,
    });
  }
  return results.sort((a, b) => a.day - b.day || a.value - b.value || a.reference.localeCompare(b.reference));
}

/** Not final, or a number beside a reason why there is none. Zero is a result. */
const isVoid = (observation: ObservationFact, measurement: Measurement | undefined, context: RuleContext): boolean =>
  !isFinal(observation.status, context) ||
  (observation.negative && measurement !== undefined && measurement.value !== 0);

function boundOf({ comparator }: Measurement): Result['bound'] {
  if (comparator === undefined) return undefined;
  return comparator.startsWith('>') ? 'above' : 'below';
}

/** A reference range without a unit of its own is in the unit of the value. */
function limitOf(
  role: string,
  { upperLimit }: ObservationFact,
  { unit, printed }: Measurement,
  context: RuleContext,
): number | undefined {
  if (!upperLimit) return undefined;
  const own = upperLimit.unit === undefined ? { ...(unit ? { unit } : {}), ...(printed ? { printed } : {}) } : {};
  const converted = toCanonical(role, { ...upperLimit, ...own }, context);
  return 'value' in converted ? converted.value : undefined;
}

export type Limit = { readonly from: number } | { readonly above: number };

/**
 * Whether a result is raised; `unclear` where its comparator leaves that open. "More than x" counts if x reaches the
 * threshold; "less than x" never counts.
 */
export function isRaised({ value, bound }: Result, limit: Limit): boolean | 'unclear' {
  const threshold = 'from' in limit ? limit.from : limit.above;
  if (bound === 'above') return value >= threshold - EPSILON ? true : 'unclear';
  if (bound === 'below') return value > threshold + EPSILON ? 'unclear' : false;
  return 'from' in limit ? value >= threshold - EPSILON : value > threshold + EPSILON;
}

/** `2.71 mmol/L (reported as 10.9 mg/dL)`: the number with at most `digits` decimals, and the chart's own where it differs. */
export function shown(result: Result, unit: string, digits: number): string {
  const { measurement, value, bound } = result;
  const sign = bound === undefined ? '' : bound === 'above' ? '>' : '<';
  const own = measurement.printed ?? measurement.unit ?? '';
  const text = `${sign}${decimals(value, digits)} ${unit}`;
  return Math.abs(measurement.value - value) <= EPSILON ? text : `${text} (reported as ${measurement.value} ${own})`;
}

/** At most so many decimals, without trailing zeros: 3.1, 2.66, 140. */
export const decimals = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

export const sourceOfResult = ({ reference, coding }: Result): Source => ({
  reference,
  ...(coding.canonicalSystem === undefined ? {} : { system: coding.canonicalSystem }),
  code: coding.code,
  ...(coding.display === undefined ? {} : { display: plain(coding.display) }),
});
