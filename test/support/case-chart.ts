/**
 * Cases are data a clinician can read and write (docs/cases.md). Here their shorthand becomes FHIR R4 resources.
 *
 * `code: "SCT#279039007 Low back pain"` is a coding; a list is several codings; `text` is code.text; anything that is no
 * shorthand is passed through as raw FHIR.
 */
import type { ChartInputs, InputName, InputState } from '../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import type { Entry, Json } from '../../src/fhir/resource.js';
import { isObject, listOf } from '../../src/fhir/resource.js';

const SYSTEMS: Readonly<Record<string, string>> = {
  SCT: 'http://snomed.info/sct',
  ICD10CM: 'http://hl7.org/fhir/sid/icd-10-cm',
  ICD10: 'http://hl7.org/fhir/sid/icd-10',
  ICD9CM: 'http://hl7.org/fhir/sid/icd-9-cm',
  LOINC: 'http://loinc.org',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ATC: 'http://www.whocc.no/atc',
};
const PATIENT = 'p1';

/** `SCT#279039007 Low back pain` or `http://…|279039007 Low back pain` as a Coding; a bare code has no system. */
export function coding(shorthand: unknown): Json {
  if (isObject(shorthand)) return shorthand;
  const text = String(shorthand);
  const known = /^([A-Z0-9]+)#(\S+)(?:\s+(.*))?$/s.exec(text);
  const other = /^((?:https?|urn):.*?)\|(\S+)(?:\s+(.*))?$/s.exec(text) ?? /^(.*)\|(\S+)(?:\s+(.*))?$/s.exec(text);
  const match = known ?? other;
  const [, system, code, display] = match ?? [
    undefined,
    undefined,
    ...(/^(\S+)(?:\s+(.*))?$/s.exec(text)?.slice(1) ?? [text]),
  ];
  const uri = known ? SYSTEMS[String(system)] : system;
  if (known && uri === undefined) throw new Error(`unknown code system "${system}" in "${text}"`);
  return { ...(uri ? { system: uri } : {}), code, ...(display === undefined ? {} : { display }) };
}

const concept = (code: unknown, text?: unknown): Json => ({
  ...(code === undefined ? {} : { coding: listOf(code).map(coding) }),
  ...(text === undefined ? {} : { text }),
});

/** A code where it looks like one, else words. */
const conceptOrText = (value: unknown): Json =>
  isObject(value)
    ? value
    : /[#|]/.test(String(value)) || Array.isArray(value)
      ? concept(value)
      : { text: String(value) };

const iso = (value: unknown): unknown => (value instanceof Date ? value.toISOString().slice(0, 10) : value);

/** References by id: a Condition's, unless the value names its type. */
const reference = (type: string, value: unknown): Json => ({
  reference: String(value).includes('/') || String(value).startsWith('urn:') ? value : `${type}/${value}`,
});

/** A reason: a code, or the id of a Condition. */
function reasons(value: unknown): Json {
  const codes = listOf(value).filter((one) => isObject(one) || /[#|]/.test(String(one)));
  const ids = listOf(value).filter((one) => !codes.includes(one));
  return {
    ...(codes.length > 0 ? { reasonCode: codes.map((one) => conceptOrText(one)) } : {}),
    ...(ids.length > 0 ? { reasonReference: ids.map((one) => reference('Condition', one)) } : {}),
  };
}

function value(shorthand: unknown): Json {
  if (typeof shorthand === 'boolean') return { valueBoolean: shorthand };
  if (typeof shorthand === 'number') return { valueQuantity: { value: shorthand } };
  if (isObject(shorthand))
    return 'value' in shorthand ? { valueQuantity: shorthand } : { valueCodeableConcept: shorthand };
  const text = String(shorthand);
  const quantity = /^(-?\d+(?:\.\d+)?)\s*(\S.*)?$/.exec(text);
  if (quantity) {
    const unit = quantity[2];
    const ucum = unit === undefined ? {} : { unit, system: 'http://unitsofmeasure.org', code: unit };
    return { valueQuantity: { value: Number(quantity[1]), ...ucum } };
  }
  return /[#]/.test(text) ? { valueCodeableConcept: concept(text) } : { valueString: text };
}

/** A status or intent that a server always gives, unless the case says `null`. */
const always = (row: Json, key: 'status' | 'intent', otherwise: string): Json =>
  row[key] === null ? {} : { [key]: row[key] ?? otherwise };

const clinical = (code: unknown): Json => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
});
const verification = (code: unknown): Json => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }],
});

