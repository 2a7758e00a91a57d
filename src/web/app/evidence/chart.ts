/** The chart that a call carried, as far as a view reads it: resources of the prefetch, their dates and their names. Pure. */
import { isObject, isResource, type Json, listOf, type Resource, stringOf } from '../../../fhir/resource.js';

/** Every resource of a prefetch: of each key a resource, or the entries of a Bundle. Each reference once. */
export function resourcesOf(prefetch: unknown): readonly Resource[] {
  if (!isObject(prefetch)) return [];
  const all = Object.values(prefetch).flatMap((value) => {
    if (!isResource(value)) return [];
    if (value.resourceType !== 'Bundle') return [value];
    return listOf(value['entry']).flatMap((entry) =>
      isObject(entry) && isResource(entry['resource']) ? [entry['resource']] : [],
    );
  });
  const seen = new Set<string>();
  return all.filter((one) => {
    const reference = referenceOf(one);
    return !seen.has(reference) && seen.add(reference);
  });
}

export const referenceOf = (resource: Resource): string =>
  `${resource.resourceType}/${stringOf(resource['id']) ?? '(no id)'}`;

/** `Observation/w3` also for `https://ehr.example/Observation/w3`. */
export const localReference = (reference: string): string => reference.split('/').slice(-2).join('/');

const DATES: Readonly<Record<string, readonly string[]>> = {
  Condition: ['onsetDateTime', 'onsetPeriod.start', 'recordedDate'],
  Observation: ['effectiveDateTime', 'effectivePeriod.start', 'issued'],
  Encounter: ['period.start'],
  MedicationRequest: ['authoredOn'],
  Procedure: ['performedDateTime', 'performedPeriod.start'],
  DiagnosticReport: ['effectiveDateTime', 'effectivePeriod.start', 'issued'],
  ServiceRequest: ['authoredOn', 'occurrenceDateTime'],
  CarePlan: ['period.start', 'created'],
};

/** When it was, as written: the calendar date of the first date that the resource has. */
export function dateOf(resource: Resource): string | undefined {
  for (const path of DATES[resource.resourceType] ?? []) {
    const found = stringOf(at(resource, path.split('.')));
    if (found !== undefined) return /^\d{4}(-\d{2}){0,2}/.exec(found)?.[0];
  }
  return undefined;
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

export interface Coding {
  readonly system?: string | undefined;
  readonly code: string;
  readonly display?: string | undefined;
}

/** The codings of a CodeableConcept. */
export function codingsOf(concept: unknown): readonly Coding[] {
  if (!isObject(concept)) return [];
  return listOf(concept['coding']).flatMap((one) => {
    const code = isObject(one) ? stringOf(one['code']) : undefined;
    if (!isObject(one) || code === undefined) return [];
    return [{ code, system: stringOf(one['system']), display: stringOf(one['display']) }];
  });
}

/** What kind of thing a resource is about, as CodeableConcepts: its code, or its reasons and types. */
export function conceptsOf(resource: Resource): readonly Json[] {
  const fields = ['code', 'medicationCodeableConcept', 'reasonCode', 'type', 'category', 'class'];
  return fields.flatMap((field) => listOf(resource[field]).filter(isObject));
}

/** The words of the first concept that has some: its text, else the name of a code. */
export function wordsOf(resource: Resource): string | undefined {
  for (const concept of conceptsOf(resource)) {
    const words =
      stringOf(concept['text']) ??
      codingsOf(concept).find(({ display }) => display)?.display ??
      stringOf(concept['display']);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** The first name of a Patient, in words. */
export function nameOf(patient: unknown): string | undefined {
  const name = isObject(patient) ? listOf(patient['name']).find(isObject) : undefined;
  const words = [...listOf(name?.['given']), name?.['family']].filter((word) => typeof word === 'string');
  return words.length > 0 ? words.join(' ') : undefined;
}
