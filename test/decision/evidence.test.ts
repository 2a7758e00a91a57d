/** What two cards are compared by: names and dates of the evidence, never its values; entries only as digests. */
import { createHmac } from 'node:crypto';
import { evidenceOf } from '../../src/decision/evidence.js';
import type { Assessment, Finding } from '../../src/sdk/assessment.js';

const digest = (text: string): string => createHmac('sha256', 'key').update(text).digest('base64url');
const SUBJECT = { tenant: 'north', patient: 'patient-digest' };

const finding = (criterion: string, more: Partial<Finding> = {}): Finding => ({
  criterion,
  basis: 'code',
  text: 'Ann Example said so',
  date: '2026-06-10',
  sources: [{ reference: `Condition/${criterion}` }],
  ...more,
});
const CANCER = finding('cancer', { date: '2018-04-02' });
const PAIN = finding('back-pain', { date: '2026-05-20' });
const LOSS = finding('weight-loss', { strength: 'major', text: '88.0 kg → 80.0 kg (−9.1 %)' });
const WEAK = finding('limb-weakness', { strength: 'emergency', date: '2026-06-12' });
const TIRED = finding('fatigue', { strength: 'minor' });

const assessment = (found: readonly Finding[], more: Partial<Assessment> = {}): Assessment => ({
  tier: 'emergency',
  asOf: '2026-06-15',
  rule: { id: 'r', version: '1.0.0', contentHash: 'sha256:0' },
  settings: { otherCancers: true },
  cancer: { level: 'established', sites: ['breast'] },
  features: found.filter(({ strength }) => strength !== undefined).map(({ criterion }) => criterion),
  found,
  notFound: [],
  notEvaluated: [],
  unavailable: [],
  notes: [],
  ...more,
});
const of = (found: readonly Finding[], more: Partial<Assessment> = {}, subject = SUBJECT) =>
  evidenceOf(assessment(found, more), subject, digest, 365);
const key = (...args: Parameters<typeof of>) => of(...args)?.key;

const ALL = [CANCER, PAIN, LOSS, WEAK];
const KEY = key(ALL);

test.each<[string, Parameters<typeof of>]>([
  ['another value', [[CANCER, PAIN, { ...LOSS, text: '88.0 kg → 79.0 kg (−10.2 %)', date: '2026-06-14' }, WEAK]]],
  ['a minor feature', [[...ALL, TIRED]]],
  ['another order', [[...ALL].reverse()]],
  ['an older emergency finding beside the newest', [[...ALL, { ...WEAK, date: '2026-06-01' }]]],
  ['another day', [ALL, { asOf: '2026-06-16' }]],
  ['another tier', [ALL, { tier: 'urgent' }]],
])('the key stays with %s', (_what, args) => expect(key(...args)).toBe(KEY));

test.each<[string, Parameters<typeof of>]>([
  ['another site', [ALL, { cancer: { level: 'established', sites: ['breast', 'lung'] } }]],
  ['another level', [ALL, { cancer: { level: 'possible', sites: ['breast'] } }]],
  ['another major feature', [[...ALL, finding('fever', { strength: 'major' })]]],
  ['another emergency feature', [[...ALL, finding('saddle-numbness', { strength: 'emergency', date: '2026-06-12' })]]],
  ['a newer emergency finding', [[CANCER, PAIN, LOSS, { ...WEAK, date: '2026-06-13' }]]],
  ['another patient', [ALL, {}, { ...SUBJECT, patient: 'other' }]],
  ['another tenant', [ALL, {}, { ...SUBJECT, tenant: 'south' }]],
])('the key changes with %s', (_what, args) => expect(key(...args)).not.toBe(KEY));

test('nothing of the chart stands in it in clear', () => {
  const text = JSON.stringify(of([...ALL, finding('back-pain', { sources: [], text: 'Ann Example' })]));
  expect(text).not.toMatch(/Condition|Ann|kg|patient-digest/);
});

test('a finding without a place in the chart is known by its words', () => {
  const unplaced = (text: string) => of([CANCER, finding('back-pain', { sources: [], text })])?.entries.pain;
  expect(unplaced('sore back')).toEqual(unplaced('sore back'));
  expect(unplaced('sore back')).not.toEqual(unplaced('sore back and legs'));
});

test.each([
  ['began more than a year ago', [{ ...PAIN, date: '2025-06-14' }], true],
  ['began a year ago to the day', [{ ...PAIN, date: '2025-06-15' }], false],
  ['may have begun within the year', [{ ...PAIN, date: '2025' }], false],
  ['has no date', [{ ...PAIN, date: undefined } as unknown as Finding], false],
  ['is old beside a new one', [{ ...PAIN, date: '2020-01-01' }, PAIN], false],
  [
    'is old beside a visit of today',
    [
      { ...PAIN, date: '2020-01-01' },
      { ...PAIN, date: '2026-06-15', sources: [{ reference: 'Encounter/1' }] },
    ],
    true,
  ],
  ['is known from visits alone', [{ ...PAIN, date: '2020-01-01', sources: [{ reference: 'Encounter/1' }] }], false],
])('pain that %s', (_what, pains, expected) => {
  expect(of([CANCER, ...pains])?.longStanding).toBe(expected);
});

test('there is none where nothing is reached', () => {
  expect(of(ALL, { tier: null, reason: 'hospice' })).toBeUndefined();
});
