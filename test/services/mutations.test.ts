/** What holds for every chart: no chart throws, nothing unread lowers or hides, nothing unrelated or repeated changes anything. */
import fc from 'fast-check';
import type { ChartInputs, InputName } from '../../src/chart/inputs.js';
import { INPUTS } from '../../src/chart/inputs.js';
import type { Assessment } from '../../src/sdk/index.js';
import { parseDay } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { mutation, spoil } from '../support/mutations.js';
import { realService } from '../support/service.js';

const service = realService();
const cases = readCases();
const RANK = [null, 'incomplete', 'recommended', 'urgent', 'emergency'];
const rank = (assessment: Assessment): number => RANK.indexOf(assessment.tier);

const assess = (one: Case, inputs: ChartInputs): Assessment =>
  service.assess({
    inputs,
    asOf: parseDay(one.asOf) as number,
    settings: { otherCancers: one.settings?.otherCancers ?? true },
    ...(one.encounterId === undefined ? {} : { encounterId: one.encounterId }),
    ...(one.userId === undefined ? {} : { userId: one.userId }),
  });

const chartOf = (one: Case): ChartInputs => inputsOf(one.chart, one.inputs);
const summary = ({ tier, reason, cancer, features, variant }: Assessment) => ({
  tier,
  reason,
  cancer,
  features,
  variant,
});
const put = (inputs: ChartInputs, name: InputName, state: object): ChartInputs => ({
  ...inputs,
  [name]: { ...inputs[name], ...state },
});

test('no chart throws, however spoilt, and what comes back is an assessment with a card where it has a tier', () => {
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.array(mutation, { minLength: 1, maxLength: 6 }), (one, mutations) => {
      const assessment = assess(one, spoil(chartOf(one), mutations));
      expect(RANK).toContain(assessment.tier);
      expect(assessment.reason === undefined).toBe(assessment.tier !== null);
      expect(assessment.features).toEqual([...new Set(assessment.features)].sort());
      expect(assessment.features.filter((name) => !assessment.found.some((it) => it.criterion === name))).toEqual([]);
      expect(assessment.notFound.filter((name) => assessment.features.includes(name))).toEqual([]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

describe('an input that could not be read', () => {
  const optional: readonly InputName[] = INPUTS.filter((input) => input !== 'patient' && input !== 'conditions');
  /** The cases that hold something in the input, and some of the others; of what every case holds, some. */
  const concerned = (input: InputName): readonly Case[] =>
    cases.filter((one, index) =>
      optional.includes(input) ? index % 20 === 0 || chartOf(one)[input].entries.length > 0 : index % 5 === 0,
    );

  test.each(optional)('%s: never a lower tier than if it were known to be empty', (input) => {
    for (const one of concerned(input)) {
      const inputs = chartOf(one);
      const empty = assess(one, put(inputs, input, { state: 'empty', entries: [] }));
      for (const state of ['error', 'missing']) {
        const unread = assess(one, put(inputs, input, { state, entries: [] }));
        expect([one.file, state, rank(unread) >= rank(empty)]).toEqual([one.file, state, true]);
      }
    }
  });

  test.each(INPUTS)('%s: cut short, never a lower tier than read to its end', (input) => {
    for (const one of concerned(input)) {
      const inputs = chartOf(one);
      if (inputs[input].state !== 'present') continue;
      const whole = assess(one, inputs);
      const cut = assess(one, put(inputs, input, { state: 'truncated' }));
      expect([one.file, rank(cut) >= rank(whole)]).toEqual([one.file, true]);
    }
  });
});

/** Ordinary things of a chart that have nothing to do with cancer, the spine or any feature. */
const UNRELATED: Case['chart'] = [
  { Condition: { id: 'u1', code: 'ICD10CM#I10 Essential hypertension', onset: '2026-06-10' } },
  { Condition: { id: 'u2', code: 'SCT#195967001 Asthma', onset: '2026-06-01' } },
  { Condition: { id: 'u3', text: 'ingrown toenail', onset: '2026-06-12' } },
  {
    Condition: {
      id: 'u4',
      verification: 'refuted',
      code: 'SCT#449813001 Numbness of saddle area',
      onset: '2026-06-12',
    },
  },
  { Observation: { id: 'u5', code: 'LOINC#8867-4 Heart rate', value: '72 /min', date: '2026-06-12' } },
  { Observation: { id: 'u6', code: 'LOINC#2345-7 Glucose', value: '5.1 mmol/L', date: '2026-06-12' } },
  { Encounter: { id: 'u7', reason: 'ICD10CM#I10 Essential hypertension', date: '2026-06-12' } },
  { Procedure: { id: 'u8', code: 'SCT#252465000 Pulse oximetry', date: '2026-06-12' } },
  { MedicationRequest: { id: 'u9', code: 'ATC#C09AA05 ramipril', authored: '2026-06-12' } },
  { DiagnosticReport: { id: 'u10', code: 'LOINC#30746-2 XR Chest Views', date: '2026-06-12' } },
  { ServiceRequest: { id: 'u11', code: 'LOINC#30746-2 XR Chest Views', authored: '2026-06-12' } },
  { CarePlan: { id: 'u12', code: 'SCT#734163000 Care plan', start: '2026-06-12' } },
];

/** The rows of a chart with their ids, so that rows added before or behind change none. */
const withIds = (one: Case): Case['chart'] =>
  one.chart.map((row, index) => {
    const [type, fields] = Object.entries(row)[0] ?? ['', {}];
    return { [type]: { id: type === 'Patient' ? 'p1' : `${type.toLowerCase()}-${index}`, ...(fields as object) } };
  });

test('what is unrelated changes nothing', () => {
  for (const one of cases) {
    const plain = assess(one, chartOf(one));
    const more = assess(one, inputsOf([...UNRELATED, ...withIds(one)], one.inputs));
    expect({ file: one.file, ...summary(more) }).toEqual({ file: one.file, ...summary(plain) });
  }
});

test('the same resource twice changes nothing', () => {
  for (const one of cases) {
    const inputs = chartOf(one);
    const twice = Object.fromEntries(
      INPUTS.map((input) => [input, { ...inputs[input], entries: inputs[input].entries.flatMap((row) => [row, row]) }]),
    ) as unknown as ChartInputs;
    expect({ file: one.file, ...summary(assess(one, twice)) }).toEqual({
      file: one.file,
      ...summary(assess(one, inputs)),
    });
  }
});
