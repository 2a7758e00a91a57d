/**
 * When a chart came to hold a resource, and what of it came later: what `asKnown` is made of. Nothing here throws, and
 * nothing is changed in place.
 */
import type { Day, FhirDate } from '../../fhir/dates.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import { isObject } from '../../fhir/resource.js';
import { statusOf } from '../../chart/facts/concept.js';

/** Something of a resource that was otherwise before a day. */
export interface Edit {
  /** First day on which it is as it stands now. */
  readonly until: Day;
  /** The resource as it was on an earlier day; never the same object changed. */
  readonly before: (resource: Resource, day: Day) => Resource;
}

export interface History {
  /** First day on which the chart may have held the resource; `-Infinity` where nothing says when. */
  readonly from: Day;
  /** In the order in which they are taken back. */
  readonly edits: readonly Edit[];
}

/** What a reader of one type is told of the rest of the chart. */
export interface Surroundings {
  /** Of full precision, for ages. */
  readonly birth: Day | undefined;
  /** Start of the resource's visit, where that is known. */
  readonly visit: Day | undefined;
}

/** The earliest day that the date may mean: before it, and only before it, what is so dated is not known. */
export const earliest = (date: FhirDate | undefined): Day | undefined => date?.start;

/** The latest of some days, `undefined` of none. */
export function latest(days: readonly (Day | undefined)[]): Day | undefined {
  let found: Day | undefined;
  for (const day of days) if (day !== undefined && (found === undefined || day > found)) found = day;
  return found;
}

export const dayIn = (holder: unknown, element: string): Day | undefined =>
  isObject(holder) ? earliest(parseFhirDate(holder[element])) : undefined;

/** Takes elements off. */
export function without<T extends object>(holder: T, ...elements: readonly string[]): T {
  return Object.fromEntries(Object.entries(holder).filter(([name]) => !elements.includes(name))) as T;
}

/** The end of a Period that came later; none where the Period has no end. */
export function endOff(resource: Resource, element: string): readonly Edit[] {
  const until = dayIn(resource[element], 'end');
  if (until === undefined) return [];
  return [
    {
      until,
      before: (one) => {
        const period = one[element];
        return isObject(period) ? { ...one, [element]: without(period, 'end') } : one;
      },
    },
  ];
}

/** A plain status that only came with what happened on a later day. */
export const statusBefore = (until: Day, after: ReadonlySet<string>, status: string): Edit => ({
  until,
  before: (one) => (after.has(statusOf(one['status']) ?? '') ? { ...one, status } : one),
});
