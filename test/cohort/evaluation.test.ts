/** Cards against what came of the patients: docs/screen-evaluation.md. */
import { Evaluation, readLabels, type EvaluationOptions } from '../../src/cohort/evaluation/index.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import type { Tier } from '../../src/sdk/assessment.js';
import { assessed, expectOrderAndPartsDontMatter, patientOf, visitsOf } from './records-support.js';

const judged = (records: readonly PatientRecord[], options: EvaluationOptions = {}) => {
  const evaluation = new Evaluation({ horizonDays: 30, ...options });
  records.forEach((record) => evaluation.add(record));
  return evaluation.done();
};
const cellsOf = ({ thresholds }: ReturnType<typeof judged>['patients'], at = 0) => {
  const { truePositive, falsePositive, falseNegative, trueNegative } = thresholds[at] ?? thresholds[0]!;
  return [truePositive, falsePositive, falseNegative, trueNegative];
};

test.each([true, false])('neither order nor parts matter (every visit: %s)', (eachVisit) =>
  expectOrderAndPartsDontMatter(
    () => new Evaluation({ eachVisit, horizonDays: 60, dataUntil: parseDay('2025-12-31') as Day }),
  ),
);

test('with labels neither order nor parts matter', async () => {
  const labels = await readLabels(['patient,date,outcome\np1,2025-06-01,1\np2,,0\np3,2025-06-01,0\np900,,0\n']);
  expectOrderAndPartsDontMatter(() => new Evaluation({ labels, horizonDays: 60 }));
});

// The index day is 2026-01-01, the horizon 30 days.
test.each<[string, string | undefined, Tier | null, string]>([
  ['the outcome the day after', '2026-01-02', 'urgent', 'truePositive'],
  ['the outcome on the last day of the horizon', '2026-01-31', 'urgent', 'truePositive'],
  ['the outcome a day later than that', '2026-02-01', 'urgent', 'falsePositive'],
  ['no outcome', undefined, 'urgent', 'falsePositive'],
  ['no card and the outcome', '2026-01-02', null, 'falseNegative'],
  ['no card and no outcome', undefined, null, 'trueNegative'],
])('%s', (_what, outcome, tier, cell) => {
  const { patients } = judged([patientOf('a', tier, outcome === undefined ? {} : { outcome })]);
  expect(patients.thresholds[0]).toMatchObject({ [cell]: 1 });
  expect(patients.withOutcome + patients.withoutOutcome).toBe(1);
  expect(patients.beyondHorizon).toBe(outcome === '2026-02-01' ? 1 : 0);
});

test('who had the outcome already, failed, has no label or was not followed is left out and counted', async () => {
  const labels = await readLabels([
    'patient,date,outcome\non,2026-01-01,1\nbefore,2025-12-01,1\nshort,2026-01-30,0\nlong,2026-01-31,0\nfailed,,0\ngone,,0\n',
  ]);
  const records = ['on', 'before', 'short', 'long', 'nobody'].map((id) => patientOf(id, 'urgent'));
  const result = judged([...records, { patient: 'failed', assessed: [], error: 'no-patient' }], { labels });
  expect(result.patients).toMatchObject({
    withOutcome: 0,
    withoutOutcome: 1,
    leftOut: { failed: 1, unlabelled: 1, prevalent: 2, 'not-followed': 1 },
  });
  expect(result.labels).toMatchObject({ patients: 6, unknown: { total: 1, ids: ['gone'] } });
  expect(result.truth).toBe('labels');
});

test('derived truth leaves out who the charts can’t have followed', () => {
  const dataUntil = parseDay('2026-01-15') as Day;
  const records = [
    patientOf('a', 'urgent', { outcome: '2026-01-10' }),
    patientOf('b', null),
    patientOf('c', null, { day: '2025-12-01' }),
  ];
  expect(judged(records, { dataUntil }).patients).toMatchObject({
    withOutcome: 1,
    withoutOutcome: 1,
    leftOut: { 'not-followed': 1 },
  });
});

test('thresholds by tier, incomplete at none of them, and what came of each tier', () => {
  const outcome = '2026-01-10';
  const result = judged([
    patientOf('a', 'emergency', { outcome }),
    patientOf('b', 'urgent', { outcome }),
    patientOf('c', 'recommended', { outcome }),
    patientOf('d', null, { outcome }),
    patientOf('e', 'incomplete', { outcome }),
    patientOf('f', 'recommended'),
    patientOf('g', null),
    patientOf('h', 'incomplete'),
  ]);
  const { patients } = result;
  expect([0, 1, 2].map((at) => cellsOf(patients, at))).toEqual([
    [3, 1, 1, 1],
    [2, 0, 2, 2],
    [1, 0, 3, 2],
  ]);
  expect(patients.incomplete).toEqual({ withOutcome: 1, withoutOutcome: 1 });
  expect(patients.byTier.map(({ tier, count, of }) => [tier, count, of])).toEqual([
    ['emergency', 1, 1],
    ['urgent', 1, 1],
    ['recommended', 1, 2],
    ['incomplete', 1, 2],
    ['none', 1, 2],
  ]);
  expect(result.missed).toEqual({ total: 1, ids: ['d'] });
  expect(result.falseCards).toEqual({ total: 1, ids: ['f'] });
  expect(result.leadTime).toEqual([
    { threshold: 'any-card', count: 3, q1: 9, median: 9, q3: 9 },
    { threshold: 'urgent-or-above', count: 2, q1: 9, median: 9, q3: 9 },
    { threshold: 'emergency', count: 1, q1: 9, median: 9, q3: 9 },
  ]);
});

