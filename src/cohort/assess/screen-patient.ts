/** One patient's Bundle through the very rule of the hook, to a record. Pure but for the service it is given. */
import { chartOfBundle } from '../../chart/bundle.js';
import type { ChartInputs, InputName, InputState } from '../../chart/inputs.js';
import { INPUTS } from '../../chart/inputs.js';
import type { Day } from '../../fhir/dates.js';
import { isObject, isResource, listOf, stringOf } from '../../fhir/resource.js';
import type { Assessment, RuleSettings } from '../../sdk/assessment.js';
import type { AssessmentRequest, CdsService } from '../../sdk/service.js';
import type { AssessedRecord, PatientRecord, ResultRow, TrialResult } from '../record.js';
import type { Trial } from '../trial.js';

/** A trial with the service that its numbers make. */
export interface ReadyTrial extends Trial {
  readonly service: Pick<CdsService, 'assess'>;
}

export interface ScreenOptions {
  readonly service: CdsService;
  readonly settings: RuleSettings;
  readonly asOf: Day;
  readonly trials: readonly ReadyTrial[];
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

function recordOf(patient: string, inputs: ChartInputs, options: ScreenOptions): PatientRecord {
  return { patient, assessed: [assessed(patient, inputs, options)] };
}

function assessed(
  patient: string,
  inputs: ChartInputs,
  { service, settings, asOf, trials }: ScreenOptions,
): AssessedRecord {
  const request: AssessmentRequest = { inputs, asOf, settings };
  const assessment = service.assess(request);
  return {
    row: rowOf(patient, assessment),
    ...(assessment.variant === undefined ? {} : { variant: assessment.variant }),
    day: assessment.asOf,
    groups: {},
    notEvaluated: assessment.notEvaluated.map(({ criterion, reason }) => ({ criterion, reason })),
    ...(trials.length === 0 ? {} : { trials: tried(request, assessment, trials) }),
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

/** A chart without cancer has the same answer whatever the trial: only others are tried. */
function tried(
  request: AssessmentRequest,
  { reason }: Assessment,
  trials: readonly ReadyTrial[],
): Record<string, TrialResult> {
  if (reason === 'no-cancer' || reason === 'deceased' || reason === 'under-18') return {};
  return Object.fromEntries(
    trials.map(({ name, service, without, otherCancers }) => {
      const settings = otherCancers === undefined ? request.settings : { otherCancers };
      const ignored = without === undefined ? {} : { ignored: new Set(without) };
      const { tier, reason: why } = service.assess({ ...request, settings, ...ignored });
      return [name, { tier, ...(why === undefined ? {} : { reason: why }) }];
    }),
  );
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
