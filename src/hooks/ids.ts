/** The ids of a hook's context as the rest of the service uses them: bare, and safe to stand in a URL. Pure. */

/** FHIR's rule for ids. `.` and `..` obey it but would name a folder in a URL, so they are no ids here. */
const FHIR_ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

const RELATIVE = /^(?:([A-Z][A-Za-z]*)\/)?([^/]+)$/;
const VERSION = /\/_history\/[A-Za-z0-9\-.]{1,64}$/;

/** What `patientIdOf` takes, as one expression: for the description of the API. */
export const PATIENT_ID_PATTERN =
  /^(?:(?:Patient\/)?(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}|Patient\/(?!\.{1,2}\/)[A-Za-z0-9\-.]{1,64}\/_history\/[A-Za-z0-9\-.]{1,64})$/;

export const isFhirId = (value: string): boolean => FHIR_ID.test(value);

/** `1` of `1`, `Patient/1` and `Patient/1/_history/3`; `undefined` for anything else, URLs among it. */
export function patientIdOf(value: unknown): string | undefined {
  return bareId(value, 'Patient');
}

/** `1` of `1`, `Encounter/1` and an address that ends so; `undefined` for anything else: the visit is then unknown. */
export function encounterIdOf(value: unknown): string | undefined {
  return bareId(withoutServer(value, 'Encounter'), 'Encounter');
}

/**
 * `Type/id` of `userId`, taken out of an absolute address where it is one; `undefined` for anything else.
 * A Patient or RelatedPerson is recognised even by an id outside FHIR's rule: they must get no card.
 */
export function userIdOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /(?:^|\/)([A-Z][A-Za-z]*)\/([^/\s]+)$/.exec(value.slice(0, 2048).trim().replace(VERSION, ''));
  if (!match) return undefined;
  const [, type = '', id = ''] = match;
  if (isFhirId(id) || type === 'Patient' || type === 'RelatedPerson') return `${type}/${id.slice(0, 64)}`;
  return undefined;
}

/**
 * True where the patient of an access token is this patient.
 * @param named `fhirAuthorization.patient`: `1`, `Patient/1`, `Patient/1/_history/3` or `<fhirServer>/Patient/1`
 * @param patientId bare id
 */
export function isSamePatient(named: string, patientId: string, fhirServer: string | undefined): boolean {
  const base = fhirServer?.replace(/\/+$/, '');
  const relative = base !== undefined && named.startsWith(`${base}/`) ? named.slice(base.length + 1) : named;
  return patientIdOf(relative) === patientId;
}

function bareId(value: unknown, type: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  // A version needs its type before it: `1/_history/3` is no reference.
  const match = RELATIVE.exec(value.startsWith(`${type}/`) ? value.replace(VERSION, '') : value);
  if (!match) return undefined;
  const [, named, id = ''] = match;
  return (named === undefined || named === type) && isFhirId(id) ? id : undefined;
}

function withoutServer(value: unknown, type: string): unknown {
  if (typeof value !== 'string') return undefined;
  const start = value.lastIndexOf(`/${type}/`);
  return start >= 0 && /^https?:/i.test(value) ? value.slice(start + 1) : value;
}
