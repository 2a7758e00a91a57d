/** Finds the resource that a reference means within one chart: `Type/id`, absolute URLs, `urn:uuid:`, contained `#id`. */
import type { Entry, Resource } from '../../fhir/resource.js';
import { isObject, isResource, listOf, stringOf } from '../../fhir/resource.js';

const RELATIVE = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/;

/** The reference string of a Reference element (or of a plain string). */
export function referenceOf(value: unknown): string | undefined {
  return isObject(value) ? stringOf(value['reference']) : stringOf(value);
}

/** `Type/id` of a relative or absolute reference; anything else (a urn, a fragment) as it is. */
export function localReference(reference: string): string {
  const match = RELATIVE.exec(reference);
  return match ? `${match[1]}/${match[2]}` : reference;
}

/** How the evidence names a resource: `Type/id`, else the address it came under, else its type alone. */
export function nameOf(entry: Entry): string {
  const id = stringOf(entry.resource['id']);
  return id !== undefined ? `${entry.resource.resourceType}/${id}` : (entry.fullUrl ?? entry.resource.resourceType);
}

/**
 * The resources of a chart by reference, indexed on first use. Observations are many and are seldom pointed to, so they
 * are indexed apart, when something asks for one.
 */
export class ReferenceIndex {
  private byReference: Map<string, Entry> | undefined;
  private rest: Map<string, Entry> | undefined;

  constructor(
    private readonly sources: readonly (readonly Entry[])[],
    private readonly observations: readonly Entry[] = [],
  ) {}

  /** The entry meant, or `undefined`. `from` is the resource that holds the reference, for `#contained` ones. */
  resolve(reference: string | undefined, from?: Resource): Entry | undefined {
    if (reference === undefined) return undefined;
    if (reference.startsWith('#')) {
      const contained = listOf(from?.['contained']).find((one) => isResource(one) && one['id'] === reference.slice(1));
      return isResource(contained) ? { resource: contained } : undefined;
    }
    const local = localReference(reference);
    const index = (this.byReference ??= indexOf(this.sources));
    const found = index.get(reference) ?? index.get(local);
    if (found || !(local.startsWith('Observation/') || /^urn:/i.test(reference))) return found;
    const rest = (this.rest ??= indexOf([this.observations]));
    return rest.get(reference) ?? rest.get(local);
  }
}

function indexOf(sources: readonly (readonly Entry[])[]): Map<string, Entry> {
  const index = new Map<string, Entry>();
  for (const entries of sources) {
    for (const entry of entries) {
      const id = entry.resource['id'];
      if (typeof id === 'string') index.set(`${entry.resource.resourceType}/${id}`, entry);
      if (typeof entry.fullUrl === 'string') index.set(entry.fullUrl, entry);
    }
  }
  return index;
}
