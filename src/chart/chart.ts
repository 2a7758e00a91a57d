/**
 * A chart: the patient and the facts that the value sets can say something about, normalised once.
 *
 * Resources none of whose codes any value set holds are passed over before anything is allocated for them, so that a
 * chart of 20,000 Observations costs a walk over its codes and no more.
 */
import type { Entry } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';
import type { Terminology } from '../terminology/meaning.js';
import type { Concept } from './facts/concept.js';
import { isUsable } from './facts/concept.js';
import type {
  ActionFact,
  ConditionFact,
  EncounterFact,
  ObservationFact,
  PatientFact,
  ReportFact,
} from './facts/facts.js';
import { birthDay } from './facts/facts.js';
import type { Reading } from './facts/read.js';
import { readAction, readCondition, readEncounter, readObservation, readPatient, readReport } from './facts/read.js';
import { ReferenceIndex } from './facts/references.js';
import type { ChartInputs, InputName } from './inputs.js';
import { RESOURCE_TYPE } from './inputs.js';

export interface Chart {
  readonly patient?: PatientFact;
  readonly conditions: readonly ConditionFact[];
  readonly observations: readonly ObservationFact[];
  readonly encounters: readonly EncounterFact[];
  readonly medications: readonly ActionFact[];
  readonly procedures: readonly ActionFact[];
  readonly reports: readonly ReportFact[];
  readonly orders: readonly ActionFact[];
  readonly carePlans: readonly ActionFact[];
}

export interface ChartOptions {
  readonly terminology: Terminology;
  /** True for a value that says no ("absent", "negative"). */
  readonly isNegative: (concept: Concept) => boolean;
}

/** Builds the chart of one patient from whatever could be read of it. Never throws. */
export function buildChart(inputs: ChartInputs, options: ChartOptions): Chart {
  const { terminology, isNegative } = options;
  const entriesOf = (input: InputName): readonly Entry[] => inputs[input].entries;
  const references = new ReferenceIndex(Object.values(inputs).map((input) => input.entries));
  const patientEntry = ofType(entriesOf('patient'), 'Patient')[0];
  const patient = patientEntry && readPatient(patientEntry);
  const reading: Reading = { terminology, references, birth: birthDay(patient), isNegative };
  const known = (value: unknown): boolean => isUsable(value, terminology);

  const all = (input: InputName): readonly Entry[] => ofType(entriesOf(input), RESOURCE_TYPE[input]);
  const chart = {
    conditions: all('conditions')
      .filter(({ resource }) => known(resource['code']))
      .map((entry) => readCondition(entry, reading)),
    observations: all('observations')
      .filter(({ resource }) => observationIsKnown(resource, known))
      .flatMap((entry) => readObservation(entry, reading)),
    encounters: all('encounters').map((entry) => readEncounter(entry, reading)),
    medications: all('medications').map((entry) => readAction(entry, reading)),
    procedures: all('procedures').map((entry) => readAction(entry, reading)),
    reports: all('reports')
      .filter(({ resource }) => known(resource['code']) || listOf(resource['conclusionCode']).some(known))
      .map((entry) => readReport(entry, reading)),
    orders: all('orders').map((entry) => readAction(entry, reading)),
    carePlans: all('carePlans').map((entry) => readAction(entry, reading)),
  };
  return patient ? { ...chart, patient } : chart;
}

const ofType = (entries: readonly Entry[], type: string): readonly Entry[] =>
  entries.filter((entry) => entry.resource.resourceType === type);

function observationIsKnown(resource: Entry['resource'], known: (value: unknown) => boolean): boolean {
  if (known(resource['code']) || known(resource['valueCodeableConcept'])) return true;
  const components = resource['component'];
  return (
    Array.isArray(components) &&
    components.some((one) => isObject(one) && (known(one['code']) || known(one['valueCodeableConcept'])))
  );
}
