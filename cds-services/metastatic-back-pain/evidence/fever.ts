/** Fever: 38.0 °C or more measured within 7 days, or coded within 14 (specification 3.2, 5.2). */
import type { Measurement } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { finding } from './context.js';
import { recordFinding } from './coded.js';
import type { Feature } from './feature.js';
import type { Conversion } from './measurements.js';
import { measuredValues, sourceOfValue, unitKey } from './measurements.js';
import { isRecent, recordsOf } from './records.js';

const NAME = 'fever';
const EPSILON = 1e-9;

export function fever(context: RuleContext): Feature | undefined {
  return measuredFever(context) ?? codedFever(context);
}

function measuredFever(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const fevers = measuredValues('temperature', NAME, context, (one) => toCelsius(one, context), {
    lastDays: threshold['fever-measured'],
    lowerBounds: true,
  })
    .filter((one) => one.value >= threshold['fever-temperature'] - EPSILON)
    .sort((a, b) => b.value - a.value);
  const [highest] = fevers;
  if (!highest) return undefined;
  const text = `${highest.value.toFixed(1)} °C${highest.unitAssumed ? ' (unit not given)' : ''}`;
  const asserted = Math.max(...fevers.map((one) => one.day));
  const details = { strength: 'major' as const, date: highest.date, sources: [sourceOfValue(highest)] };
  return {
    name: NAME,
    strength: 'major',
    day: highest.day,
    asserted,
    findings: [finding(NAME, 'value', text, details)],
  };
}

function codedFever(context: RuleContext): Feature | undefined {
  const [first] = recordsOf(NAME, new Set(['feature-constitutional']), context).filter((record) =>
    isRecent(record, context.threshold['fever-coded'], context),
  );
  if (!first) return undefined;
  const day = first.day === undefined ? {} : { day: first.day };
  return { name: NAME, strength: 'major', ...day, findings: [recordFinding(NAME, 'major', first)] };
}

/** Celsius. Without a unit the size tells: 30 to 43 is Celsius, 86 to 110 Fahrenheit; anything else is not evaluated. */
function toCelsius(measurement: Measurement, context: RuleContext): Conversion {
  const { threshold, content } = context;
  const { value } = measurement;
  const bounded = (celsius: number, unitAssumed?: boolean): Conversion =>
    celsius < threshold['temperature-min'] || celsius > threshold['temperature-max'] + EPSILON
      ? { reason: 'implausible' }
      : { value: celsius, ...(unitAssumed ? { unitAssumed } : {}) };
  const fromFahrenheit = ((value - 32) * 5) / 9;
  if (measurement.unit === undefined) {
    if (value >= threshold['temperature-min'] && value <= threshold['temperature-max']) return bounded(value, true);
    if (value >= threshold['temperature-fahrenheit-min'] && value <= threshold['temperature-fahrenheit-max']) {
      return bounded(fromFahrenheit, true);
    }
    return { reason: 'no-unit' };
  }
  const isOne = (names: readonly string[]): boolean =>
    names.some((name) => unitKey(name) === unitKey(measurement.unit ?? ''));
  if (isOne(content.units.temperature.celsius)) return bounded(value);
  if (isOne(content.units.temperature.fahrenheit)) return bounded(fromFahrenheit);
  return { reason: 'unknown-unit' };
}
