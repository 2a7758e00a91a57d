/** effective[x] and performed[x] as they were known on a past day. */
import { happenedOf, onsetOf } from '../../chart/facts/dates.js';
import type { Day } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import { isObject, listOf } from '../../fhir/resource.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Edit } from './history.js';
import { dayIn, earliest, endOff, latest } from './history.js';

export type Happened = 'effective' | 'performed';

/**
 * The day on which it began, or may have: of a Timing its first event, of a Period without a start its end, since what is
 * dated is never taken as undated. Where a resource has several of these elements, the last of them.
 */
export function beganOn(resource: Resource, element: Happened, birth: Day | undefined): Day | undefined {
  let began: Day | undefined;
  // Most resources have one of these, and there may be 20,000 of them: what is not there costs nothing.
  for (const name of NAMES[element]) {
    const value = resource[name];
    if (value !== undefined) began = latest([began, dayOf(name.slice(element.length), value, element, birth)]);
  }
  return began;
}

const CHOICES = ['DateTime', 'Instant', 'String', 'Period', 'Timing', 'Age', 'Range'];
const NAMES: Readonly<Record<Happened, readonly string[]>> = {
  effective: CHOICES.map((choice) => `effective${choice}`),
  performed: CHOICES.map((choice) => `performed${choice}`),
};

function dayOf(choice: string, value: unknown, element: Happened, birth: Day | undefined): Day | undefined {
  switch (choice) {
    case 'Period':
      return dayIn(value, 'start') ?? dayIn(value, 'end');
    case 'Timing':
      return firstEvent(value);
    case 'Age':
    case 'Range':
      // A Procedure may be dated by the patient's age, as an onset is.
      return earliest(onsetOf({ [`onset${choice}`]: value }, birth));
    default:
      return earliest(happenedOf({ [`${element}${choice}`]: value }, element));
  }
}

/** What of it came after it began: the end of its Period, further events of its Timing. */
export const courseOf = (resource: Resource, element: Happened): readonly Edit[] => [
  ...endOff(resource, `${element}Period`),
  ...eventsOff(resource, `${element}Timing`),
];

const eventDays = (timing: unknown): readonly Day[] =>
  isObject(timing)
    ? listOf(timing['event'])
        .map((event) => earliest(parseFhirDate(event)))
        .filter((day) => day !== undefined)
    : [];

function firstEvent(timing: unknown): Day | undefined {
  const days = eventDays(timing);
  return days.length === 0 ? undefined : days.reduce((first, day) => Math.min(first, day));
}

function eventsOff(resource: Resource, element: string): readonly Edit[] {
  const until = latest(eventDays(resource[element]));
  if (until === undefined) return [];
  return [
    {
      until,
      before: (one, day) => {
        const timing = one[element];
        if (!isObject(timing)) return one;
        const event = listOf(timing['event']).filter((at) => !isAfter(at, day));
        return { ...one, [element]: { ...timing, event } };
      },
    },
  ];
}

const isAfter = (value: unknown, day: Day): boolean => (earliest(parseFhirDate(value)) ?? -Infinity) > day;
