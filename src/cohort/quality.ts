/** How well a chart is kept, as far as it bears on what a rule can read of it. Pure; never throws. */
import { readPatient, visitDate } from '../chart/facts/read.js';
import { happenedOf, onsetOf } from '../chart/facts/dates.js';
import { birthDay } from '../chart/facts/facts.js';
import { ReferenceIndex, referenceOf } from '../chart/facts/references.js';
import type { ChartInputs, InputName } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import { parseFhirDate } from '../fhir/dates.js';
import type { Json, Resource } from '../fhir/resource.js';
import { isObject, listOf, stringOf } from '../fhir/resource.js';
import type { Terminology } from '../terminology/meaning.js';
import { UnmappedCounts, unmappedCodes } from '../terminology/unmapped.js';
import { resourcesOf } from './entries.js';
import type { ChartQuality } from './record.js';

const WITH_REASONS: readonly InputName[] = ['encounters', 'medications', 'procedures', 'orders'];

/** Counts of one chart; an unmapped code counts once a chart, however often it stands there. */
export function chartQuality(inputs: ChartInputs, terminology: Terminology): ChartQuality {
  const conditions = resourcesOf(inputs, 'conditions');
  const observations = resourcesOf(inputs, 'observations');
  const reasons = WITH_REASONS.flatMap((input) =>
    resourcesOf(inputs, input).flatMap((resource) => listOf(resource['reasonCode'])),
  );
  const [patient] = resourcesOf(inputs, 'patient');
  const birth = birthDay(patient && readPatient({ resource: patient }));
  const visits = new ReferenceIndex([inputs.encounters.entries]);
  const unmapped = new UnmappedCounts();
  unmapped.add(unmappedCodes(inputs, terminology));
  return {
    conditions: conditions.length,
    reasons: reasons.length,
    uncodedConditions: count([...conditions.map(({ code }) => code), ...reasons], (concept) => !isCoded(concept)),
    undatedConditions: count(conditions, (one) => !isDated(one, birth, visits)),
    observations: observations.length,
    observationsWithoutUnit: count(observations, lacksUnit),
    observationsWithoutDate: count(
      observations,
      (one) => (happenedOf(one, 'effective') ?? parseFhirDate(one['issued'])) === undefined,
    ),
    unmapped: unmapped.top(),
  };
}

const count = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length;

/** Systems that say why there is no code. */
const ABSENCE = /(?:data-absent-reason|NullFlavor)$/;

function isCoded(concept: unknown): boolean {
  if (!isObject(concept)) return false;
  const rows = concept['coding'] === undefined ? [concept] : listOf(concept['coding']);
  return rows.some(
    (row) => isObject(row) && stringOf(row['code']) !== undefined && !ABSENCE.test(stringOf(row['system']) ?? ''),
  );
}

function isDated(condition: Resource, birth: Day | undefined, visits: ReferenceIndex): boolean {
  if (onsetOf(condition, birth) ?? parseFhirDate(condition['recordedDate'])) return true;
  const visit = visits.resolve(referenceOf(condition['encounter']), condition);
  return visit !== undefined && visitDate(visit.resource) !== undefined;
}

/** A number, of the Observation or of a component, that does not say of what. Whole numbers (scores) have no unit in FHIR. */
const lacksUnit = (observation: Resource): boolean =>
  [observation, ...listOf(observation['component']).filter(isObject)].some(isBareNumber);

function isBareNumber(holder: Json): boolean {
  const quantity = holder['valueQuantity'];
  if (!isObject(quantity) || typeof quantity['value'] !== 'number') return false;
  return stringOf(quantity['code']) === undefined && stringOf(quantity['unit']) === undefined;
}
