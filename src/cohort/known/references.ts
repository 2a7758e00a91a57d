/** Reasons, diagnoses and stages that point to what a past day did not know yet: their words would tell it. */
import { referenceOf } from '../../chart/facts/references.js';
import type { Day } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import { isObject, listOf } from '../../fhir/resource.js';
import type { Edit } from './history.js';
import { latest, without } from './history.js';

/** The day from which the chart holds what a reference means; `undefined` where it does not say. */
export type KnownFrom = (reference: string | undefined) => Day | undefined;

/** The references of one item of a list. */
type Pointing = (item: unknown) => readonly unknown[];
const itself: Pointing = (item) => [item];
const within =
  (element: string): Pointing =>
  (item) =>
    isObject(item) ? listOf(item[element]) : [];

const POINTING: Readonly<Record<string, readonly (readonly [string, Pointing])[]>> = {
  Encounter: [
    ['reasonReference', itself],
    ['diagnosis', within('condition')],
  ],
  Condition: [['stage', within('assessment')]],
  MedicationRequest: [['reasonReference', itself]],
  Procedure: [['reasonReference', itself]],
  ServiceRequest: [['reasonReference', itself]],
  CarePlan: [['addresses', itself]],
};

/** One edit a list: an item goes where everything that it points to, and that the chart can date, came later. */
export function referenceEdits(resource: Resource, knownFrom: KnownFrom): readonly Edit[] {
  return (POINTING[resource.resourceType] ?? []).flatMap(([element, pointing]): readonly Edit[] => {
    if (resource[element] === undefined) return [];
    const since = (item: unknown): Day | undefined => {
      const days = pointing(item).map((one) => knownFrom(referenceOf(one)));
      return days.includes(undefined) ? undefined : days.reduce(earlier, undefined);
    };
    const until = latest(listOf(resource[element]).map(since));
    if (until === undefined || until === -Infinity) return [];
    return [
      {
        until,
        before: (one, day) => {
          const items = listOf(one[element]);
          const known = items.filter((item) => (since(item) ?? -Infinity) <= day);
          if (known.length === items.length) return one;
          return known.length === 0 ? without(one, element) : { ...one, [element]: known };
        },
      },
    ];
  });
}

const earlier = (a: Day | undefined, b: Day | undefined): Day | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
