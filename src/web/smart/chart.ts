/** The chart of a view: what a page has read, held to the rules that hold for what the service reads itself. Pure. */
import { type ChartInputs, type DataRequirement, INPUTS, type InputName, type InputState } from '../../chart/inputs.js';
import { isAnotherPatient, ownEntries, patientIdentity } from '../../chart/subject.js';
import { missingPrefetch, patientMismatch } from '../../errors/index.js';
import type { Entry } from '../../fhir/resource.js';
import type { ViewRequest } from './wire.js';

export interface ReadChart {
  readonly requirements: readonly DataRequirement[];
  /** Bare id. */
  readonly patientId: string;
  readonly base: string;
  /** Entries of one input at most. */
  readonly resources: number;
  readonly inputs: ViewRequest['inputs'];
}

/** @throws CodedError 412 where required data is missing, or the Patient is another */
export function chartOf({ requirements, patientId, base, resources, inputs }: ReadChart): ChartInputs {
  const wanted = new Set(requirements.map(({ input }) => input));
  const missing = requirements.filter(({ input, required }) => required && !inputs[input]).map(({ input }) => input);
  if (missing.length > 0) throw missingPrefetch(missing);
  const entriesOf = (input: InputName): readonly Entry[] =>
    ((wanted.has(input) ? inputs[input]?.entries : undefined) ?? []) as readonly Entry[];
  const patients = INPUTS.flatMap(entriesOf).filter(({ resource }) => resource.resourceType === 'Patient');
  if (entriesOf('patient').some((entry) => isAnotherPatient(entry, patientId))) throw patientMismatch();
  const identity = patientIdentity(patientId, base, patients);
  return Object.fromEntries(
    INPUTS.map((input): [InputName, InputState] => {
      const given = wanted.has(input) ? inputs[input] : undefined;
      if (!given) return [input, { state: 'missing', entries: [] }];
      const entries = entriesOf(input);
      const own = ownEntries(entries.slice(0, resources), identity);
      const foreign = own.length < Math.min(entries.length, resources);
      return [input, { ...stateOf(given, foreign, entries.length > resources), entries: own }];
    }),
  ) as unknown as ChartInputs;
}

type Given = NonNullable<ViewRequest['inputs'][InputName]>;

function stateOf({ state, release }: Given, foreign: boolean, cut: boolean): Omit<InputState, 'entries'> {
  if (foreign) return { state: 'error', why: 'resources about another patient were left out' };
  if (state === 'error' && release !== undefined) {
    return { state, release, why: `server speaks FHIR ${release}, not R4` };
  }
  return cut && (state === 'present' || state === 'empty') ? { state: 'truncated' } : { state };
}
