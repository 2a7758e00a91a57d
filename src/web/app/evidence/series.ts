/** Values of a chart by measure, in the unit that the rule reckons in. What cannot be drawn is listed with the reason. Pure. */
import { parseFhirDate } from '../../../fhir/dates.js';
import { isObject, listOf, type Resource, stringOf } from '../../../fhir/resource.js';
import type { WireLegend } from '../../legend-schema.js';
import type { Assessment } from '../call.js';
import { codingsOf, dateOf, localReference, referenceOf } from './chart.js';

export type Measure = WireLegend['measures'][number];

export interface Point {
  readonly day: number;
  readonly date: string;
  readonly value: number;
  /** `<`, `>=`: the true value lies beyond. */
  readonly comparator?: string;
  /** As the chart has it: `194 lb`. */
  readonly written: string;
  readonly reference: string;
  readonly code: string;
  /** The assessment names it. */
  readonly used: boolean;
  /** Its own reference range. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly measure: Measure;
  /** Oldest first. */
  readonly points: readonly Point[];
  readonly notDrawn: readonly { readonly reference: string; readonly why: string }[];
}

/** The measures of which the chart has any Observation. */
export function seriesOf(
  resources: readonly Resource[],
  legend: WireLegend,
  assessment: Assessment,
): readonly Series[] {
  const used = new Set(
    assessment.found.flatMap(({ sources }) => sources.map(({ reference }) => localReference(reference))),
  );
  const observations = resources.filter((one) => one.resourceType === 'Observation');
  return legend.measures.flatMap((measure) => {
    const codes = new Set(measure.codes);
    const own = observations.flatMap((one) => {
      const coding = codingsOf(one['code']).find(({ code }) => codes.has(code));
      return coding ? [drawn(one, coding.code, measure, legend.finalStatuses, used)] : [];
    });
    if (own.length === 0) return [];
    const points = own.flatMap((one) => ('why' in one ? [] : [one])).sort((a, b) => a.day - b.day);
    return [{ measure, points, notDrawn: own.flatMap((one) => ('why' in one ? [one] : [])) }];
  });
}

type NotDrawn = Series['notDrawn'][number];

function drawn(
  observation: Resource,
  code: string,
  measure: Measure,
  finalStatuses: readonly string[],
  used: ReadonlySet<string>,
): Point | NotDrawn {
  const reference = referenceOf(observation);
  const status = stringOf(observation['status']);
  if (status !== undefined && !finalStatuses.includes(status)) return { reference, why: `status ${status}` };
  const date = dateOf(observation);
  const day = parseFhirDate(date);
  if (date === undefined || !day) return { reference, why: 'no date' };
  if (day.start !== day.end) return { reference, why: `only dated ${date}` };
  const quantity = observation['valueQuantity'];
  const value = isObject(quantity) ? quantity['value'] : undefined;
  if (!isObject(quantity) || typeof value !== 'number') return { reference, why: 'no value' };
  const converted = inUnit(value, quantity, measure);
  if (converted === undefined) return { reference, why: 'its unit is missing or not known here' };
  const comparator = stringOf(quantity['comparator']);
  const range = listOf(observation['referenceRange']).find(isObject);
  const limit = (end: 'low' | 'high') => {
    const one = range?.[end];
    if (!isObject(one) || typeof one['value'] !== 'number') return {};
    const own = stringOf(one['unit']) ?? stringOf(one['code']);
    const at = inUnit(one['value'], own === undefined ? quantity : one, measure);
    return at === undefined ? {} : { [end]: at };
  };
  return {
    day: day.start,
    date,
    value: converted,
    ...(comparator === undefined ? {} : { comparator }),
    written: `${comparator ?? ''}${value} ${stringOf(quantity['unit']) ?? stringOf(quantity['code']) ?? ''}`,
    reference,
    code,
    used: used.has(reference),
    ...limit('low'),
    ...limit('high'),
  };
}

/** The value in the unit of its measure, by the factors of the legend; `undefined` where no unit of the quantity is in it. */
function inUnit(value: number, quantity: Readonly<Record<string, unknown>>, { units }: Measure): number | undefined {
  for (const key of ['code', 'unit']) {
    const name = stringOf(quantity[key])?.replace(/\s/g, '').toLowerCase();
    const scale = name === undefined ? undefined : units.find(({ names }) => names.includes(name));
    if (scale) return value * scale.factor + scale.offset;
  }
  return undefined;
}

/** The lines that hold for a patient: those for its gender, and those for every other where there are none. */
export function linesFor({ lines }: Measure, gender: string | undefined): Measure['lines'] {
  const own = lines.filter((line) => line.gender !== undefined && line.gender === gender);
  return lines.filter(
    (line) => line.gender === undefined || (own.length > 0 ? own.includes(line) : line.gender === 'other'),
  );
}

/**
 * From where to where a plot reaches: all values and lines, and the ends of the reference range, so that its band is in
 * the drawing. An end far off is left outside, since it would press the values into a line.
 */
export function domainOf(values: readonly number[], range: Pick<Point, 'low' | 'high'> = {}): [number, number] {
  const span = Math.max(...values) - Math.min(...values) || Math.abs(values[0] ?? 0) || 1;
  const ends = [range.low, range.high].filter((end) => end !== undefined);
  const [least, most] = [Math.min(...values) - span, Math.max(...values) + span];
  const all = [...values, ...ends.filter((end) => end >= least && end <= most)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  return [low - room, high + room];
}
