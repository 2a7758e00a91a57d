/** A FHIR server that samples are put on, and the search for what is there already. */
import type { FhirAccess, FhirWriter, Deadline, FhirReply } from '../fhir/client/index.js';
import type { Resource } from '../fhir/resource.js';
import { isObject, isResource, listOf } from '../fhir/resource.js';
import { isTagged, sampleIdentifier } from './marks.js';

export interface SampleServer {
  readonly access: Pick<FhirAccess, 'get' | 'within'>;
  readonly writer: FhirWriter;
  /** A fresh deadline for one request. */
  readonly deadline: () => Deadline;
  /** Pages of one search that are read at most. */
  readonly pages: number;
}

/** Something a person can act on, in one line. */
export interface Problem {
  readonly problem: string;
}

export type Outcome<T> = { readonly value: T } | Problem;

export const isProblem = (outcome: object): outcome is Problem => 'problem' in outcome;

type Failed = Extract<FhirReply, { ok: false }>;

const HINTS: Readonly<Record<number, string>> = {
  401: 'set FHIR_TOKEN',
  403: 'does the token of FHIR_TOKEN allow it?',
  404: 'is the URL the base of a FHIR R4 server?',
  405: 'the server takes no writes',
  412: 'several resources carry the identifier; run load --remove first',
};

export function problemOf(what: string, reply: Failed): Problem {
  const hint = reply.status === undefined ? undefined : HINTS[reply.status];
  return { problem: `${what}: ${reply.why}${hint === undefined ? '' : `; ${hint}`}` };
}

/**
 * The samples' own resources that a search finds. Servers that do not know a search parameter may answer with
 * everything they have, so each resource must itself carry tag and identifier: nothing else is ever touched.
 */
export async function findOwn(server: SampleServer, search: string): Promise<Outcome<readonly Resource[]>> {
  const own: Resource[] = [];
  const [type = ''] = search.split('?');
  let next: string | undefined = search;
  for (let page = 0; next !== undefined && page < server.pages; page += 1) {
    const reply = await server.access.get(next, server.deadline());
    if (!reply.ok) return problemOf(`the search for samples (${type})`, reply);
    const { body } = reply;
    if (!isObject(body) || body['resourceType'] !== 'Bundle') {
      return {
        problem: `the search for samples (${type}): the server answered with no Bundle; is the URL its FHIR base?`,
      };
    }
    for (const entry of listOf(body['entry'])) {
      const resource = isObject(entry) ? entry['resource'] : undefined;
      if (isResource(resource) && resource.resourceType === type && isOwn(resource)) own.push(resource);
    }
    next = nextOf(body, server);
  }
  return { value: own };
}

const isOwn = (resource: Resource): boolean => isTagged(resource) && sampleIdentifier(resource) !== undefined;

function nextOf(bundle: Record<string, unknown>, server: SampleServer): string | undefined {
  const link = listOf(bundle['link']).find((one) => isObject(one) && one['relation'] === 'next');
  const url = isObject(link) ? link['url'] : undefined;
  return typeof url === 'string' ? server.access.within(url) : undefined;
}

const AT_ONCE = 6;

/** Does the same for each, a few at a time; stops at the first problem. */
export async function forEach<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<Outcome<R>>,
): Promise<Outcome<readonly R[]>> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE) {
    for (const outcome of await Promise.all(items.slice(i, i + AT_ONCE).map(work))) {
      if (isProblem(outcome)) return outcome;
      results.push(outcome.value);
    }
  }
  return { value: results };
}
