/** Takes samples off a FHIR server again: what carries their tag and identifier, and nothing else. */
import type { Resource } from '../fhir/resource.js';
import { isReadableId } from '../chart/subject.js';
import { sampleNameOf, TAG_CODE, TAG_SYSTEM } from './marks.js';
import { inSteps, localName } from './references.js';
import type { Sample } from './sample.js';
import type { Outcome, SampleServer } from './server.js';
import { findOwn, forEach, isProblem, problemOf } from './server.js';

const TAG = encodeURIComponent(`${TAG_SYSTEM}|${TAG_CODE}`);

/** Servers that keep references whole refuse to delete what is referred to; the next round tries again. */
const REFERRED_TO = 409;
const GONE: readonly (number | undefined)[] = [404, 410];

/**
 * Removes every sample on the server, or the one of a name; answers how many resources it removed.
 * @param samples all that the program knows: they say which types to look for
 */
export async function removeSamples(
  samples: readonly Sample[],
  server: SampleServer,
  name?: string,
): Promise<Outcome<number>> {
  const types = [
    ...new Set(samples.flatMap((one) => one.bundle(0).entry.map(({ resource }) => resource.resourceType))),
  ];
  const removed = new Set<string>();
  for (;;) {
    const found = await forEach(types, (type) => findOwn(server, `${type}?_tag=${TAG}&_count=200`));
    if (isProblem(found)) return found;
    const left = found.value.flat().filter((one) => isWanted(one, name) && !removed.has(localName(one)));
    if (left.length === 0) return { value: removed.size };
    const before = removed.size;
    for (const step of [...(inSteps(left) ?? [left])].reverse()) {
      const outcome = await forEach(step, (resource) => remove(resource, removed, server));
      if (isProblem(outcome)) return outcome;
    }
    if (removed.size === before) {
      return { problem: `${left.length} resources of samples stay: other resources of the server refer to them (409)` };
    }
  }
}

const isWanted = (resource: Resource, name: string | undefined): boolean =>
  isReadableId(resource['id']) && (name === undefined || sampleNameOf(resource) === name);

async function remove(resource: Resource, removed: Set<string>, server: SampleServer): Promise<Outcome<undefined>> {
  const name = localName(resource);
  const reply = await server.writer.remove(resource.resourceType, String(resource['id']), server.deadline());
  if (!reply.ok && reply.status !== REFERRED_TO && !GONE.includes(reply.status)) return problemOf(name, reply);
  if (reply.ok || reply.status !== REFERRED_TO) removed.add(name);
  return { value: undefined };
}
