/**
 * Writes to one FHIR server, with the same care as reads: only under its base, no redirects, a deadline, a bounded
 * answer, and every end a value. Each write may be sent twice without harm.
 */
import { isReadableId } from '../../chart/subject.js';
import type { Resource } from '../resource.js';
import type { createSender } from './access.js';
import type { Deadline, FhirReply } from './reply.js';
import { OUTSIDE } from './reply.js';

export interface FhirWriter {
  /**
   * Creates a resource unless the search finds one; answers the one that is there then, where the server returns it.
   * @param ifNoneExist a search without its type, e.g. `identifier=https://example.org%7C1`
   */
  create(resource: Resource, ifNoneExist: string, deadline: Deadline): Promise<FhirReply>;
  /** Puts a resource under the id that it holds. */
  update(resource: Resource, deadline: Deadline): Promise<FhirReply>;
  remove(resourceType: string, id: string, deadline: Deadline): Promise<FhirReply>;
}

const HEADERS = { 'content-type': 'application/fhir+json; charset=utf-8', prefer: 'return=representation' };

const isTypeName = (text: string): boolean => /^[A-Z][A-Za-z]{1,60}$/.test(text);

/** `Type/id` where neither can lead anywhere else. */
function pathOf(resourceType: string, id: unknown): string | undefined {
  if (!isTypeName(resourceType) || !isReadableId(id)) return undefined;
  return `${resourceType}/${id}`;
}

export function createWriter(send: ReturnType<typeof createSender>): FhirWriter {
  return {
    async create(resource, ifNoneExist, deadline) {
      if (!isTypeName(resource.resourceType)) return OUTSIDE;
      const headers = { ...HEADERS, 'if-none-exist': ifNoneExist };
      return send({ method: 'POST', pathOrUrl: resource.resourceType, headers, body: resource }, deadline);
    },
    async update(resource, deadline) {
      const pathOrUrl = pathOf(resource.resourceType, resource['id']);
      if (pathOrUrl === undefined) return OUTSIDE;
      return send({ method: 'PUT', pathOrUrl, headers: HEADERS, body: resource }, deadline);
    },
    async remove(resourceType, id, deadline) {
      const pathOrUrl = pathOf(resourceType, id);
      if (pathOrUrl === undefined) return OUTSIDE;
      return send({ method: 'DELETE', pathOrUrl }, deadline);
    },
  };
}
