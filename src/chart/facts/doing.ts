/** What an order, a plan, a procedure or a visit says of how soon, how long, and of what kind: for what has been done. */
import type { FhirDate } from '../../fhir/dates.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Json } from '../../fhir/resource.js';
import { isObject, listOf } from '../../fhir/resource.js';
import type { Terminology } from '../../terminology/meaning.js';
import type { Concept } from './concept.js';
import { isUsable, readConcept, statusOf } from './concept.js';
import { happenedOf } from './dates.js';

/** Parts of a ServiceRequest, Procedure or CarePlan that tell whether it still stands, and how soon it is meant. */
export interface Doing {
  /** Of a ServiceRequest: routine, urgent, asap or stat, as written. */
  readonly priority?: string;
  /** occurrence[x] of a ServiceRequest: the latest it is meant to be (the end of a Period, else its start). */
  readonly due?: FhirDate;
  /** A ServiceRequest that forbids. */
  readonly doNotPerform?: true;
  /** The end of a CarePlan's or a Procedure's Period. */
  readonly ended?: FhirDate;
}

export const endOf = (period: unknown): FhirDate | undefined =>
  isObject(period) ? parseFhirDate(period['end']) : undefined;

const isOrder = (resource: Json): boolean => resource['resourceType'] === 'ServiceRequest';

export const priorityOf = (resource: Json): Doing['priority'] | undefined =>
  isOrder(resource) ? statusOf(resource['priority']) : undefined;

export const dueOf = (resource: Json): Doing['due'] | undefined =>
  isOrder(resource) ? (endOf(resource['occurrencePeriod']) ?? happenedOf(resource, 'occurrence')) : undefined;

export const doNotPerform = (resource: Json): Doing['doNotPerform'] | undefined =>
  isOrder(resource) && resource['doNotPerform'] === true ? true : undefined;

export function endedOf(resource: Json): Doing['ended'] | undefined {
  switch (resource['resourceType']) {
    case 'Procedure':
      return endOf(resource['performedPeriod']);
    case 'CarePlan':
      return endOf(resource['period']);
    default:
      return undefined;
  }
}

const NOTHING: Concept = { codings: [] };

/** The codes of a visit's class, type and service that a value set holds. */
export function serviceOf(resource: Json, terminology: Terminology): Concept {
  const usable = servicesOf(resource).filter((one) => isUsable(one, terminology));
  const codings = usable.flatMap((one) => readConcept(one, terminology).codings);
  return codings.length > 0 ? { codings } : NOTHING;
}

/** Where the patient went after a visit, where a value set holds it. */
export function dischargeOf(resource: Json, terminology: Terminology): Concept {
  const stay = resource['hospitalization'];
  const discharge = isObject(stay) ? stay['dischargeDisposition'] : undefined;
  return isUsable(discharge, terminology) ? readConcept(discharge, terminology) : NOTHING;
}

const servicesOf = (resource: Json): readonly unknown[] => [
  resource['class'],
  ...listOf(resource['type']),
  resource['serviceType'],
];

/** True where a visit is of a kind, or ended in a way, that a value set holds. Does not allocate for most. */
export function saysWhatKind(resource: Json, terminology: Terminology): boolean {
  const stay = resource['hospitalization'];
  if (isObject(stay) && isUsable(stay['dischargeDisposition'], terminology)) return true;
  return servicesOf(resource).some((one) => isUsable(one, terminology));
}
