/** The visits of a chart, each with the day on which the hook would have fired. Pure; never throws. */
import { statusOf } from '../chart/facts/concept.js';
import { localReference, referenceOf } from '../chart/facts/references.js';
import type { ChartInputs } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import { formatDay, parseDay } from '../fhir/dates.js';
import type { Resource } from '../fhir/resource.js';
import { isObject, listOf, stringOf } from '../fhir/resource.js';
import { resourcesOf } from './entries.js';

export interface Visit {
  /** Bare id of the Encounter. */
  readonly encounter: string;
  /** The day it started. */
  readonly day: Day;
  /** `YYYY-MM-DD` */
  readonly text: string;
  /** References of its clinicians, as the chart names them, each once. */
  readonly clinicians: readonly string[];
  /** `AMB`, `EMER`, `IMP`, in upper case. */
  readonly classCode?: string;
}

/** Every Encounter of the chart is counted in one of these. */
export interface Visits {
  /** By day, then by id. */
  readonly visits: readonly Visit[];
  /** Encounters that started on no day that is known: none, one that cannot be read, or a month or a year. */
  readonly undated: number;
  /** Encounters without an id: nothing could say which visit a result is of. */
  readonly unnamed: number;
  /** Encounters that did not take place, or not yet. */
  readonly notHeld: number;
}

const NOT_HELD: ReadonlySet<string> = new Set([
  'planned',
  'booked',
  'proposed',
  'pending',
  'cancelled',
  'noshow',
  'no-show',
  'nullified',
  'entered-in-error',
]);

export function visitsOf(inputs: ChartInputs): Visits {
  const visits: Visit[] = [];
  const left = { undated: 0, unnamed: 0, notHeld: 0 };
  for (const resource of resourcesOf(inputs, 'encounters')) {
    const { id, period } = resource;
    const encounter = stringOf(id);
    const day = isObject(period) ? parseDay(period['start']) : undefined;
    if (NOT_HELD.has(statusOf(resource['status']) ?? '')) left.notHeld += 1;
    else if (encounter === undefined) left.unnamed += 1;
    else if (day === undefined) left.undated += 1;
    else visits.push(visitOf(resource, encounter, day, inputs));
  }
  visits.sort((a, b) => a.day - b.day || (a.encounter < b.encounter ? -1 : 1));
  return { visits, ...left };
}

function visitOf(resource: Resource, encounter: string, day: Day, inputs: ChartInputs): Visit {
  const classCode = classOf(resource);
  return {
    encounter,
    day,
    text: formatDay(day),
    clinicians: cliniciansOf(resource, inputs),
    ...(classCode === undefined ? {} : { classCode }),
  };
}

/** R4's Coding, or the first of R5's CodeableConcepts. */
function classOf(resource: Resource): string | undefined {
  const [first] = listOf(resource['class']);
  if (!isObject(first)) return undefined;
  const coding = first['code'] === undefined ? listOf(first['coding'])[0] : first;
  return isObject(coding) ? stringOf(coding['code'])?.trim().toUpperCase() : undefined;
}

/** `Practitioner/1`, and `Practitioner?identifier=…` as transactions name one. */
const CLINICIAN = /^Practitioner(?:Role)?[/?]./;
const TYPES: ReadonlySet<unknown> = new Set(['Practitioner', 'PractitionerRole']);

function cliniciansOf(resource: Resource, inputs: ChartInputs): readonly string[] {
  const found = new Set<string>();
  for (const participant of listOf(resource['participant'])) {
    if (!isObject(participant)) continue;
    const person = participant['individual'] ?? participant['actor'];
    const written = referenceOf(person)?.trim();
    if (written === undefined) continue;
    const reference = written.includes('?') ? written : localReference(written);
    if (CLINICIAN.test(reference) || (isObject(person) && TYPES.has(person['type']))) found.add(reference);
    else {
      const known = clinicianAt(written, inputs);
      if (known !== undefined) found.add(known);
    }
  }
  return [...found];
}

/** A Practitioner that came with the chart under this address (`urn:uuid:…`). What rides with a chart is with its medicines. */
function clinicianAt(address: string, inputs: ChartInputs): string | undefined {
  const entry = inputs.medications.entries.find(({ fullUrl }) => fullUrl === address);
  if (!entry || !TYPES.has(entry.resource.resourceType)) return undefined;
  const id = stringOf(entry.resource['id']);
  return id === undefined ? address : `${entry.resource.resourceType}/${id}`;
}
