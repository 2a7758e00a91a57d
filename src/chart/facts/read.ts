/** Resources to facts, one reader a type. Nothing here throws: what cannot be read is left undefined. */
import type { Day } from '../../fhir/dates.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Entry, Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import type { Terminology } from '../../terminology/meaning.js';
import type { ChartText, Concept } from './concept.js';
import { readConcept, readConcepts, wordsIn, statusOf } from './concept.js';
import { readDoing, readService } from './doing.js';
import { abatementOf, happenedOf, onsetOf } from './dates.js';
import { defined } from './defined.js';
import type { ActionFact, ConditionFact, EncounterFact, PatientFact, Reason, ReportFact } from './facts.js';
import type { ReferenceIndex } from './references.js';
import { neoplasmCode } from './neoplasm.js';
import { readPrescription } from './prescription.js';
import { nameOf, referenceOf } from './references.js';

/** What every reader needs: the value sets, the rest of the chart, and the birthdate for ages. */
export interface Reading {
  readonly terminology: Terminology;
  readonly references: ReferenceIndex;
  readonly birth: Day | undefined;
  /** Codes and words of a value that mean "no" (content: negative-values). */
  readonly isNegative: (concept: Concept) => boolean;
  /** How words are read; absent where only codes are. */
  readonly text?: ChartText;
}

const worded = (concept: Concept, { text }: Reading): Concept => (text ? text.read(concept) : concept);

export function readPatient(entry: Entry): PatientFact {
  const { resource } = entry;
  const died = resource['deceasedBoolean'] === true ? (true as const) : parseFhirDate(resource['deceasedDateTime']);
  return defined({
    reference: nameOf(entry),
    gender: stringOf(resource['gender'])?.toLowerCase(),
    birth: parseFhirDate(resource['birthDate']),
    deceased: died,
  }) as PatientFact;
}

export function readCondition(entry: Entry, reading: Reading): ConditionFact {
  const { resource } = entry;
  const began = onsetOf(resource, reading.birth);
  const visit = reading.references.resolve(referenceOf(resource['encounter']), resource);
  const dates = [began, parseFhirDate(resource['recordedDate']), visit && visitDate(visit.resource)];
  return defined({
    reference: nameOf(entry),
    concept: worded(readConcept(neoplasmCode(resource), reading.terminology), reading),
    verification: statusOf(resource['verificationStatus']),
    clinical: statusOf(resource['clinicalStatus']),
    severity: readConcept(resource['severity'], reading.terminology),
    stages: readConcepts(listOf(resource['stage']).map(summaryOf), reading.terminology),
    sites: wordsIn(resource['bodySite']),
    began,
    dates: dates.filter((date) => date !== undefined),
    abatement: abatementOf(resource, reading.birth),
    encounter: visit && nameOf(visit),
  }) as ConditionFact;
}

const summaryOf = (stage: unknown): unknown => (isObject(stage) ? stage['summary'] : undefined);

export const visitDate = (encounter: Json): ReturnType<typeof parseFhirDate> =>
  isObject(encounter['period'])
    ? (parseFhirDate(encounter['period']['start']) ?? parseFhirDate(encounter['period']['end']))
    : undefined;

/** reasonCode, reasonReference and whatever else points to why. */
function readReasons(
  resource: Json,
  reading: Reading,
  codes: unknown,
  references: readonly unknown[],
): readonly Reason[] {
  const reasons: Reason[] = readConcepts(codes, reading.terminology).map((concept) => ({
    concept: worded(concept, reading),
  }));
  for (const one of references) {
    const written = referenceOf(one);
    const target = reading.references.resolve(written, resource as Entry['resource']);
    const text = isObject(one) ? stringOf(one['display']) : undefined;
    const named = target
      ? readConcept(target.resource['code'], reading.terminology)
      : { codings: [], ...(text === undefined ? {} : { text }) };
    const concept = worded(named, reading);
    const reference = target ? nameOf(target) : written;
    reasons.push(reference === undefined ? { concept } : { concept, reference });
  }
  return reasons;
}

