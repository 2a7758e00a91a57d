/**
 * FHIR R4 resources as an EHR writes them: with status, category, coding, text, references and time of day, because the
 * bytes that are parsed and passed over are most of what a call costs. Pure.
 */
import type { Json } from '../../src/fhir/resource.js';
import { formatDay } from '../../src/fhir/dates.js';
import type { Code, Measure } from './codes.js';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** What every resource of one chart shares. */
export interface Writer {
  readonly patientId: string;
  /** Base URL that `fullUrl`s begin with. */
  readonly base: string;
}

const concept = ({ system, code, display }: Code): Json => ({ coding: [{ system, code, display }], text: display });
const status = (system: string, code: string): Json => ({ coding: [{ system: `${TERMINOLOGY}/${system}`, code }] });
const subject = ({ patientId }: Writer): Json => ({ reference: `Patient/${patientId}` });
const practitioner = { reference: 'Practitioner/gp-1', display: 'Dr. Ada Example' };

/** `2026-06-15T09:30:00+00:00` */
export const instant = (day: number): string => `${formatDay(day)}T09:30:00+00:00`;

const meta = (day: number): Json => ({ versionId: '1', lastUpdated: instant(day) });

/** A resource as the entry of a searchset; a small one stands there alone. */
export const entry = ({ base }: Writer, resource: Json): Json =>
  resource['meta'] === undefined
    ? { resource }
    : {
        fullUrl: `${base}/${String(resource['resourceType'])}/${String(resource['id'])}`,
        resource,
        search: { mode: 'match' },
      };

export const patient = ({ patientId }: Writer): Json => ({
  resourceType: 'Patient',
  id: patientId,
  meta: meta(20_000),
  identifier: [{ system: 'https://hospital.example.org/mrn', value: `mrn-${patientId}` }],
  active: true,
  name: [{ use: 'official', family: 'Example', given: ['Benchmark', 'Chart'] }],
  telecom: [{ system: 'phone', value: '555-0100', use: 'home' }],
  gender: 'female',
  birthDate: '1958-03-14',
  address: [{ line: ['1 Main Street'], city: 'Exampleton', postalCode: '00000', country: 'US' }],
  maritalStatus: status('v3-MaritalStatus', 'M'),
});

export const condition = (writer: Writer, id: string, code: Code, day: number, visit?: string): Json => ({
  resourceType: 'Condition',
  id,
  meta: meta(day),
  clinicalStatus: status('condition-clinical', 'active'),
  verificationStatus: status('condition-ver-status', 'confirmed'),
  category: [status('condition-category', 'problem-list-item')],
  code: concept(code),
  subject: subject(writer),
  ...(visit === undefined ? {} : { encounter: { reference: `Encounter/${visit}` } }),
  onsetDateTime: instant(day),
  recordedDate: instant(day),
  recorder: practitioner,
});

export const observation = (
  writer: Writer,
  id: string,
  measure: Measure,
  value: number,
  day: number,
  visit?: string,
): Json => ({
  resourceType: 'Observation',
  id,
  meta: meta(day),
  status: 'final',
  category: [status('observation-category', measure.category)],
  code: concept(measure),
  subject: subject(writer),
  ...(visit === undefined ? {} : { encounter: { reference: `Encounter/${visit}` } }),
  effectiveDateTime: instant(day),
  issued: instant(day),
  valueQuantity: { value, unit: measure.unit, system: 'http://unitsofmeasure.org', code: measure.unit },
});

/** The least an Observation can be, for charts of very many. */
export const smallObservation = (writer: Writer, id: string, measure: Measure, value: number, day: number): Json => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: measure.system, code: measure.code }] },
  subject: subject(writer),
  effectiveDateTime: formatDay(day),
  valueQuantity: { value, code: measure.unit },
});

export const encounter = (writer: Writer, id: string, type: Code, day: number, reason?: Code): Json => ({
  resourceType: 'Encounter',
  id,
  meta: meta(day),
  status: 'finished',
  class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
  type: [concept(type)],
  subject: { ...subject(writer), display: 'Benchmark Chart Example' },
  participant: [{ individual: practitioner }],
  period: { start: instant(day), end: `${formatDay(day)}T10:00:00+00:00` },
  ...(reason === undefined ? {} : { reasonCode: [concept(reason)] }),
  serviceProvider: { reference: 'Organization/clinic-1', display: 'Exampleton Clinic' },
});

export const medication = (writer: Writer, id: string, drug: Code, day: number, reason?: string): Json => ({
  resourceType: 'MedicationRequest',
  id,
  meta: meta(day),
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: concept(drug),
  subject: subject(writer),
  authoredOn: instant(day),
  requester: practitioner,
  ...(reason === undefined ? {} : { reasonReference: [{ reference: `Condition/${reason}` }] }),
  dosageInstruction: [
    {
      sequence: 1,
      text: 'Take 1 tablet daily',
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 1 } }],
    },
  ],
});

export const procedure = (writer: Writer, id: string, code: Code, day: number, visit?: string): Json => ({
  resourceType: 'Procedure',
  id,
  meta: meta(day),
  status: 'completed',
  code: concept(code),
  subject: subject(writer),
  ...(visit === undefined ? {} : { encounter: { reference: `Encounter/${visit}` } }),
  performedPeriod: { start: instant(day), end: `${formatDay(day)}T10:00:00+00:00` },
});

export const report = (writer: Writer, id: string, code: Code, day: number, results: readonly string[]): Json => ({
  resourceType: 'DiagnosticReport',
  id,
  meta: meta(day),
  status: 'final',
  category: [status('v2-0074', 'LAB')],
  code: concept(code),
  subject: subject(writer),
  effectiveDateTime: instant(day),
  issued: instant(day),
  result: results.map((one) => ({ reference: `Observation/${one}` })),
});

export const order = (writer: Writer, id: string, code: Code, day: number): Json => ({
  resourceType: 'ServiceRequest',
  id,
  meta: meta(day),
  status: 'completed',
  intent: 'order',
  code: concept(code),
  subject: subject(writer),
  authoredOn: instant(day),
  requester: practitioner,
});

export const carePlan = (writer: Writer, id: string, plan: Code, day: number, about: string): Json => ({
  resourceType: 'CarePlan',
  id,
  meta: meta(day),
  status: 'active',
  intent: 'plan',
  category: [concept(plan)],
  subject: subject(writer),
  period: { start: instant(day) },
  addresses: [{ reference: `Condition/${about}` }],
});
