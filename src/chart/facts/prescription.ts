/** What a MedicationRequest says besides the medicine, its date and its reasons: visit, route, and for how long. */
import { parseFhirDate } from '../../fhir/dates.js';
import type { Entry, Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import { convertUnit } from '../../fhir/units.js';
import { wordsIn } from './concept.js';
import { defined } from './defined.js';
import type { ReferenceIndex } from './references.js';
import { nameOf, referenceOf } from './references.js';

export interface Prescription {
  /** Reference of the visit it was written at, as the chart names it. */
  readonly encounter?: string;
  /** Words and codes of the routes of its dosages. */
  readonly routes: readonly string[];
  /** Days it lasts, repeats included, where that is stated; never reckoned from quantity and dose. */
  readonly supplyDays?: number;
  readonly doNotPerform?: true;
  /** The Medication it refers to is not in the chart, so that nobody knows what was prescribed. */
  readonly unresolved?: true;
}

export function readPrescription(resource: Json, references: ReferenceIndex): Prescription {
  const holder = resource as Entry['resource'];
  const visit = references.resolve(referenceOf(resource['encounter']), holder);
  const medicine = resource['medicationReference'];
  const unresolved = isObject(medicine) && references.resolve(referenceOf(medicine), holder) === undefined;
  const dosages = listOf(resource['dosageInstruction']).filter(isObject);
  return defined({
    encounter: visit && nameOf(visit),
    routes: dosages.flatMap((dosage) => wordsIn(dosage['route'])),
    supplyDays: supplyOf(resource['dispenseRequest']) ?? longest(dosages.map(boundsOf)),
    doNotPerform: resource['doNotPerform'] === true ? true : undefined,
    unresolved: unresolved ? true : undefined,
  }) as Prescription;
}

function supplyOf(dispense: unknown): number | undefined {
  if (!isObject(dispense)) return undefined;
  const days = daysOf(dispense['expectedSupplyDuration']);
  const repeats = dispense['numberOfRepeatsAllowed'];
  const refills = Number.isInteger(repeats) && (repeats as number) > 0 ? Math.min(repeats as number, 100) : 0;
  return days === undefined ? undefined : days * (1 + refills);
}

/** timing.repeat.bounds[x]: a Duration, a Range by its upper end, or a Period with both ends. */
function boundsOf(dosage: Json): number | undefined {
  const timing = dosage['timing'];
  const repeat = isObject(timing) ? timing['repeat'] : undefined;
  if (!isObject(repeat)) return undefined;
  const { boundsRange: range, boundsPeriod: period } = repeat;
  const start = isObject(period) ? parseFhirDate(period['start']) : undefined;
  const end = isObject(period) ? parseFhirDate(period['end']) : undefined;
  return (
    daysOf(repeat['boundsDuration']) ??
    (isObject(range) ? daysOf(range['high']) : undefined) ??
    (start && end && end.end >= start.start ? end.end - start.start + 1 : undefined)
  );
}

const PRINTED: Readonly<Record<string, string>> = {
  day: 'd',
  days: 'd',
  week: 'wk',
  weeks: 'wk',
  month: 'mo',
  months: 'mo',
};

function daysOf(duration: unknown): number | undefined {
  if (!isObject(duration) || typeof duration['value'] !== 'number' || duration['value'] < 0) return undefined;
  const unit = (stringOf(duration['code']) ?? stringOf(duration['unit']))?.trim() ?? '';
  const ucum = PRINTED[unit.toLowerCase()] ?? unit;
  return ucum === 'd' ? duration['value'] : convertUnit(duration['value'], ucum, 'd');
}

const longest = (days: readonly (number | undefined)[]): number | undefined => {
  const known = days.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};
