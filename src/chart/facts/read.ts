/** Resources to facts, one reader a type. Nothing here throws: what cannot be read is left undefined. */
import { parseFhirDate } from '../../fhir/dates.js';
import type { Entry, Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import type { Concept } from './concept.js';
import { readConcept, readConcepts, wordsIn, statusOf } from './concept.js';
import { dischargeOf, doNotPerform, dueOf, endedOf, endOf, priorityOf, serviceOf } from './doing.js';
import { abatementOf, happenedOf, onsetOf } from './dates.js';
import { defined } from './defined.js';
import type { ActionFact, ConditionFact, EncounterFact, PatientFact, Reason, ReportFact } from './facts.js';
import { lazyFacts } from './lazy.js';
import { neoplasmCode } from './neoplasm.js';
import { readPrescription } from './prescription.js';
import type { Reading } from './reading.js';
import { worded } from './reading.js';
import { nameOf, referenceOf } from './references.js';

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

const visitOf = ({ resource }: Entry, { references }: Reading): Entry | undefined =>
  references.resolve(referenceOf(resource['encounter']), resource);

export const readCondition = lazyFacts<ConditionFact>(
  {
    reference: nameOf,
    concept: ({ resource }, reading) => worded(readConcept(neoplasmCode(resource), reading.terminology), reading),
    verification: ({ resource }) => statusOf(resource['verificationStatus']),
    clinical: ({ resource }) => statusOf(resource['clinicalStatus']),
    severity: ({ resource }, { terminology }) => readConcept(resource['severity'], terminology),
    stages: ({ resource }, { terminology }) => readConcepts(listOf(resource['stage']).map(summaryOf), terminology),
    sites: ({ resource }) => wordsIn(resource['bodySite']),
    began: ({ resource }, { birth }) => onsetOf(resource, birth),
    dates: (entry, reading) => {
      const { resource } = entry;
      const visit = visitOf(entry, reading);
      const dates = [onsetOf(resource, reading.birth), parseFhirDate(resource['recordedDate'])];
      return [...dates, visit && visitDate(visit.resource)].filter((date) => date !== undefined);
    },
    abatement: ({ resource }, { birth }) => abatementOf(resource, birth),
    encounter: (entry, reading) => {
      const visit = visitOf(entry, reading);
      return visit && nameOf(visit);
    },
  },
  ['concept'],
);

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

export const readEncounter = lazyFacts<EncounterFact>(
  {
    reference: nameOf,
    id: ({ resource }) => stringOf(resource['id']),
    status: ({ resource }) => statusOf(resource['status']),
    classCode: ({ resource }) =>
      isObject(resource['class']) ? stringOf(resource['class']['code'])?.toUpperCase() : undefined,
    typeWords: ({ resource }) => wordsIn(resource['type']),
    date: ({ resource }) => visitDate(resource),
    ended: ({ resource }) => endOf(resource['period']),
    service: ({ resource }, { terminology }) => serviceOf(resource, terminology),
    discharge: ({ resource }, { terminology }) => dischargeOf(resource, terminology),
    reasons: ({ resource }, reading) => {
      const diagnoses = listOf(resource['diagnosis']).map((one) => (isObject(one) ? one['condition'] : undefined));
      return readReasons(resource, reading, resource['reasonCode'], [
        ...listOf(resource['reasonReference']),
        ...diagnoses.filter((one) => one !== undefined),
      ]);
    },
  },
  ['reasons'],
);

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

/** A CarePlan is coded by its categories. */
function actionConcept({ resource }: Entry, reading: Reading): Concept {
  switch (resource.resourceType) {
    case 'MedicationRequest':
      return medicationOf(resource, reading);
    case 'CarePlan':
      return { codings: carePlanConcepts(resource, reading).flatMap((one) => one.codings) };
    default:
      return readConcept(resource['code'], reading.terminology);
  }
}

function actionDate({ resource }: Entry): ActionFact['date'] {
  const { resourceType, period } = resource;
  if (resourceType === 'Procedure') return happenedOf(resource, 'performed');
  if (resourceType !== 'CarePlan') return parseFhirDate(resource['authoredOn']);
  return (isObject(period) ? parseFhirDate(period['start']) : undefined) ?? parseFhirDate(resource['created']);
}

/** A Procedure, MedicationRequest, ServiceRequest or CarePlan; what a CarePlan addresses are its reasons. */
export const readAction = lazyFacts<ActionFact>(
  {
    reference: nameOf,
    concept: actionConcept,
    status: ({ resource }) => statusOf(resource['status']),
    intent: ({ resource }) => statusOf(resource['intent']),
    date: actionDate,
    reasons: ({ resource }, reading) =>
      readReasons(resource, reading, resource['reasonCode'], [
        ...listOf(resource['reasonReference']),
        ...listOf(resource['addresses']),
      ]),
    sites: ({ resource }) => wordsIn(resource['bodySite']),
    categories: ({ resource }) => (resource.resourceType === 'Procedure' ? wordsIn(resource['category']) : undefined),
    priority: ({ resource }) => priorityOf(resource),
    due: ({ resource }) => dueOf(resource),
    doNotPerform: ({ resource }) => doNotPerform(resource),
    ended: ({ resource }) => endedOf(resource),
    prescription: ({ resource }, { references }) =>
      resource.resourceType === 'MedicationRequest' ? readPrescription(resource, references) : undefined,
  },
  ['reasons'],
);

export const readReport = lazyFacts<ReportFact>({
  reference: nameOf,
  concept: ({ resource }, { terminology }) => readConcept(resource['code'], terminology),
  status: ({ resource }) => statusOf(resource['status']),
  date: ({ resource }) => happenedOf(resource, 'effective'),
  issued: ({ resource }) => parseFhirDate(resource['issued']),
  conclusions: ({ resource }, { terminology }) => readConcepts(resource['conclusionCode'], terminology),
  sites: ({ resource }) => wordsIn(resource['bodySite']),
  conclusionText: ({ resource }) => stringOf(resource['conclusion']),
});
