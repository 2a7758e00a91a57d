/** How a resource of a sample is known again on any FHIR server: a tag for all of them, an identifier for each. Pure. */
import type { Resource } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';

export const TAG_SYSTEM = 'https://spinewatch.org/tag';
export const TAG_CODE = 'sample';
/** Values: the sample's name for its Patient, `<name>/<part>` for everything else. */
export const IDENTIFIER_SYSTEM = 'https://spinewatch.org/sample';

export const isTagged = ({ meta }: Resource): boolean =>
  isObject(meta) &&
  listOf(meta['tag']).some((tag) => isObject(tag) && tag['system'] === TAG_SYSTEM && tag['code'] === TAG_CODE);

/** The value of a resource's identifier as a sample's, or `undefined`. */
export function sampleIdentifier(resource: Resource): string | undefined {
  for (const identifier of listOf(resource['identifier'])) {
    if (!isObject(identifier) || identifier['system'] !== IDENTIFIER_SYSTEM) continue;
    if (typeof identifier['value'] === 'string' && identifier['value'] !== '') return identifier['value'];
  }
  return undefined;
}

/** The name of the sample that a resource says it belongs to. */
export const sampleNameOf = (resource: Resource): string | undefined => sampleIdentifier(resource)?.split('/')[0];
