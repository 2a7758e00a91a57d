/** What-ifs: which are made, and what they say. */
import { parseTrials, TrialFold, TrialsError, trialsOf } from '../../src/cohort/evaluation/index.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import type { Tier } from '../../src/sdk/assessment.js';
import { assessed, expectOrderAndPartsDontMatter } from './records-support.js';

const rule = { features: ['weight-loss', 'fever', 'falls'], thresholds: ['weight-loss-fraction', 'fever-coded'] };

test('every kind of trial is named by what it changes', () => {
  const file = `
without: [weight-loss, [fever, falls]]
thresholds: { weight-loss-fraction: [0.05, 0.07] }
otherCancers: false
settings:
  - { without: fever, thresholds: { fever-coded: 7 }, otherCancers: true }
  - { name: careful, thresholds: { fever-coded: 30 } }
`;
  expect(parseTrials(file, rule)).toEqual([
    { name: 'without weight-loss', without: ['weight-loss'] },
    { name: 'without fever and falls', without: ['fever', 'falls'] },
    { name: 'weight-loss-fraction 0.05', thresholds: { 'weight-loss-fraction': 0.05 } },
    { name: 'weight-loss-fraction 0.07', thresholds: { 'weight-loss-fraction': 0.07 } },
    { name: 'other cancers off', otherCancers: false },
    {
      name: 'without fever, fever-coded 7, other cancers on',
      without: ['fever'],
      thresholds: { 'fever-coded': 7 },
      otherCancers: true,
    },
    { name: 'careful', thresholds: { 'fever-coded': 30 } },
  ]);
});

test('each feature in turn, and JSON', () => {
  const names = trialsOf({ without: 'each' }, rule).map(({ name }) => name);
  expect(names).toEqual(['without falls', 'without fever', 'without weight-loss']);
  expect(parseTrials('{"otherCancers": false}', rule)).toEqual([{ name: 'other cancers off', otherCancers: false }]);
});

test.each<[string, string, RegExp]>([
  ['an unknown feature', 'without: [wieght-loss]', /no feature wieght-loss/],
  ['an unknown threshold', 'thresholds: { weight: [1] }', /no threshold weight/],
  ['a key of another name', 'withuot: [fever]', /withuot/],
  ['a number that is none', 'thresholds: { fever-coded: [often] }', /thresholds\.fever-coded\.0/],
  ['the same trial twice', 'without: [fever, fever]', /two trials are named without fever/],
  ['no trial', '{}', /no trial/],
  ['too many', `thresholds: { fever-coded: [${Array.from({ length: 201 }, (_, n) => n)}] }`, /201 trials/],
  ['broken YAML', 'without: [fever', /at line 1/],
  ['a reference to nothing', 'without: *a', /the file: /],
])('%s is refused, and said', (_what, text, words) => {
  expect(() => parseTrials(text, rule)).toThrow(TrialsError);
  expect(() => parseTrials(text, rule)).toThrow(words);
});

const [trial] = trialsOf({ without: ['fever'] }, rule);
const one = (patient: string, before: Tier | null, after: Tier | null, outcome?: string): PatientRecord => ({
  patient,
  assessed: [assessed(patient, before, '2026-01-01', { trials: { 'without fever': { tier: after } } })],
  ...(outcome === undefined ? {} : { outcome }),
});
const later = '2026-01-20';
const summaryOf = (records: readonly PatientRecord[]) => {
  const fold = new TrialFold([trial!], { horizonDays: 30 });
  records.forEach((record) => fold.add(record));
  return fold.done()[0]!;
};

test('a trial’s tiers, cards and accuracy are compared patient by patient', () => {
  const summary = summaryOf([
    one('a', 'urgent', 'recommended', later),
    one('b', 'urgent', null, later),
    one('c', null, 'urgent'),
    one('d', 'recommended', 'urgent'),
    one('e', 'recommended', null),
    one('f', null, 'recommended', later),
    // Could reach no card in any setting, so it was not tried.
    { patient: 'g', assessed: [assessed('g', null)] },
    { patient: 'h', assessed: [], error: 'no-patient' },
  ]);
  expect(summary).toMatchObject({
    trial,
    assessments: 7,
    changed: 6,
    untried: 0,
    cards: { before: { count: 4, of: 7 }, after: { count: 4, of: 7 }, difference: { points: 0 }, p: 1 },
    gained: { ids: ['c', 'f'] },
    lost: { ids: ['b', 'e'] },
    raised: { ids: ['d'] },
    lowered: { ids: ['a'] },
  });
  expect(summary.transitions).toContainEqual({ from: 'urgent', to: 'recommended', count: 1 });
  expect(summary.transitions).toContainEqual({ from: 'none', to: 'none', count: 1 });
  expect(summary.transitions.reduce((sum, { count }) => sum + count, 0)).toBe(7);
  expect(summary.accuracy).toMatchObject({ patients: 7, newlyDetected: { ids: ['f'] }, newlyMissed: { ids: ['b'] } });
  const [any, urgent] = summary.accuracy!.thresholds;
  expect(any).toMatchObject({
    sensitivity: { before: { count: 2, of: 3 }, after: { count: 2, of: 3 } },
    specificity: { before: { count: 2, of: 4 }, after: { count: 2, of: 4 } },
    ppv: { before: { count: 2, of: 4 }, after: { count: 2, of: 4 } },
  });
  expect(urgent).toMatchObject({
    sensitivity: { before: { count: 2, of: 3 }, after: { count: 0, of: 3 }, p: 0.5 },
    specificity: { before: { count: 4, of: 4 }, after: { count: 2, of: 4 }, p: 0.5 },
    ppv: { before: { count: 2, of: 2 }, after: { count: 0, of: 2 } },
  });
  expect(urgent?.sensitivity.difference?.points).toBe(-66.67);
});

test('a card that a trial was not made of is left out and said', () => {
  const summary = summaryOf([{ patient: 'a', assessed: [assessed('a', 'urgent')], outcome: later }]);
  expect(summary).toMatchObject({ untried: 1, assessments: 0, accuracy: { patients: 0 } });
});

test('what is incomplete in one setting is in no measure, and counted', () => {
  const { accuracy } = summaryOf([one('a', 'incomplete', 'urgent', later), one('b', 'urgent', 'urgent', later)]);
  expect(accuracy).toMatchObject({ patients: 1, incomplete: 1, newlyDetected: { total: 0 } });
});

test('without a truth tiers alone are compared', () => {
  const fold = new TrialFold([trial!]);
  fold.add(one('a', 'urgent', null, later));
  expect(fold.done()[0]).not.toHaveProperty('accuracy');
  expect(fold.done()[0]).toMatchObject({ lost: { total: 1 } });
});

test('neither order nor parts matter', () =>
  expectOrderAndPartsDontMatter(() => new TrialFold([{ name: 'trial' }], { eachVisit: true, horizonDays: 60 })));
