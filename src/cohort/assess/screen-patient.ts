/** One patient's Bundle through the very rule of the hook, to a record. Pure but for the service it is given. */
import { chartOfBundle } from '../../chart/bundle.js';
import type { ChartInputs, InputName, InputState } from '../../chart/inputs.js';
import { INPUTS } from '../../chart/inputs.js';
import type { Day } from '../../fhir/dates.js';
import { isObject, isResource, listOf, stringOf } from '../../fhir/resource.js';
import type { Assessment, RuleSettings } from '../../sdk/assessment.js';
import type { AssessmentRequest, CdsService } from '../../sdk/service.js';
import { asKnown } from '../as-known.js';
import { ageOn, groupsOf } from '../groups.js';
import { outcomeOf } from '../outcome.js';
import { chartQuality } from '../quality.js';
import { NO_VISIT, type AssessedRecord, type PatientRecord, type ResultRow, type TrialResult } from '../record.js';
import type { Trial } from '../trial.js';
import { visitsOf, type Visit } from '../visits.js';

/** A trial with the service that its numbers make. */
export interface ReadyTrial extends Trial {
  readonly service: Pick<CdsService, 'assess'>;
}

export interface ScreenOptions {
  readonly service: CdsService;
  readonly settings: RuleSettings;
  readonly asOf: Day;
  readonly trials: readonly ReadyTrial[];
  /** Every Encounter up to `asOf` as the hook would have fired then, in place of one assessment on `asOf`. */
  readonly eachVisit: boolean;
  /** With what the statistics need; otherwise the rows alone. */
  readonly records: boolean;
}

/** Tag of a Bundle: an input of which a line of the export could not be read. */
export const UNREAD = 'urn:spinewatch:unread';

/** The record of a Bundle's patient. Throws for no Bundle. */
export function screenPatient(bundle: unknown, options: ScreenOptions): PatientRecord {
  const unread = unreadInputs(bundle);
  const chart = chartOfBundle(bundle);
  if ('problem' in chart) {
    const named = chart.problem === 'no-patient' && unread.has('patient') ? namedPatient(bundle) : undefined;
    if (named === undefined) return { patient: namedPatient(bundle) ?? '', assessed: [], error: chart.problem };
    return withoutPatient(bundle, named, unread, options);
  }
  return recordOf(chart.patientId, withUnread(chart.inputs, unread), options);
}

/** What an assessment of a chart is for: the run's day, or a visit's. */
interface Moment {
  readonly day: Day;
  readonly visit?: Visit;
}

