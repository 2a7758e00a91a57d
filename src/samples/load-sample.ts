/**
 * Puts one sample chart on a FHIR server; doing it again updates it, so that its dates are today's once more.
 *
 * The server gives the ids (many take none from a client), so what is referred to goes first. Each resource is looked
 * for by its identifier and updated where it is, else created on the condition that nobody has meanwhile. A transaction
 * would be all or nothing, but some servers limit conditional ones to a few entries; a load that broke off is mended by
 * the next.
 */
import { isReadableId } from '../chart/subject.js';
import type { FhirReply } from '../fhir/client/index.js';
import type { Day } from '../fhir/dates.js';
import type { Resource } from '../fhir/resource.js';
import { isResource } from '../fhir/resource.js';
import { IDENTIFIER_SYSTEM, sampleIdentifier } from './marks.js';
import { inSteps, localName, withReferences } from './references.js';
import type { Sample } from './sample.js';
import type { Outcome, Problem, SampleServer } from './server.js';
import { findOwn, forEach, isProblem, problemOf } from './server.js';

/** The id that the server gave the sample's Patient, or what went wrong. */
export async function loadSample(sample: Sample, today: Day, server: SampleServer): Promise<Outcome<string>> {
  const resources = sample.bundle(today).entry.map(({ resource }) => resource);
  const there = await idsThere(resources, server);
  if (isProblem(there)) return there;
  const names = new Map<string, string>();
  for (const step of inSteps(resources) ?? []) {
    const written = await forEach(step, async (resource) => {
      const id = await write(withReferences(resource, names), there.value, server);
      return isProblem(id)
        ? id
        : { value: { local: localName(resource), name: `${resource.resourceType}/${id.value}` } };
    });
    if (isProblem(written)) return written;
    for (const { local, name } of written.value) names.set(local, name);
  }
  const patient = names.get(`Patient/${sample.patientId}`);
  return patient === undefined ? { problem: 'the sample has no Patient' } : { value: patient.slice('Patient/'.length) };
}

/** Ids on the server by identifier, for those of the resources that are there. */
async function idsThere(
  resources: readonly Resource[],
  server: SampleServer,
): Promise<Outcome<ReadonlyMap<string, string>>> {
  const types = [...new Set(resources.map(({ resourceType }) => resourceType))];
  const found = await forEach(types, (type) =>
    findOwn(
      server,
      searchOf(
        type,
        resources.filter(({ resourceType }) => resourceType === type),
      ),
    ),
  );
  if (isProblem(found)) return found;
  const ids = new Map<string, string>();
  for (const resource of found.value.flat()) {
    const identifier = sampleIdentifier(resource) ?? '';
    if (ids.has(identifier)) return several(identifier);
    if (isReadableId(resource['id'])) ids.set(identifier, resource['id']);
  }
  return { value: ids };
}

const token = (value: string): string => encodeURIComponent(`${IDENTIFIER_SYSTEM}|${value}`);

const searchOf = (type: string, resources: readonly Resource[]): string =>
  `${type}?identifier=${resources.map((one) => token(sampleIdentifier(one) ?? '')).join(',')}&_count=100`;

const several = (identifier: string): Problem => ({
  problem: `the server has several resources of identifier ${identifier}; run load --remove first`,
});

/** Updates the resource under the id that it has on the server, or creates it; answers its id there. */
async function write(
  resource: Resource,
  there: ReadonlyMap<string, string>,
  server: SampleServer,
): Promise<Outcome<string>> {
  const { id: local, ...rest } = resource;
  const identifier = sampleIdentifier(resource) ?? '';
  const id = there.get(identifier);
  const what = `${resource.resourceType} ${String(local)}`;
  const reply =
    id === undefined
      ? await server.writer.create(rest as Resource, `identifier=${token(identifier)}`, server.deadline())
      : await server.writer.update({ ...rest, id } as Resource, server.deadline());
  if (!reply.ok) return problemOf(what, reply);
  return id === undefined ? idOf(reply, resource, identifier, what, server) : { value: id };
}

/** The id that the server gave: from the resource that it returns, else by asking for the identifier. */
async function idOf(
  { body }: Extract<FhirReply, { ok: true }>,
  { resourceType }: Resource,
  identifier: string,
  what: string,
  server: SampleServer,
): Promise<Outcome<string>> {
  const isIt = (one: unknown): one is Resource =>
    isResource(one) && one.resourceType === resourceType && sampleIdentifier(one) === identifier;
  if (isIt(body) && isReadableId(body['id'])) return { value: body['id'] };
  const found = await findOwn(server, `${resourceType}?identifier=${token(identifier)}`);
  if (isProblem(found)) return found;
  const id = found.value.find(isIt)?.['id'];
  return isReadableId(id) ? { value: id } : { problem: `${what}: the server took it, but does not find it again` };
}
