/**
 * A chart: the patient and the facts that the value sets can say something about, normalised once.
 *
 * Resources none of whose codes any value set holds are passed over before anything is allocated for them, so that a
 * chart of 20,000 Observations costs a walk over its codes and no more.
 */
import type { Entry } from '../fhir/resource.js';
import { listOf } from '../fhir/resource.js';
import type { Terminology } from '../terminology/meaning.js';
import type { ChartText, Concept } from './facts/concept.js';
import { isUsable, isWorded } from './facts/concept.js';
import { saysWhatKind } from './facts/doing.js';
import type { ActionFact, ConditionFact, EncounterFact, PatientFact, ReportFact } from './facts/facts.js';
import { hasIcdO } from './facts/neoplasm.js';
import { birthDay } from './facts/facts.js';
import type { Reading } from './facts/reading.js';
import { ObservationIndex } from './facts/observation.js';
import { readAction, readCondition, readEncounter, readPatient, readReport } from './facts/read.js';
import { ReferenceIndex } from './facts/references.js';
import type { ChartInputs, InputName } from './inputs.js';
import { RESOURCE_TYPE } from './inputs.js';

export interface Chart {
  readonly patient?: PatientFact;
  readonly conditions: readonly ConditionFact[];
  readonly observations: ObservationIndex;
  /** Those that say why, by a reason or a diagnosis, or whose kind a value set holds. */
  readonly encounters: readonly EncounterFact[];
  /** One visit by its bare id, whether it says why or not. */
  readonly visit: (id: string) => EncounterFact | undefined;
  readonly medications: readonly ActionFact[];
  readonly procedures: readonly ActionFact[];
  readonly reports: readonly ReportFact[];
  readonly orders: readonly ActionFact[];
  readonly carePlans: readonly ActionFact[];
  /** Every resource of the input, those too that only words say something about; read on demand. */
  readonly every: (input: 'medications' | 'procedures') => readonly ActionFact[];
}

export interface ChartOptions {
  readonly terminology: Terminology;
  /** True for a value that says no ("absent", "negative"). */
  readonly isNegative: (concept: Concept) => boolean;
  /** How words are read; absent where only codes are. */
  readonly text?: ChartText;
}

/** Builds the chart of one patient from whatever could be read of it. Never throws. */
export function buildChart(inputs: ChartInputs, options: ChartOptions): Chart {
  const { terminology, isNegative, text } = options;
  const entriesOf = (input: InputName): readonly Entry[] => inputs[input].entries;
  const { observations, ...others } = inputs;
  const references = new ReferenceIndex(
    Object.values(others).map((input) => input.entries),
    observations.entries,
  );
  const patientEntry = ofType(entriesOf('patient'), 'Patient')[0];
  const patient = patientEntry && readPatient(patientEntry);
  const reading: Reading = {
    terminology,
    references,
    birth: birthDay(patient),
    isNegative,
    ...(text ? { text } : {}),
  };
  const known = (value: unknown): boolean => isUsable(value, terminology);

  const saysSomething = ({ resource }: Entry): boolean =>
    known(resource['code']) || resource['reasonReference'] !== undefined || resource['reasonCode'] !== undefined;

  const isPrescribed = ({ resource }: Entry): boolean =>
    resource['medicationReference'] !== undefined ||
    known(resource['medicationCodeableConcept']) ||
    resource['reasonReference'] !== undefined ||
    resource['reasonCode'] !== undefined;

  const all = (input: InputName): readonly Entry[] => eachOnce(entriesOf(input), RESOURCE_TYPE[input]);
  // Asked for again and again by what explains a loss of weight.
  const everyOf = new Map<InputName, readonly ActionFact[]>();
  const actions = new Map<Entry, ActionFact>();
  const action = (entry: Entry): ActionFact => {
    const known = actions.get(entry);
    if (known) return known;
    const fact = readAction(entry, reading);
    actions.set(entry, fact);
    return fact;
  };
  const chart = {
    conditions: all('conditions')
      .filter(({ resource: { code } }) => known(code) || hasIcdO(code) || isWorded(code, text))
      .map((entry) => readCondition(entry, reading)),
    observations: new ObservationIndex(all('observations'), reading),
    encounters: all('encounters')
      .filter(({ resource }) => saysWhy(resource) || saysWhatKind(resource, terminology))
      .map((entry) => readEncounter(entry, reading)),
    visit: (id: string): EncounterFact | undefined => {
      const entry = references.resolve(`Encounter/${id}`);
      return entry && readEncounter(entry, reading);
    },
    medications: all('medications').filter(isPrescribed).map(action),
    procedures: all('procedures').filter(saysSomething).map(action),
    reports: all('reports')
      .filter(({ resource }) => known(resource['code']) || listOf(resource['conclusionCode']).some(known))
      .map((entry) => readReport(entry, reading)),
    orders: all('orders').map((entry) => readAction(entry, reading)),
    carePlans: all('carePlans').map((entry) => readAction(entry, reading)),
    every: (input: 'medications' | 'procedures'): readonly ActionFact[] => {
      const known = everyOf.get(input);
      if (known) return known;
      const read = all(input).map(action);
      everyOf.set(input, read);
      return read;
    },
  };
  return patient ? { ...chart, patient } : chart;
}

const saysWhy = (resource: Entry['resource']): boolean =>
  resource['reasonCode'] !== undefined ||
  resource['reasonReference'] !== undefined ||
  resource['diagnosis'] !== undefined;

const ofType = (entries: readonly Entry[], type: string): readonly Entry[] =>
  entries.filter((entry) => entry.resource.resourceType === type);

/**
 * Those of a type. Pages overlap and bundles repeat themselves: a resource that comes twice under one id is one, the
 * first. One walk, since there may be 20,000.
 */
function eachOnce(entries: readonly Entry[], type: string): readonly Entry[] {
  const seen = new Set<string>();
  const kept: Entry[] = [];
  for (const entry of entries) {
    const { id, resourceType } = entry.resource;
    if (resourceType !== type) continue;
    if (typeof id === 'string' && id !== '') {
      const before = seen.size;
      if (seen.add(id).size === before) continue;
    }
    kept.push(entry);
  }
  return kept;
}
