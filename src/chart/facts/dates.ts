/** The choice elements that date a resource: onset[x], abatement[x], effective[x], performed[x]. */
import type { Day, FhirDate } from '../../fhir/dates.js';
import { formatDay, parseFhirDate } from '../../fhir/dates.js';
import type { Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';

const DAYS_PER_UNIT: Readonly<Record<string, number>> = { a: 365.25, mo: 30.4375, wk: 7, d: 1 };
const UNIT_NAMES: Readonly<Record<string, string>> = {
  year: 'a',
  years: 'a',
  yr: 'a',
  yrs: 'a',
  y: 'a',
  month: 'mo',
  months: 'mo',
  week: 'wk',
  weeks: 'wk',
  day: 'd',
  days: 'd',
};

/** A year, month or day named somewhere in a free string ("around April 2013"): as precise as it is written. */
const DATE_IN_TEXT = /\b(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?\b/;

const fromText = (value: unknown): FhirDate | undefined => {
  if (typeof value !== 'string') return undefined;
  return parseFhirDate(value) ?? parseFhirDate(DATE_IN_TEXT.exec(value)?.[0]);
};

/** An Age as the days in which it was true: an age of 52 lasts a year. Needs a birthdate of full precision. */
function fromAge(value: unknown, birth: Day | undefined): FhirDate | undefined {
  if (!isObject(value) || birth === undefined || typeof value['value'] !== 'number') return undefined;
  const named = String(value['code'] ?? value['unit'] ?? 'a').toLowerCase();
  const unit = DAYS_PER_UNIT[UNIT_NAMES[named] ?? named];
  if (unit === undefined || value['value'] < 0 || value['value'] > 150 * 366) return undefined;
  const start = Math.floor(birth + value['value'] * unit);
  const end = Math.floor(birth + (value['value'] + 1) * unit) - 1;
  return { start, end: Math.max(start, end), text: formatDay(start).slice(0, 4) };
}

const periodEnd = (value: unknown, end: 'start' | 'end'): FhirDate | undefined =>
  isObject(value) ? parseFhirDate(value[end]) : undefined;

/** onset[x]: the start of a Period or Range. */
export function onsetOf(resource: Json, birth: Day | undefined): FhirDate | undefined {
  const range = resource['onsetRange'];
  return (
    parseFhirDate(resource['onsetDateTime']) ??
    periodEnd(resource['onsetPeriod'], 'start') ??
    fromAge(resource['onsetAge'], birth) ??
    (isObject(range) ? fromAge(range['low'], birth) : undefined) ??
    fromText(resource['onsetString'])
  );
}

/** An abatementString that says the contrary. */
const GOES_ON = /\b(?:on-?going|continu\w*|still|not|never|un(?:resolved|known)|present|persist\w*|current\w*)\b/i;
const ENDS = ['abatementAge', 'abatementRange', 'abatementPeriod'] as const;

/** abatement[x]: whether one is stated at all, and its date (the end of a Period or Range) where it can be told. */
export function abatementOf(resource: Json, birth: Day | undefined): { stated: boolean; date?: FhirDate } {
  const range = resource['abatementRange'];
  const words = stringOf(resource['abatementString']);
  if (words !== undefined && GOES_ON.test(words)) return { stated: false };
  const date =
    parseFhirDate(resource['abatementDateTime']) ??
    periodEnd(resource['abatementPeriod'], 'end') ??
    fromAge(resource['abatementAge'], birth) ??
    (isObject(range) ? fromAge(range['high'], birth) : undefined) ??
    fromText(words);
  if (date) return { stated: true, date };
  const ended = ENDS.some((element) => isObject(resource[element]));
  return { stated: words !== undefined || resource['abatementBoolean'] === true || ended };
}

const choice = (element: string) => ({
  dateTime: `${element}DateTime`,
  instant: `${element}Instant`,
  period: `${element}Period`,
  timing: `${element}Timing`,
  string: `${element}String`,
});
const HAPPENED = {
  effective: choice('effective'),
  performed: choice('performed'),
  occurrence: choice('occurrence'),
};

/** effective[x] or performed[x]: a Period by its start, a Timing by its first event. */
export function happenedOf(resource: Json, element: keyof typeof HAPPENED): FhirDate | undefined {
  const names = HAPPENED[element];
  const timing = resource[names.timing];
  return (
    parseFhirDate(resource[names.dateTime]) ??
    parseFhirDate(resource[names.instant]) ??
    periodEnd(resource[names.period], 'start') ??
    (isObject(timing) ? parseFhirDate(listOf(timing['event'])[0]) : undefined) ??
    fromText(resource[names.string])
  );
}