function recordOf(patient: string, inputs: ChartInputs, options: ScreenOptions): PatientRecord {
  const { service, asOf, eachVisit, records } = options;
  const moments: readonly Moment[] = eachVisit
    ? visitsOf(inputs)
        .visits.filter(({ day }) => day <= asOf)
        .map((visit) => ({ day: visit.day, visit }))
    : [{ day: asOf }];
  if (moments.length === 0) return { patient, assessed: [], error: NO_VISIT };
  const assessed = moments.map((moment) => assess(patient, inputs, moment, options));
  if (!records || !service.terminology) return { patient, assessed };
  const outcome = service.outcomes && outcomeOf(inputs, service.terminology, service.outcomes);
  return {
    patient,
    assessed,
    quality: chartQuality(inputs, service.terminology),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Of a visit the chart as it was known then: what came later is not looked at. */
function assess(patient: string, inputs: ChartInputs, { day, visit }: Moment, options: ScreenOptions): AssessedRecord {
  const { service, settings, trials, records } = options;
  const request: AssessmentRequest = {
    inputs: visit ? asKnown(inputs, day) : inputs,
    asOf: day,
    settings,
    ...(visit ? { encounterId: visit.encounter } : {}),
  };
  const assessment = service.assess(request);
  const row = { ...rowOf(patient, assessment), ...(visit ? { asOf: visit.text, encounter: visit.encounter } : {}) };
  const { variant, asOf } = assessment;
  if (!records) return { row, day: asOf, groups: {}, notEvaluated: [] };
  const [person] = inputs.patient.entries;
  const age = ageOn(person?.resource, day);
  return {
    row,
    ...(variant === undefined ? {} : { variant }),
    day: asOf,
    ...(age === undefined ? {} : { age }),
    groups: groupsOf(person?.resource),
    ...(visit ? { clinicians: visit.clinicians } : {}),
    ...(visit?.classCode === undefined ? {} : { visitClass: visit.classCode }),
    notEvaluated: assessment.notEvaluated.map(({ criterion, reason }) => ({ criterion, reason })),
    ...triedBy(request, assessment, trials),
  };
}

/** The fields of a row in the order that the contract gives. */
export function rowOf(patient: string, { tier, reason, cancer, features }: Assessment): ResultRow {
  return {
    patient,
    tier,
    ...(reason === undefined ? {} : { reason }),
    level: cancer.level,
    sites: cancer.sites,
    features,
  };
}

/** A chart that nothing could bring to a card has the same answer whatever the trial. */
const SILENT: ReadonlySet<string> = new Set(['no-cancer', 'deceased', 'under-18']);

function triedBy(
  request: AssessmentRequest,
  assessment: Assessment,
  trials: readonly ReadyTrial[],
): Pick<AssessedRecord, 'trials'> {
  if (trials.length === 0 || SILENT.has(assessment.reason ?? '')) return {};
  const found = new Set(assessment.features);
  const said = ({ tier, reason }: Assessment): TrialResult => ({ tier, ...(reason === undefined ? {} : { reason }) });
  const results = trials.map(({ name, service, without = [], thresholds, otherCancers }) => {
    // To leave out what is not there changes nothing.
    const same = thresholds === undefined && otherCancers === undefined && !without.some((one) => found.has(one));
    if (same) return [name, said(assessment)] as const;
    const settings = otherCancers === undefined ? request.settings : { otherCancers };
    return [name, said(service.assess({ ...request, settings, ignored: new Set(without) }))] as const;
  });
  return { trials: Object.fromEntries(results) };
}

function unreadInputs(bundle: unknown): ReadonlySet<InputName> {
  const meta = isObject(bundle) ? bundle['meta'] : undefined;
  const codes = listOf(isObject(meta) ? meta['tag'] : undefined)
    .filter((tag) => isObject(tag) && tag['system'] === UNREAD)
    .map((tag) => (tag as { readonly code?: unknown }).code);
  return new Set(INPUTS.filter((input) => codes.includes(input)));
}

/** What was read stays; that something was not is said, and never lowers a tier. */
const withUnread = (inputs: ChartInputs, unread: ReadonlySet<InputName>): ChartInputs =>
  unread.size === 0
    ? inputs
    : (Object.fromEntries(
        INPUTS.map((input): [InputName, InputState] => [
          input,
          unread.has(input)
            ? { state: 'error', entries: inputs[input].entries, why: 'a line of the export could not be read' }
            : inputs[input],
        ]),
      ) as ChartInputs);

/** Id of the Bundle: the patient it is about, where the run has made it. */
const namedPatient = (bundle: unknown): string | undefined => (isObject(bundle) ? stringOf(bundle['id']) : undefined);

/** A Patient whose line could not be read counts as alive and adult, and the assessment says so. */
function withoutPatient(
  bundle: unknown,
  patient: string,
  unread: ReadonlySet<InputName>,
  options: ScreenOptions,
): PatientRecord {
  const stand = { resource: { resourceType: 'Patient', id: patient } };
  const entry = listOf((bundle as { readonly entry?: unknown }).entry).filter(
    (one) => isObject(one) && isResource(one['resource']),
  );
  const chart = chartOfBundle({ resourceType: 'Bundle', entry: [stand, ...entry] });
  if ('problem' in chart) return { patient, assessed: [], error: chart.problem };
  const inputs = { ...chart.inputs, patient: { state: 'error', entries: [] } as InputState };
  return recordOf(patient, withUnread(inputs, new Set([...unread].filter((input) => input !== 'patient'))), options);
}