test('groups: by site, age band, sex and whatever the chart names', () => {
  const one = (patient: string, tier: Tier | null, sites: readonly string[], race: string): PatientRecord => ({
    patient,
    assessed: [assessed(patient, tier, '2026-01-01', { age: 63, groups: { gender: 'female', race }, row: { sites } })],
    outcome: '2026-01-05',
  });
  const { patients } = judged([one('a', 'urgent', ['breast', 'lung'], '2106-3'), one('b', null, [], '2054-5')]);
  const sensitivity = (rows: typeof patients.bySite = []) =>
    rows.map(({ name, thresholds }) => [name, thresholds[0]?.sensitivity.count, thresholds[0]?.sensitivity.of]);
  expect(sensitivity(patients.bySite)).toEqual([
    ['breast', 1, 1],
    ['lung', 1, 1],
    ['none', 0, 1],
  ]);
  expect(sensitivity(patients.byGroup['age'])).toEqual([['60-69', 1, 2]]);
  expect(sensitivity(patients.byGroup['gender'])).toEqual([['female', 1, 2]]);
  expect(sensitivity(patients.byGroup['race'])).toEqual([
    ['2054-5', 0, 1],
    ['2106-3', 1, 1],
  ]);
  expect(patients.bySite[0]?.thresholds[0]?.small).toContain('truePositive');
});

// The outcome is on 2026-03-01, the horizon 30 days: from 2026-01-30.
test.each<[string, readonly (readonly [string, Tier | null])[], string, number | null]>([
  [
    'a card within the horizon before',
    [
      ['2026-01-30', 'urgent'],
      ['2026-02-20', 'urgent'],
    ],
    'truePositive',
    30,
  ],
  [
    'a card on the day itself',
    [
      ['2026-02-20', null],
      ['2026-03-01', 'urgent'],
    ],
    'truePositive',
    0,
  ],
  [
    'a card only before the horizon',
    [
      ['2026-01-29', 'urgent'],
      ['2026-02-20', null],
    ],
    'falseNegative',
    null,
  ],
  [
    'a card only after the outcome',
    [
      ['2026-02-20', null],
      ['2026-03-02', 'urgent'],
    ],
    'falseNegative',
    null,
  ],
  ['visits only before the horizon', [['2026-01-29', 'urgent']], 'falsePositive', null],
  [
    'visits before the horizon, silent',
    [
      ['2026-01-01', null],
      ['2026-01-29', null],
    ],
    'trueNegative',
    null,
  ],
])('over visits: %s', (_what, visits, cell, lead) => {
  const { patients, leadTime } = judged([visitsOf('a', visits, { outcome: '2026-03-01' })], { eachVisit: true });
  expect(patients.thresholds[0]).toMatchObject({ [cell]: 1 });
  expect(leadTime[0]).toMatchObject({ count: lead === null ? 0 : 1, median: lead });
});

test('over visits: only after the outcome is prevalent, and each visit has a verdict of its own', () => {
  const result = judged(
    [
      visitsOf('late', [['2026-03-02', 'urgent']], { outcome: '2026-03-01' }),
      visitsOf(
        'a',
        [
          ['2026-01-01', 'urgent'],
          ['2026-02-10', null],
          ['2026-02-20', 'urgent'],
          ['2026-03-01', 'urgent'],
        ],
        {
          outcome: '2026-03-01',
        },
      ),
      visitsOf('b', [
        ['2026-01-01', null],
        ['2026-03-25', 'urgent'],
      ]),
    ],
    { eachVisit: true, dataUntil: parseDay('2026-03-31') as Day },
  );
  // b's card is too late to be judged: the patient is judged by the visit before.
  expect(cellsOf(result.patients)).toEqual([1, 0, 0, 1]);
  expect(result.patients.leftOut.prevalent).toBe(1);
  expect(result.visits).toMatchObject({
    withOutcome: 2,
    withoutOutcome: 2,
    leftOut: { prevalent: 2, 'not-followed': 1 },
  });
  expect(cellsOf(result.visits!)).toEqual([1, 1, 1, 1]);
});

test('lead times have quartiles', () => {
  const days = ['2026-01-02', '2026-01-03', '2026-01-05', '2026-01-09'];
  const { leadTime } = judged(days.map((outcome, at) => patientOf(`p${at}`, 'urgent', { outcome })));
  expect(leadTime[0]).toEqual({ threshold: 'any-card', count: 4, q1: 1.5, median: 3, q3: 6 });
});

test.each([0, 1.5, -1, Number.NaN])('a horizon of %d days is refused', (horizonDays) =>
  expect(() => new Evaluation({ horizonDays })).toThrow(RangeError),
);
