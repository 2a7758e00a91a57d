/**
 * Medications that requests refer to and that did not come along: read one by one, in parallel, a bounded number.
 *
 * They only ever add words to what is known of a request. A reference that cannot be read stays unresolved, and the
 * state of the input is that of the search.
 */
import type { Deadline, FhirAccess } from '../../fhir/client/index.js';
import type { Entry } from '../../fhir/resource.js';
import { isObject, isResource, stringOf } from '../../fhir/resource.js';
import { isReadableId } from '../subject.js';

/** Medications read for one chart at most. */
const MOST = 20;

const REFERENCE = /(?:^|\/)Medication\/([^/?#]+)(?:\/_history\/[^/?#]+)?$/;

/** The ids of Medications on this server that are referred to and not among the entries. */
export function missingMedications(entries: readonly Entry[], access: Pick<FhirAccess, 'within'>): readonly string[] {
  let known: Set<string> | undefined;
  const missing = new Set<string>();
  for (const { resource } of entries) {
    const holder = resource['medicationReference'];
    const reference = isObject(holder) ? stringOf(holder['reference']) : undefined;
    if (reference === undefined || resource['medicationCodeableConcept'] !== undefined) continue;
    const id = REFERENCE.exec(reference)?.[1];
    if (!isReadableId(id) || access.within(reference) === undefined) continue;
    known ??= namesOf(entries);
    if (!known.has(reference) && !known.has(`Medication/${id}`)) missing.add(id);
    if (missing.size === MOST) break;
  }
  return [...missing];
}

const namesOf = (entries: readonly Entry[]): Set<string> =>
  new Set(
    entries
      .filter(({ resource }) => resource.resourceType === 'Medication')
      .flatMap(({ fullUrl, resource }) => [fullUrl ?? '', `Medication/${String(resource['id'])}`]),
  );

/** Reads them; whatever fails is left out. Never rejects. */
export async function readMedications(
  entries: readonly Entry[],
  access: FhirAccess,
  deadline: Deadline,
): Promise<readonly Entry[]> {
  const ids = missingMedications(entries, access);
  const read = ids.map(async (id): Promise<readonly Entry[]> => {
    const reply = await access.get(`Medication/${id}`, deadline);
    if (!reply.ok || !isResource(reply.body)) return [];
    const { body } = reply;
    const asked = body.resourceType === 'Medication' && body['id'] === id;
    return asked ? [{ fullUrl: `${access.base}/Medication/${id}`, resource: body }] : [];
  });
  return (await Promise.all(read)).flat();
}
