/**
 * A Condition as it was known on a past day.
 *
 * It is known from the day it was recorded; without a recordedDate from the visit it was recorded in, so that an old
 * onset that a later visit wrote down opens no earlier one; and never before its onset. An abatement ends it on the last
 * day it may mean, as the reading of charts has it. Before that day a status that says that it is over is "active"
 * again; without any date of the end the status stays, for nothing says since when.
 */
import { statusOf } from '../../chart/facts/concept.js';
import { abatementOf, onsetOf } from '../../chart/facts/dates.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Day } from '../../fhir/dates.js';
import type { Json, Resource } from '../../fhir/resource.js';
import { isObject } from '../../fhir/resource.js';
import type { Edit, History, Surroundings } from './history.js';
import { dayIn, earliest, endOff, latest, without } from './history.js';

const ONSETS = ['onsetDateTime', 'onsetPeriod', 'onsetAge', 'onsetRange', 'onsetString'];
const OVER: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);
const ACTIVE = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
};

export function conditionHistory(resource: Resource, { birth, visit }: Surroundings): History {
  const recorded = earliest(parseFhirDate(resource['recordedDate'])) ?? visit;
  const onsets = ONSETS.map((name) => earliest(onsetOf({ [name]: resource[name] }, birth)));
  const from = latest([recorded, ...onsets]) ?? dayIn(resource['onsetPeriod'], 'end') ?? -Infinity;
  return { from, edits: [...endOff(resource, 'onsetPeriod'), ...abatementOff(resource, birth)] };
}

/** Since when each abatement is known: the last day of the last date it names. */
const ABATEMENTS: Readonly<Record<string, (value: unknown) => readonly Json[]>> = {
  abatementDateTime: (value) => [{ abatementDateTime: value }],
  abatementString: (value) => [{ abatementString: value }],
  abatementAge: (value) => [{ abatementAge: value }],
  abatementPeriod: (value) =>
    isObject(value) ? [{ abatementDateTime: value['start'] }, { abatementDateTime: value['end'] }] : [],
  abatementRange: (value) => (isObject(value) ? [{ abatementAge: value['low'] }, { abatementAge: value['high'] }] : []),
};

function abatementOff(resource: Resource, birth: Day | undefined): readonly Edit[] {
  const edits: Edit[] = [];
  for (const [name, datesOf] of Object.entries(ABATEMENTS)) {
    if (resource[name] === undefined) continue;
    const days = datesOf(resource[name]).map((one) => abatementOf(one, birth).date?.end);
    const until = latest(days);
    if (until !== undefined) edits.push({ until, before: (one) => without(one, name) });
  }
  const until = latest(edits.map((edit) => edit.until));
  if (until === undefined) return edits;
  return [...edits, { until, before: (one) => (abatementOf(one, birth).stated ? one : goingOn(one)) }];
}

function goingOn(resource: Resource): Resource {
  const status = resource['clinicalStatus'];
  if (!OVER.has(statusOf(status) ?? '')) return resource;
  return { ...resource, clinicalStatus: typeof status === 'string' ? 'active' : ACTIVE };
}
