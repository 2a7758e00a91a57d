/** What was measured, done, reported, prescribed, ordered or planned, as it was known on a past day. */
import { parseFhirDate } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import { beganOn, courseOf } from './happened.js';
import type { History, Surroundings } from './history.js';
import { dayIn, earliest, endOff, latest, statusBefore } from './history.js';

const DONE: ReadonlySet<string> = new Set(['completed', 'stopped']);
const PLAN_OVER: ReadonlySet<string> = new Set(['completed', 'revoked']);

const issuedOn = (resource: Resource) => earliest(parseFhirDate(resource['issued']));

/** Known from its start, and from the day its result was issued. */
export function observationHistory(resource: Resource, { birth, visit }: Surroundings): History {
  const from = latest([beganOn(resource, 'effective', birth), issuedOn(resource)]) ?? visit ?? -Infinity;
  return { from, edits: courseOf(resource, 'effective') };
}

/** No report is there before what it reports is over. */
export function reportHistory(resource: Resource, { birth, visit }: Surroundings): History {
  const began = beganOn(resource, 'effective', birth);
  const ended = latest(courseOf(resource, 'effective').map(({ until }) => until));
  return { from: latest([began, ended, issuedOn(resource)]) ?? visit ?? -Infinity, edits: [] };
}

/** Under way from the start of its Period to its end. */
export function procedureHistory(resource: Resource, { birth, visit }: Surroundings): History {
  const course = courseOf(resource, 'performed');
  const [end] = endOff(resource, 'performedPeriod');
  return {
    from: beganOn(resource, 'performed', birth) ?? visit ?? -Infinity,
    edits: end ? [...course, statusBefore(end.until, DONE, 'in-progress')] : course,
  };
}

/** A MedicationRequest or ServiceRequest. */
export function requestHistory(resource: Resource, { visit }: Surroundings): History {
  return { from: earliest(parseFhirDate(resource['authoredOn'])) ?? visit ?? -Infinity, edits: [] };
}

/** A CarePlan is over, or given up, at the end of its Period. */
export function planHistory(resource: Resource, { visit }: Surroundings): History {
  const { period } = resource;
  const dated = latest([earliest(parseFhirDate(resource['created'])), dayIn(period, 'start')]);
  const [end] = endOff(resource, 'period');
  return {
    from: dated ?? end?.until ?? visit ?? -Infinity,
    edits: end ? [end, statusBefore(end.until, PLAN_OVER, 'active')] : [],
  };
}
