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

const endOf = (period: unknown): FhirDate | undefined => (isObject(period) ? parseFhirDate(period['end']) : undefined);

/** For ServiceRequest, Procedure and CarePlan; of every other type nothing. Undefined members are the caller's to drop. */
export function readDoing(resource: Json): { [K in keyof Doing]: Doing[K] | undefined } {
  switch (resource['resourceType']) {
    case 'ServiceRequest':
      return {
        priority: statusOf(resource['priority']),
        due: endOf(resource['occurrencePeriod']) ?? happenedOf(resource, 'occurrence'),
        doNotPerform: resource['doNotPerform'] === true ? true : undefined,
      };
    case 'Procedure':
      return { ended: endOf(resource['performedPeriod']) };
    case 'CarePlan':
      return { ended: endOf(resource['period']) };
    default:
      return {};
  }
}

const NOTHING: Concept = { codings: [] };

/** The codes of a visit's class, type and service, and of where the patient went after it, that a value set holds. */
export function readService(
  resource: Json,
  terminology: Terminology,
): { readonly service: Concept; readonly discharge: Concept; readonly ended: FhirDate | undefined } {
  const stay = resource['hospitalization'];
  const discharge = isObject(stay) ? stay['dischargeDisposition'] : undefined;
  const usable = servicesOf(resource).filter((one) => isUsable(one, terminology));
  const codings = usable.flatMap((one) => readConcept(one, terminology).codings);
  return {
    service: codings.length > 0 ? { codings } : NOTHING,
    discharge: isUsable(discharge, terminology) ? readConcept(discharge, terminology) : NOTHING,
    ended: endOf(resource['period']),
  };
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
