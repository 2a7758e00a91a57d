/**
 * Whose resource is it? The rule that no chart is ever read from another patient's records.
 *
 * `1`, `Patient/1`, `Patient/1/_history/3` and `<fhirServer>/Patient/1` are one patient; `urn:uuid:` and other
 * references by address mean the patient when the Patient itself was delivered under that address. Anything else is
 * somebody else, including a reference that cannot be resolved: to drop too much shows as an unavailable input, to
 * use too much would show a card about the wrong person.
 */
import type { Entry } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** FHIR's rule for a logical id. */
export const isFhirId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

/** An id that stays in its folder when it stands in a URL: `.` and `..` are ids by FHIR's rule and do not. */
export const isReadableId = (value: unknown): value is string => isFhirId(value) && !/^\.{1,2}$/.test(value);

/** The patient of one call: answers whether a reference means them. */
export interface PatientIdentity {
  readonly id: string;
  isSame(reference: string): boolean;
}

const VERSION = /\/_history\/[A-Za-z0-9\-.]{1,64}$/;
const ABSOLUTE = /^(https?:\/\/[^?#]*?)\/Patient\/([^/?#]+)$/i;

/** A base URL for comparison: http and https name the same server (FHIR R4, http.html), case and default port do not tell. */
function comparable(base: string): string | undefined {
  if (!URL.canParse(base)) return undefined;
  const url = new URL(base);
  if (url.username !== '' || url.password !== '') return undefined;
  return `${url.host.replace(/\.$/, '')}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * The identity of `patientId` (bare). `fhirServer` is the base URL as sent; `patients` are the Patient entries that
 * came with the chart. Where neither names a server, an absolute URL is judged by its id alone.
 */
export function patientIdentity(
  patientId: string,
  fhirServer: string | undefined,
  patients: readonly Entry[] = [],
): PatientIdentity {
  const local = `Patient/${patientId}`;
  const addresses = new Set<string>([patientId, local, `urn:uuid:${patientId}`, `urn:oid:${patientId}`]);
  const bases = new Set<string>();
  const addBase = (text: string | undefined): void => {
    const base = text === undefined ? undefined : comparable(text);
    if (base !== undefined) bases.add(base);
  };
  addBase(fhirServer);
  for (const { fullUrl, resource } of patients) {
    if (fullUrl === undefined || resource.resourceType !== 'Patient' || isOtherId(resource['id'], patientId)) continue;
    const parts = ABSOLUTE.exec(fullUrl.replace(VERSION, ''));
    if (parts && parts[2] === patientId) addBase(parts[1]);
    else if (/^urn:/i.test(fullUrl)) addresses.add(fullUrl);
  }

  const isSame = (reference: string): boolean => {
    if (reference === local) return true;
    const bare = reference.trim().replace(VERSION, '');
    if (addresses.has(bare)) return true;
    const parts = ABSOLUTE.exec(bare);
    if (!parts || parts[2] !== patientId) return false;
    if (bases.size === 0) return true;
    const base = comparable(parts[1] as string);
    return base !== undefined && bases.has(base);
  };
  return { id: patientId, isSame };
}

const isOtherId = (id: unknown, patientId: string): boolean =>
  id !== undefined && id !== null && String(id) !== patientId;

/** True where a Patient came with another id than the one asked for. A Patient without an id is nobody else. */
export const isAnotherPatient = (entry: Entry, patientId: string): boolean =>
  entry.resource.resourceType === 'Patient' && isOtherId(entry.resource['id'], patientId);

function meansSomeoneElse(value: unknown, identity: PatientIdentity): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return listOf(value).some((one) => meansSomeoneElse(one, identity));
  // An identifier or a display alone names nobody that could be compared: as good as no subject.
  const reference = isObject(value) ? value['reference'] : value;
  return typeof reference === 'string' && reference.trim() !== '' && !identity.isSame(reference);
}

/** True for a resource about someone else: its `subject` (or `patient`, as older servers write it) is not the patient. */
export function isForeign(entry: Entry, identity: PatientIdentity): boolean {
  const { resource } = entry;
  if (resource.resourceType === 'Patient') return isAnotherPatient(entry, identity.id);
  return meansSomeoneElse(resource['subject'], identity) || meansSomeoneElse(resource['patient'], identity);
}

/** Drops what is about someone else. Without any, the list is the very one that was given, not a copy. */
export function ownEntries(entries: readonly Entry[], identity: PatientIdentity): readonly Entry[] {
  return entries.some((entry) => isForeign(entry, identity))
    ? entries.filter((entry) => !isForeign(entry, identity))
    : entries;
}