type Builder = (row: Json) => Json;

/** The shorthand keys of each type; what a builder does not take is passed through. */
const BUILDERS: Readonly<Record<string, { keys: readonly string[]; build: Builder }>> = {
  Patient: {
    keys: ['birthDate', 'deceased'],
    build: (row) => ({
      ...(row['birthDate'] === undefined ? {} : { birthDate: String(iso(row['birthDate'])) }),
      ...(row['deceased'] === undefined
        ? {}
        : typeof row['deceased'] === 'boolean'
          ? { deceasedBoolean: row['deceased'] }
          : { deceasedDateTime: String(iso(row['deceased'])) }),
    }),
  },
  Condition: {
    keys: [
      'code',
      'text',
      'status',
      'verification',
      'onset',
      'recorded',
      'abated',
      'encounter',
      'bodySite',
      'severity',
      'category',
    ],
    build: (row) => ({
      ...(row['status'] === null ? {} : { clinicalStatus: clinical(row['status'] ?? 'active') }),
      ...(row['verification'] === null ? {} : { verificationStatus: verification(row['verification'] ?? 'confirmed') }),
      code: concept(row['code'], row['text']),
      ...(row['onset'] === undefined ? {} : { onsetDateTime: String(iso(row['onset'])) }),
      ...(row['recorded'] === undefined ? {} : { recordedDate: String(iso(row['recorded'])) }),
      ...(row['abated'] === undefined ? {} : { abatementDateTime: String(iso(row['abated'])) }),
      ...(row['encounter'] === undefined ? {} : { encounter: reference('Encounter', row['encounter']) }),
      ...(row['bodySite'] === undefined ? {} : { bodySite: listOf(row['bodySite']).map(conceptOrText) }),
      ...(row['severity'] === undefined ? {} : { severity: conceptOrText(row['severity']) }),
      ...(row['category'] === undefined ? {} : { category: listOf(row['category']).map(conceptOrText) }),
    }),
  },
  Observation: {
    keys: ['code', 'text', 'value', 'date', 'issued', 'status', 'bodySite', 'encounter'],
    build: (row) => ({
      ...always(row, 'status', 'final'),
      code: concept(row['code'], row['text']),
      ...(row['value'] === undefined ? {} : value(row['value'])),
      ...(row['date'] === undefined ? {} : { effectiveDateTime: String(iso(row['date'])) }),
      ...(row['issued'] === undefined ? {} : { issued: String(iso(row['issued'])) }),
      ...(row['bodySite'] === undefined ? {} : { bodySite: conceptOrText(row['bodySite']) }),
      ...(row['encounter'] === undefined ? {} : { encounter: reference('Encounter', row['encounter']) }),
    }),
  },
  Encounter: {
    keys: ['reason', 'date', 'status', 'class', 'diagnosis'],
    build: (row) => ({
      ...always(row, 'status', 'finished'),
      class: isObject(row['class'])
        ? row['class']
        : { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: row['class'] ?? 'AMB' },
      ...reasons(row['reason'] === undefined ? [] : row['reason']),
      ...(row['date'] === undefined ? {} : { period: { start: String(iso(row['date'])) } }),
      ...(row['diagnosis'] === undefined
        ? {}
        : { diagnosis: listOf(row['diagnosis']).map((one) => ({ condition: reference('Condition', one) })) }),
    }),
  },
  Procedure: {
    keys: ['code', 'text', 'date', 'status', 'reason'],
    build: (row) => ({
      ...always(row, 'status', 'completed'),
      code: concept(row['code'], row['text']),
      ...(row['date'] === undefined ? {} : { performedDateTime: String(iso(row['date'])) }),
      ...reasons(row['reason'] === undefined ? [] : row['reason']),
    }),
  },
  MedicationRequest: {
    keys: ['code', 'text', 'authored', 'status', 'reason', 'intent'],
    build: (row) => ({
      ...always(row, 'status', 'active'),
      ...always(row, 'intent', 'order'),
      medicationCodeableConcept: concept(row['code'], row['text']),
      ...(row['authored'] === undefined ? {} : { authoredOn: String(iso(row['authored'])) }),
      ...reasons(row['reason'] === undefined ? [] : row['reason']),
    }),
  },
  CarePlan: {
    keys: ['code', 'category', 'addresses', 'status', 'start', 'intent'],
    build: (row) => ({
      ...always(row, 'status', 'active'),
      ...always(row, 'intent', 'order'),
      category: listOf(row['category'] ?? row['code']).map((one) => conceptOrText(one)),
      ...(row['addresses'] === undefined
        ? {}
        : { addresses: listOf(row['addresses']).map((one) => reference('Condition', one)) }),
      ...(row['start'] === undefined ? {} : { period: { start: String(iso(row['start'])) } }),
    }),
  },
  DiagnosticReport: {
    keys: ['code', 'text', 'date', 'issued', 'status', 'conclusionCode'],
    build: (row) => ({
      ...always(row, 'status', 'final'),
      code: concept(row['code'], row['text']),
      ...(row['date'] === undefined ? {} : { effectiveDateTime: String(iso(row['date'])) }),
      ...(row['issued'] === undefined ? {} : { issued: String(iso(row['issued'])) }),
      ...(row['conclusionCode'] === undefined
        ? {}
        : { conclusionCode: listOf(row['conclusionCode']).map(conceptOrText) }),
    }),
  },
  ServiceRequest: {
    keys: ['code', 'text', 'authored', 'status', 'reason', 'intent'],
    build: (row) => ({
      ...always(row, 'status', 'active'),
      ...always(row, 'intent', 'order'),
      code: concept(row['code'], row['text']),
      ...(row['authored'] === undefined ? {} : { authoredOn: String(iso(row['authored'])) }),
      ...reasons(row['reason'] === undefined ? [] : row['reason']),
    }),
  },
};

