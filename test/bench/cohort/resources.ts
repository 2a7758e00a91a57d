/** The resources that the service reads, as servers export them. Pure. */
import type { Json } from '../../../src/fhir/resource.js';
import { formatDay } from '../../../src/fhir/dates.js';
import type { Code } from '../codes.js';
import type { Pen } from './dialects.js';
import { concept, encounter, head, identifiers, instant, practitioner, status, subject } from './dialects.js';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';

export interface Person {
  readonly family: string;
  readonly given: string;
  readonly gender: 'female' | 'male';
  readonly birth: number;
  readonly death?: number;
}

/** US Core race and ethnicity, as Epic and Synthea write them. */
const races = (): Json[] =>
  [
    ['race', '2106-3', 'White'],
    ['ethnicity', '2186-5', 'Not Hispanic or Latino'],
  ].map(([name, code, display]) => ({
    url: `${US_CORE}/us-core-${name}`,
    extension: [
      { url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code, display } },
      { url: 'text', valueString: display },
    ],
  }));

export function patient(pen: Pen, person: Person): Json {
  const { chance, dialect } = pen;
  const { family, given, gender, birth, death } = person;
  return {
    ...head(pen, 'Patient', 'us-core-patient', birth + 6_000),
    id: pen.patientId,
    ...(dialect === 'hapi' ? {} : { extension: races() }),
    identifier: [
      { system: 'https://hospital.example.org/mrn', value: chance.digits(8) },
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'SS' }] },
        system: 'http://hl7.org/fhir/sid/us-ssn',
        value: `999-${chance.digits(2)}-${chance.digits(4)}`,
      },
    ],
    active: true,
    name: [{ use: 'official', text: `${given} ${family}`, family, given: [given] }],
    telecom: [{ system: 'phone', value: `555-${chance.digits(3)}-${chance.digits(4)}`, use: 'home' }],
    gender,
    birthDate: formatDay(birth),
    ...(death === undefined ? {} : { deceasedDateTime: instant(pen, death) }),
    address: [
      {
        line: [`${chance.whole(1, 999)} Main Street`],
        city: chance.pick(['Exampleton', 'Sampleville', 'Testburg']),
        state: 'MA',
        postalCode: chance.digits(5),
        country: 'US',
      },
    ],
    ...(dialect === 'hapi' ? {} : { maritalStatus: status(pen, 'v3-MaritalStatus', 'M', 'Married') }),
    communication: [
      { language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US', display: 'English' }], text: 'English' } },
    ],
  };
}

/** What is said of a Condition besides its code. */
export interface Said {
  readonly visit?: string;
  readonly ended?: number;
  readonly verification?: 'confirmed' | 'refuted' | 'entered-in-error';
}

/** @param code what it is, or words alone */
export function condition(pen: Pen, code: readonly Code[] | string, day: number, said: Said = {}): Json {
  const { ended, verification = 'confirmed' } = said;
  const clinical = ended === undefined ? ['active', 'Active'] : ['resolved', 'Resolved'];
  const wrong = verification === 'entered-in-error';
  return {
    ...head(pen, 'Condition', 'us-core-condition-encounter-diagnosis', day),
    ...identifiers(pen, 'problem'),
    ...(wrong
      ? {}
      : { clinicalStatus: status(pen, 'condition-clinical', clinical[0] as string, clinical[1] as string) }),
    verificationStatus: status(pen, 'condition-ver-status', verification, verification),
    category: [status(pen, 'condition-category', 'problem-list-item', 'Problem List Item')],
    code: typeof code === 'string' ? { text: code } : concept(pen, ...code),
    subject: subject(pen),
    ...encounter(pen, said.visit),
    onsetDateTime: pen.dialect === 'epic' ? formatDay(day) : instant(pen, day),
    ...(ended === undefined ? {} : { abatementDateTime: instant(pen, ended) }),
    recordedDate: pen.dialect === 'epic' ? formatDay(day) : instant(pen, day),
    ...(pen.dialect === 'hapi' ? { recorder: practitioner(pen) } : {}),
  };
}

export interface Value {
  readonly category: 'vital-signs' | 'laboratory';
  readonly value: number;
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
  readonly visit?: string | undefined;
}

/** How the servers name the categories. */
const CATEGORY = { 'vital-signs': 'Vital Signs', laboratory: 'Laboratory' } as const;

export function observation(pen: Pen, code: Code, day: number, said: Value): Json {
  const { value, unit, low, high } = said;
  const quantity = { value, unit, system: 'http://unitsofmeasure.org', code: unit };
  const of = (bound: number): Json => ({ ...quantity, value: bound });
  const outside = low !== undefined && high !== undefined && (value < low ? 'L' : value > high ? 'H' : 'N');
  return {
    ...head(
      pen,
      'Observation',
      said.category === 'laboratory' ? 'us-core-observation-lab' : 'us-core-vital-signs',
      day,
    ),
    ...(said.category === 'laboratory' ? identifiers(pen, 'result') : {}),
    status: 'final',
    category: [status(pen, 'observation-category', said.category, CATEGORY[said.category])],
    code: concept(pen, code),
    subject: subject(pen),
    ...encounter(pen, said.visit),
    effectiveDateTime: instant(pen, day),
    issued: instant(pen, day),
    ...(pen.dialect === 'synthea' ? {} : { performer: [practitioner(pen)] }),
    valueQuantity: quantity,
    ...(outside === false || pen.dialect === 'synthea'
      ? {}
      : { interpretation: [status(pen, 'v3-ObservationInterpretation', outside, outside)] }),
    ...(low === undefined || high === undefined || pen.dialect === 'synthea'
      ? {}
      : { referenceRange: [{ low: of(low), high: of(high), text: `${low} - ${high} ${unit}` }] }),
  };
}