export function readEncounter(entry: Entry, reading: Reading): EncounterFact {
  const { resource } = entry;
  const diagnoses = listOf(resource['diagnosis']).map((one) => (isObject(one) ? one['condition'] : undefined));
  const classCode = isObject(resource['class']) ? stringOf(resource['class']['code']) : undefined;
  return defined({
    reference: nameOf(entry),
    id: stringOf(resource['id']),
    status: statusOf(resource['status']),
    classCode: classCode?.toUpperCase(),
    typeWords: wordsIn(resource['type']),
    date: visitDate(resource),
    ...readService(resource, reading.terminology),
    reasons: readReasons(resource, reading, resource['reasonCode'], [
      ...listOf(resource['reasonReference']),
      ...diagnoses.filter((one) => one !== undefined),
    ]),
  }) as EncounterFact;
}

/** The medication of a request: its own concept, or that of the Medication it refers to. */
function medicationOf(resource: Json, reading: Reading): Concept {
  if (resource['medicationCodeableConcept'] !== undefined) {
    return readConcept(resource['medicationCodeableConcept'], reading.terminology);
  }
  const target = reading.references.resolve(
    referenceOf(resource['medicationReference']),
    resource as Entry['resource'],
  );
  return readConcept(target?.resource['code'], reading.terminology);
}

/** What a CarePlan is about: its categories and the codes of its activities. */
function carePlanConcepts(resource: Json, reading: Reading): readonly Concept[] {
  const activities = listOf(resource['activity']).map((one) => (isObject(one) ? one['detail'] : undefined));
  const codes = activities.map((detail) => (isObject(detail) ? detail['code'] : undefined));
  return [...listOf(resource['category']), ...codes].flatMap((one) => readConcepts(one, reading.terminology));
}

/** A Procedure, MedicationRequest, ServiceRequest or CarePlan. A CarePlan is coded by its categories, and addresses Conditions. */
export function readAction(entry: Entry, reading: Reading): ActionFact {
  const { resource } = entry;
  const type = resource.resourceType;
  const concept =
    type === 'MedicationRequest'
      ? medicationOf(resource, reading)
      : type === 'CarePlan'
        ? { codings: carePlanConcepts(resource, reading).flatMap((one) => one.codings) }
        : readConcept(resource['code'], reading.terminology);
  const period = resource['period'];
  const date =
    type === 'Procedure'
      ? happenedOf(resource, 'performed')
      : type === 'CarePlan'
        ? ((isObject(period) ? parseFhirDate(period['start']) : undefined) ?? parseFhirDate(resource['created']))
        : parseFhirDate(resource['authoredOn']);
  return defined({
    reference: nameOf(entry),
    concept,
    status: statusOf(resource['status']),
    intent: statusOf(resource['intent']),
    date,
    reasons: readReasons(resource, reading, resource['reasonCode'], [
      ...listOf(resource['reasonReference']),
      ...listOf(resource['addresses']),
    ]),
    sites: wordsIn(resource['bodySite']),
    categories: type === 'Procedure' ? wordsIn(resource['category']) : undefined,
    ...readDoing(resource),
    prescription: type === 'MedicationRequest' ? readPrescription(resource, reading.references) : undefined,
  }) as ActionFact;
}

export function readReport(entry: Entry, reading: Reading): ReportFact {
  const { resource } = entry;
  return defined({
    reference: nameOf(entry),
    concept: readConcept(resource['code'], reading.terminology),
    status: statusOf(resource['status']),
    date: happenedOf(resource, 'effective'),
    issued: parseFhirDate(resource['issued']),
    conclusions: readConcepts(resource['conclusionCode'], reading.terminology),
    sites: wordsIn(resource['bodySite']),
    conclusionText: stringOf(resource['conclusion']),
  }) as ReportFact;
}
