/** The references between the resources of a sample chart: `{ reference: "Encounter/x-visit" }`, at any depth. Pure. */
import type { Json, Resource } from '../fhir/resource.js';
import { isObject, stringOf } from '../fhir/resource.js';

/** `Type/id` of a resource as the sample's own references name it. */
export const localName = (resource: Resource): string => `${resource.resourceType}/${stringOf(resource['id']) ?? ''}`;

/** Every `reference` within a value. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'reference' && typeof one === 'string' ? [one] : referencesIn(one),
  );
}

/** A copy of a resource with its references renamed; those that `names` does not know stay. */
export function withReferences<T>(value: T, names: ReadonlyMap<string, string>): T {
  return renamed(value, names) as T;
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'reference' && typeof one === 'string' ? (names.get(one) ?? one) : renamed(one, names),
    ]),
  ) satisfies Json;
}

/**
 * The resources in steps, each of which refers only to earlier ones: what is referred to must be there first, for a
 * server gives the ids. `undefined` where resources refer to each other in a circle.
 */
export function inSteps(resources: readonly Resource[]): readonly (readonly Resource[])[] | undefined {
  const steps: Resource[][] = [];
  let waiting = resources;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(localName));
    const step = waiting.filter((one) => !referencesIn(one).some((name) => names.has(name)));
    if (step.length === 0) return undefined;
    steps.push(step);
    waiting = waiting.filter((one) => !step.includes(one));
  }
  return steps;
}
