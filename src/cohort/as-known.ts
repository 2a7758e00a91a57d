/**
 * A chart as it was known on a past day, for replaying the visits of a patient: what was recorded, issued, authored or
 * begun later is left out, and what came later of the rest is taken back (src/cohort/known). Pure; no chart makes it
 * throw, and its input is never changed.
 *
 * A date of month or year precision is later only where every day it may mean is. A date that cannot be read, and
 * something without any date of its own or of its visit, says nothing of when: it stays, for the rule to judge.
 * `meta.lastUpdated` is the export's and is not read. What a status alone says ("completed", "stopped", "refuted") is
 * taken back only where a date says that it came later; nothing else in a chart tells since when it holds.
 */
import { birthDay } from '../chart/facts/facts.js';
import { readPatient } from '../chart/facts/read.js';
import { ReferenceIndex, referenceOf } from '../chart/facts/references.js';
import type { ChartInputs, InputName, InputState } from '../chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import type { Entry, Resource } from '../fhir/resource.js';
import { listOf } from '../fhir/resource.js';
import { conditionHistory } from './known/condition.js';
import { observationHistory, planHistory, procedureHistory, reportHistory, requestHistory } from './known/events.js';
import type { Edit, History, Surroundings } from './known/history.js';
import { latest, statusBefore } from './known/history.js';
import { patientHistory } from './known/patient.js';
import { referenceEdits } from './known/references.js';
import { encounterHistory } from './known/visit.js';

/** The chart of that day; an input of which nothing is later, and a chart of which nothing is, is the same object. */
export function asKnown(inputs: ChartInputs, day: Day): ChartInputs {
  const histories = historiesOf(inputs);
  const states = INPUTS.map((input) => [input, stateOn(input, inputs[input], histories, day)] as const);
  if (states.every(([input, state]) => state === inputs[input])) return inputs;
  return Object.fromEntries(states) as ChartInputs;
}

/**
 * First day on which the chart may have held each of its resources, `-Infinity` where nothing says when.
 * @returns `undefined` for a resource of another chart
 */
export function knownSince(inputs: ChartInputs): (resource: Resource) => Day | undefined {
  // Most charts are never asked.
  let histories: Histories | undefined;
  return (resource) => (histories ??= historiesOf(inputs)).get(resource)?.from;
}

type Histories = ReadonlyMap<Resource, History>;

/** One chart is asked for as many days as there are visits: its dates are read once. */
const read = new WeakMap<ChartInputs, Histories>();

function historiesOf(inputs: ChartInputs): Histories {
  const before = read.get(inputs);
  if (before) return before;
  const histories = readHistories(inputs);
  read.set(inputs, histories);
  return histories;
}

function stateOn(input: InputName, state: InputState, histories: Histories, day: Day): InputState {
  let changed = false;
  const entries: Entry[] = [];
  for (const entry of state.entries) {
    const known = entryOn(entry, histories.get(entry.resource), day);
    if (known !== entry) changed = true;
    if (known) entries.push(known);
  }
  if (!changed) return state;
  const isEmpty = !entries.some(({ resource }) => resource.resourceType === RESOURCE_TYPE[input]);
  return { ...state, entries, ...(state.state === 'present' && isEmpty ? { state: 'empty' as const } : {}) };
}

function entryOn(entry: Entry, history: History | undefined, day: Day): Entry | undefined {
  if (!history) return entry;
  if (day < history.from) return undefined;
  let { resource } = entry;
  for (const edit of history.edits) if (day < edit.until) resource = edit.before(resource, day);
  return resource === entry.resource ? entry : { ...entry, resource };
}

function readHistories(inputs: ChartInputs): Histories {
  const entries = INPUTS.flatMap((input) => inputs[input].entries);
  const { observations, ...others } = inputs;
  const references = new ReferenceIndex(
    Object.values(others).map((input) => input.entries),
    observations.entries,
  );
  const histories = new Map<Resource, History>();
  const meant = (reference: unknown, from: Resource): Resource | undefined =>
    references.resolve(referenceOf(reference), from)?.resource;
  const patient = inputs.patient.entries.find(({ resource }) => resource.resourceType === 'Patient');
  const birth = birthDay(patient && readPatient(patient));

  const visits = entries.filter(({ resource }) => resource.resourceType === 'Encounter');
  for (const { resource } of visits) histories.set(resource, encounterHistory(resource));
  for (const { resource } of entries) {
    if (histories.has(resource)) continue;
    const visit = meant(resource['encounter'], resource);
    const from = visit && histories.get(visit)?.from;
    const surroundings = { birth, visit: from === -Infinity ? undefined : from };
    const history = historyOf(resource, surroundings);
    if (history) histories.set(resource, history);
  }
  const add = (resource: Resource, edits: readonly Edit[]): void => {
    const history = histories.get(resource);
    if (history && edits.length > 0) histories.set(resource, { ...history, edits: [...history.edits, ...edits] });
  };
  for (const [order, until] of fulfilled(histories, meant)) add(order, [statusBefore(until, COMPLETED, 'active')]);
  for (const resource of [...histories.keys()]) {
    const edits = referenceEdits(resource, (reference) => {
      const target = meant(reference, resource);
      return target && histories.get(target)?.from;
    });
    add(resource, edits);
  }
  return histories;
}

function historyOf(resource: Resource, surroundings: Surroundings): History | undefined {
  switch (resource.resourceType) {
    case 'Patient':
      return patientHistory(resource);
    case 'Condition':
      return conditionHistory(resource, surroundings);
    case 'Observation':
      return observationHistory(resource, surroundings);
    case 'Procedure':
      return procedureHistory(resource, surroundings);
    case 'DiagnosticReport':
      return reportHistory(resource, surroundings);
    case 'MedicationRequest':
    case 'ServiceRequest':
      return requestHistory(resource, surroundings);
    case 'CarePlan':
      return planHistory(resource, surroundings);
    default:
      return undefined;
  }
}

const COMPLETED: ReadonlySet<string> = new Set(['completed']);
const RESULTS: ReadonlySet<string> = new Set(['DiagnosticReport', 'Procedure']);

/** Orders by the day on which the last of what was done for them was done: until then a completed one was active. */
function fulfilled(
  histories: Histories,
  meant: (reference: unknown, from: Resource) => Resource | undefined,
): ReadonlyMap<Resource, Day> {
  const days = new Map<Resource, Day>();
  for (const [result, { from, edits }] of histories) {
    if (!RESULTS.has(result.resourceType)) continue;
    for (const reference of listOf(result['basedOn'])) {
      const order = meant(reference, result);
      if (order?.resourceType !== 'ServiceRequest') continue;
      const done = latest([days.get(order), from, ...edits.map(({ until }) => until)]);
      if (done !== undefined && done !== -Infinity) days.set(order, done);
    }
  }
  return days;
}
