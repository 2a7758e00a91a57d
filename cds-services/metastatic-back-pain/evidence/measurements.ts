/** Measured values of one kind, in the unit the rule reckons in; what cannot be used is listed with the reason. */
import type {
  Day,
  MatchedCoding,
  Measurement,
  NotEvaluatedReason,
  ObservationFact,
  Source,
} from '../../../src/sdk/index.js';
import { isFinal } from './back-pain.js';
import type { RuleContext } from './context.js';

/** One value, usable. */
export interface Measured {
  readonly day: Day;
  readonly date: string;
  /** In the canonical unit. */
  readonly value: number;
  readonly reference: string;
  readonly coding: MatchedCoding;
  /** The value's unit was not given and was told from its size. */
  readonly unitAssumed?: boolean;
}

/** A value in the canonical unit, or why there is none. */
export type Conversion = { value: number; unitAssumed?: boolean } | { reason: NotEvaluatedReason };

export interface SeriesOptions {
  /** How far back a value matters to its rule, in days. */
  readonly lastDays: number;
  /** "More than x" counts as x: where a value counts from its threshold upwards. */
  readonly lowerBounds?: boolean;
  /** Which of the Observations are meant; asked only of those that are recent enough. */
  readonly where?: (observation: ObservationFact) => boolean;
}

/**
 * The usable values of the codes with this role, oldest first. An imprecise date cannot be placed in a series and leaves
 * the value out. So does a comparator, whose true value is not known, but for "more than" where `lowerBounds` says that a
 * value counts from its threshold upwards.
 */
export function measuredValues(
  role: string,
  criterion: string,
  context: RuleContext,
  convert: (measurement: Measurement) => Conversion,
  { lastDays, lowerBounds = false, where }: SeriesOptions,
): readonly Measured[] {
  // The same Observation delivered twice is one value.
  const values = new Map<string, Measured>();
  for (const observation of context.chart.observations.withRole(role)) {
    const { date } = observation;
    if (date === undefined || date.start !== date.end || context.age(date.start) > lastDays) continue;
    if (where && !where(observation)) continue;
    const { reference, measurement } = observation;
    const coding = observation.concept.codings.find((one) => one.meanings.some((meaning) => meaning.role === role));
    if (!coding || !isFinal(observation.status, context)) continue;
    if (date.start > context.asOf) {
      context.skip(criterion, 'future-date', reference);
      continue;
    }
    if (measurement === undefined) {
      if (observation.isOtherwiseTold && !observation.negative) context.skip(criterion, 'implausible', reference);
      continue;
    }
    const comparable = measurement.comparator === undefined || (isLowerBound(measurement) && lowerBounds);
    const converted = comparable ? convert(measurement) : { reason: 'implausible' as const };
    if ('reason' in converted) context.skip(criterion, converted.reason, reference);
    else {
      const key = `${reference}|${date.start}|${converted.value}`;
      values.set(key, { day: date.start, date: date.text, reference, coding, ...converted });
    }
  }
  return [...values.values()].sort((a, b) => a.day - b.day || a.reference.localeCompare(b.reference));
}

/** A unit compared without case and blanks. */
export const unitKey = (unit: string): string => unit.replace(/\s/g, '').toLowerCase();

const isLowerBound = (measurement: Measurement): boolean => ['>', '>='].includes(measurement.comparator ?? '');

export const sourceOfValue = ({ reference, coding }: Measured): Source => ({
  reference,
  ...(coding.canonicalSystem === undefined ? {} : { system: coding.canonicalSystem }),
  code: coding.code,
  ...(coding.display === undefined ? {} : { display: coding.display }),
});
