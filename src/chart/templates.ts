/**
 * One declaration, two uses: the prefetch template an EHR fills in, and the FHIR search this service sends itself.
 *
 * Both come from the same `DataRequirement`, so they cannot drift apart. Templates stay within what every EHR can fill
 * in: a read of the Patient, otherwise one search by patient with `code` (observations alone), `_count` and `_sort`.
 * Nothing is filtered by status or date: the rule does that, and says what it left out.
 */
import type { DataRequirement, InputName } from './inputs.js';
import { RESOURCE_TYPE } from './inputs.js';
import { isReadableId } from './subject.js';

/** The one token in use; CDS Hooks 1.0 to 3.0 and Epic all know it. */
export const PATIENT_TOKEN = '{{context.patientId}}';

/**
 * How a search names the patient: by id, as the templates do, or by reference (`patient=Patient/1`), for servers that
 * find nobody by an id alone. FHIR allows both for a parameter of type reference.
 */
export type PatientForm = 'id' | 'reference';

/** Searches to use in place of the derived ones, with `{{context.patientId}}` where the id belongs. */
export type SearchOverrides = Readonly<Partial<Record<InputName, string>>>;

function templateOf(requirement: DataRequirement): string {
  const type = RESOURCE_TYPE[requirement.input];
  if (requirement.input === 'patient') return `${type}/${PATIENT_TOKEN}`;
  const parts = [`patient=${PATIENT_TOKEN}`];
  // Elsewhere entries that carry text alone count, and a search by code would lose them.
  if (requirement.input === 'observations' && requirement.codes && requirement.codes.length > 0) {
    parts.push(`code=${requirement.codes.map(encodeURIComponent).join(',')}`);
  }
  if (requirement.count !== undefined) parts.push(`_count=${requirement.count}`);
  if (requirement.sort !== undefined) parts.push(`_sort=${requirement.sort}`);
  return `${type}?${parts.join('&')}`;
}

/** The prefetch templates of a service by key, as its discovery shows them. */
export function prefetchTemplates(requirements: readonly DataRequirement[]): Record<string, string> {
  return Object.fromEntries(requirements.map((one) => [one.input, templateOf(one)]));
}

/**
 * The same requirement as a request for one patient, relative to the base URL: `Patient/1` or `Condition?patient=1`.
 * `undefined` for an id that cannot stand in a URL (`.` and `..`, which FHIR allows, would leave their folder).
 */
export function searchFor(
  requirement: DataRequirement,
  patientId: string,
  overrides: SearchOverrides = {},
  form: PatientForm = 'id',
): string | undefined {
  if (!isReadableId(patientId)) return undefined;
  const override = overrides[requirement.input];
  if (override !== undefined) return override.replaceAll(PATIENT_TOKEN, patientId);
  const template = templateOf(requirement);
  const named =
    form === 'id' ? template : template.replace(`patient=${PATIENT_TOKEN}`, `patient=Patient/${PATIENT_TOKEN}`);
  return named.replaceAll(PATIENT_TOKEN, patientId);
}

/** The search without `_sort` and `_count`, for servers that answer 400 to either; `undefined` where it has none. */
export function withoutPaging(search: string): string | undefined {
  const [path, query] = search.split('?');
  if (query === undefined) return undefined;
  const all = query.split('&');
  const kept = all.filter((part) => !/^_(?:sort|count)=/.test(part));
  return kept.length === all.length ? undefined : `${path}?${kept.join('&')}`;
}
