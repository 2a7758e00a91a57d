/**
 * The groups of a patient by which results are compared: age, and codes of closed sets, so that nothing a chart says in
 * words leaves it. What is unknown, or not asked, is absent. Pure; never throws.
 */
import type { Day } from '../fhir/dates.js';
import { parseFhirDate, yearsBetween } from '../fhir/dates.js';
import type { Resource } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';

/** Full years on the day; absent where the birth date is missing, after the day, or too vague to tell. */
export function ageOn(patient: Resource | undefined, day: Day): number | undefined {
  const birth = parseFhirDate(patient?.['birthDate']);
  if (!birth || birth.end > day) return undefined;
  const age = yearsBetween(birth.start, day);
  return age === yearsBetween(birth.end, day) ? age : undefined;
}

/** By code, with the words US Core and OMB use for them in lower case. */
export type Codes = Readonly<Record<string, string>>;
const GENDERS: ReadonlySet<string> = new Set(['male', 'female', 'other']);
/** CDC Race and Ethnicity, the OMB categories (US Core `omb-race-category`, `omb-ethnicity-category`). */
export const RACES: Codes = {
  '1002-5': 'american indian or alaska native',
  '2028-9': 'asian',
  '2054-5': 'black or african american',
  '2076-8': 'native hawaiian or other pacific islander',
  '2106-3': 'white',
  '2131-1': 'other race',
};
export const ETHNICITIES: Codes = { '2135-2': 'hispanic or latino', '2186-5': 'not hispanic or latino' };
/** Of who names more than one race. */
export const SEVERAL = 'several';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-';

/** `gender`, `race`, `ethnicity`, as far as the Patient says. */
export function groupsOf(patient: Resource | undefined): Readonly<Record<string, string>> {
  const gender = typeof patient?.['gender'] === 'string' ? patient['gender'].trim().toLowerCase() : '';
  const race = categoryOf(patient, 'race', RACES);
  const ethnicity = categoryOf(patient, 'ethnicity', ETHNICITIES);
  return {
    ...(GENDERS.has(gender) ? { gender } : {}),
    ...(race === undefined ? {} : { race }),
    ...(ethnicity === undefined ? {} : { ethnicity }),
  };
}

/** The OMB category of a US Core extension: its code, else the one whose words are those of its text. */
function categoryOf(patient: Resource | undefined, name: string, codes: Codes): string | undefined {
  const parts = listOf(patient?.['extension'])
    .filter((one) => isObject(one) && one['url'] === `${US_CORE}${name}`)
    .flatMap((one) => listOf((one as Record<string, unknown>)['extension']))
    .filter(isObject);
  const coded = parts.flatMap((part) => {
    const coding = part['url'] === 'ombCategory' ? part['valueCoding'] : undefined;
    const code = isObject(coding) ? coding['code'] : undefined;
    return typeof code === 'string' && Object.hasOwn(codes, code) ? [code] : [];
  });
  const distinct = new Set(coded.length > 0 ? coded : parts.flatMap((part) => worded(part, codes)));
  return distinct.size > 1 ? SEVERAL : [...distinct][0];
}

function worded(part: Readonly<Record<string, unknown>>, codes: Codes): readonly string[] {
  const text = part['url'] === 'text' ? part['valueString'] : undefined;
  if (typeof text !== 'string') return [];
  const plain = text.trim().toLowerCase();
  return Object.keys(codes).filter((code) => codes[code] === plain);
}