/** A finding of the cancer's own: its stage. */
export const stage = (pen: Pen, code: Code, day: number): Json => ({
  ...head(pen, 'Observation', 'us-core-observation-clinical-result', day),
  status: 'final',
  category: [status(pen, 'observation-category', 'laboratory', 'Laboratory')],
  code: concept(pen, code),
  subject: subject(pen),
  effectiveDateTime: instant(pen, day),
  valueCodeableConcept: { text: pen.chance.pick(['Stage I', 'Stage IIA', 'Stage IIB', 'Stage IIIA']) },
});

export function visit(pen: Pen, id: string, code: Code, day: number, reason?: Code): Json {
  const kind = pen.chance.happens(0.06) ? ['EMER', 'emergency'] : ['AMB', 'ambulatory'];
  return {
    ...head(pen, 'Encounter', 'us-core-encounter', day),
    id,
    ...identifiers(pen, 'visit'),
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: kind[0], display: kind[1] },
    type: [concept(pen, code)],
    subject: { ...subject(pen), display: pen.patientName },
    participant: [
      {
        type: [status(pen, 'v3-ParticipationType', 'PPRF', 'primary performer')],
        period: { start: instant(pen, day), end: instant(pen, day) },
        individual: practitioner(pen),
      },
    ],
    period: { start: `${formatDay(day)}T09:30:00+00:00`, end: `${formatDay(day)}T10:00:00+00:00` },
    ...(reason === undefined ? {} : { reasonCode: [concept(pen, reason)] }),
    location: [{ location: { reference: 'Location/clinic-1', display: 'EXAMPLETON FAMILY MEDICINE' } }],
    serviceProvider: { reference: 'Organization/clinic-1', display: 'Exampleton Clinic' },
  };
}

export const medication = (pen: Pen, code: Code, day: number, visitId?: string, reason?: string): Json => ({
  ...head(pen, 'MedicationRequest', 'us-core-medicationrequest', day),
  ...identifiers(pen, 'prescription'),
  status: pen.chance.pick(['active', 'stopped', 'completed']),
  intent: 'order',
  category: [status(pen, 'medicationrequest-category', 'community', 'Community')],
  medicationCodeableConcept: concept(pen, code),
  subject: subject(pen),
  ...encounter(pen, visitId),
  authoredOn: instant(pen, day),
  requester: practitioner(pen),
  ...(reason === undefined ? {} : { reasonReference: [{ reference: `Condition/${reason}` }] }),
  dosageInstruction: [
    {
      sequence: 1,
      text: 'Take 1 tablet by mouth daily',
      asNeededBoolean: false,
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet', system: 'http://unitsofmeasure.org', code: '{tbl}' } }],
    },
  ],
  dispenseRequest: {
    validityPeriod: { start: formatDay(day) },
    numberOfRepeatsAllowed: pen.chance.whole(0, 5),
    quantity: { value: 30, unit: 'tablet' },
  },
});

export const procedure = (pen: Pen, code: Code, day: number, visitId?: string, reason?: string): Json => ({
  ...head(pen, 'Procedure', 'us-core-procedure', day),
  ...identifiers(pen, 'procedure'),
  status: 'completed',
  code: concept(pen, code),
  subject: subject(pen),
  ...encounter(pen, visitId),
  performedPeriod: { start: `${formatDay(day)}T09:30:00+00:00`, end: `${formatDay(day)}T10:00:00+00:00` },
  performer: [{ actor: practitioner(pen) }],
  ...(reason === undefined ? {} : { reasonReference: [{ reference: `Condition/${reason}` }] }),
});

export const report = (pen: Pen, code: Code, day: number, results: readonly string[], visitId?: string): Json => ({
  ...head(pen, 'DiagnosticReport', 'us-core-diagnosticreport-lab', day),
  ...identifiers(pen, 'report'),
  status: 'final',
  category: [
    status(pen, 'v2-0074', results.length === 0 ? 'RAD' : 'LAB', results.length === 0 ? 'Radiology' : 'Laboratory'),
  ],
  code: concept(pen, code),
  subject: subject(pen),
  ...encounter(pen, visitId),
  effectiveDateTime: instant(pen, day),
  issued: instant(pen, day),
  performer: [{ reference: 'Organization/lab-1', display: 'Exampleton Laboratory' }],
  ...(results.length === 0
    ? { conclusion: 'No acute abnormality. Mild degenerative change.' }
    : { result: results.map((id) => ({ reference: `Observation/${id}` })) }),
});

export const order = (pen: Pen, code: Code, day: number, visitId?: string): Json => ({
  ...head(pen, 'ServiceRequest', 'us-core-servicerequest', day),
  ...identifiers(pen, 'order'),
  status: 'completed',
  intent: 'order',
  priority: 'routine',
  code: concept(pen, code),
  subject: subject(pen),
  ...encounter(pen, visitId),
  occurrenceDateTime: instant(pen, day + 7),
  authoredOn: instant(pen, day),
  requester: practitioner(pen),
});

export const carePlan = (pen: Pen, code: Code, day: number, about: string): Json => ({
  ...head(pen, 'CarePlan', 'us-core-careplan', day),
  text: {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">Care Plan for ${code.display}.<br/>Activities: <ul><li>Diet</li></ul></div>`,
  },
  status: 'active',
  intent: 'order',
  category: [status(pen, 'careplan-category', 'assess-plan', 'Assessment and Plan of Treatment'), concept(pen, code)],
  subject: subject(pen),
  period: { start: instant(pen, day) },
  addresses: [{ reference: `Condition/${about}` }],
  activity: [{ detail: { code: concept(pen, code), status: 'in-progress' } }],
});