/** Dates that YAML read as dates, anywhere in a raw FHIR value, become FHIR strings again. */
function raw(part: unknown): unknown {
  if (part instanceof Date) return iso(part);
  if (Array.isArray(part)) return part.map(raw);
  if (!isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, raw(inner)]));
}

/** One row of a case's chart (`Condition: { … }`) as a resource about the case's patient. */
export function buildResource(row: Json, index: number): Entry {
  const [type, given] = Object.entries(row)[0] ?? ['', {}];
  const fields = isObject(given) ? given : {};
  const builder = BUILDERS[type];
  const rest = Object.fromEntries(Object.entries(fields).filter(([key]) => !builder?.keys.includes(key)));
  const id = fields['id'] ?? (type === 'Patient' ? PATIENT : `${type.toLowerCase()}-${index}`);
  const subject = type === 'Patient' ? {} : { subject: { reference: `Patient/${PATIENT}` } };
  return {
    resource: { resourceType: type, ...subject, ...(builder?.build(fields) ?? {}), ...(raw(rest) as Json), id },
  };
}

/** The inputs of a chart written as rows, with the states a case gives in place of present and empty. */
export function inputsOf(rows: readonly Json[], states: Readonly<Record<string, string>> = {}): ChartInputs {
  const entries = rows.map(buildResource);
  return Object.fromEntries(
    INPUTS.map((input: InputName): [InputName, InputState] => {
      const own = entries.filter((entry) => entry.resource.resourceType === RESOURCE_TYPE[input]);
      const state = states[input] ?? (own.length > 0 ? 'present' : 'empty');
      const unread = ['not-permitted', 'error', 'missing'].includes(state);
      return [input, { state: state as InputState['state'], entries: unread ? [] : own }];
    }),
  ) as Record<InputName, InputState>;
}
