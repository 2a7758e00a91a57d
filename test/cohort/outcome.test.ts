/** The derived truth, by the service's own table of what counts: what says that the spine is involved, and since when. */
import { outcomeOf } from '../../src/cohort/outcome.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Outcomes, Terminology } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realContent, realService } from '../support/service.js';

const service = realService();
const outcomes = service.outcomes as Outcomes;
const of = (...rows: readonly Json[]) => outcomeOf(inputsOf(rows), service.terminology as Terminology, outcomes);

const condition = (
  code: string | readonly string[] | undefined,
  recorded: string | undefined,
  more: Json = {},
): Json => ({
  Condition: { code, recorded, ...more },
});
const SPINE = 'SCT#94602001 Secondary malignant neoplasm of vertebral column';
const CORD = 'SCT#71286001 Spinal cord compression';
const CANCER = 'SCT#254837009 Malignant neoplasm of breast';
const BONE = 'ICD10CM#C79.51 Secondary malignant neoplasm of bone';

describe('the outcome', () => {
  test('is the first day on which the chart says it', () => {
    expect(of(condition(SPINE, '2026-06-02'), condition(SPINE, '2026-05-20'))).toBe('2026-05-20');
  });

  test('is when it was recorded, not when it began', () => {
    expect(of(condition(SPINE, '2026-06-02', { onset: '2026-01-01' }))).toBe('2026-06-02');
  });

  test.each([
    ['of a month is its first day', '2026-06', '2026-06-01'],
    ['without a date is none', undefined, undefined],
  ])('%s', (_what, recorded, expected) => {
    expect(of(condition(SPINE, recorded))).toBe(expected);
  });

  test.each(['refuted', 'entered-in-error', 'unconfirmed', 'provisional', 'differential'])(
    'is nothing %s',
    (verification) => {
      expect(of(condition(SPINE, '2026-06-02', { verification }))).toBeUndefined();
    },
  );

  test('is said by the coded conclusion of a report that is done', () => {
    const report = (status: string): Json => ({
      DiagnosticReport: { status, date: '2026-06-01', issued: '2026-06-03', conclusionCode: [SPINE] },
    });
    expect(of(report('final'))).toBe('2026-06-03');
    expect(of(report('preliminary'))).toBeUndefined();
  });

  test('is a metastasis of bone only where the record names the spine', () => {
    expect(of(condition(BONE, '2026-06-02'))).toBeUndefined();
    expect(of(condition(BONE, '2026-06-02', { bodySite: ['Thoracic spine'] }))).toBe('2026-06-02');
    expect(of(condition(BONE, '2026-06-02', { text: 'Bone metastases, L3 vertebra' }))).toBe('2026-06-02');
    expect(of(condition(BONE, '2026-06-02', { bodySite: ['Femur'] }))).toBeUndefined();
  });

  describe('is cord compression only beside a cancer', () => {
    test.each([
      ['none', undefined, undefined],
      ['years before', '2018-01-01', '2026-06-02'],
      ['90 days later', '2026-08-31', '2026-08-31'],
      ['91 days later', '2026-09-01', undefined],
    ])('%s', (_what, cancer, expected) => {
      const rows = cancer === undefined ? [] : [condition(CANCER, cancer)];
      expect(of(condition(CORD, '2026-06-02'), ...rows)).toBe(expected);
    });
    test('of no date', () =>
      expect(of(condition(CORD, '2026-06-02'), condition(CANCER, undefined))).toBe('2026-06-02'));
    test('that was not refuted', () => {
      const refuted = condition(CANCER, '2018-01-01', { verification: 'refuted' });
      expect(of(condition(CORD, '2026-06-02'), refuted)).toBeUndefined();
    });
    test.each(['ICD10CM#M47.12', 'ICD10#M51.0', 'ICD9CM#721.42', 'SCT#764272007'])('not %s, another cause', (code) => {
      expect(of(condition(code, '2026-06-02'), condition(CANCER, '2018'))).toBeUndefined();
      expect(of(condition([CORD, code], '2026-06-02'), condition(CANCER, '2018'))).toBeUndefined();
    });
  });

  test('is no other sign, and no back pain', () => {
    const rows = ['SCT#267064002 Retention of urine', 'SCT#279039007 Low back pain', 'ICD10CM#C78.0'];
    expect(of(condition(CANCER, '2018'), ...rows.map((code) => condition(code, '2026-06-02')))).toBeUndefined();
  });

  test.each([null, 7, [], {}, { coding: [null, { code: 7 }] }, 'x'])('never throws, code %j', (code) => {
    const inputs = inputsOf([{ Condition: { recorded: '2026-06-02', text: 'x' } }]);
    const [entry] = inputs.conditions.entries;
    const odd = {
      ...inputs,
      conditions: { state: 'present' as const, entries: [{ resource: { ...entry!.resource, code } }] },
    };
    expect(outcomeOf(odd, service.terminology as Terminology, outcomes)).toBeUndefined();
  });
});

describe('the table of what counts', () => {
  const content = realContent();
  const screening = content.documents['screening'] as { truth: Json[]; cancer: Json };
  const start = (changed: Json) => () =>
    realService({ ...content, documents: { ...content.documents, screening: { ...screening, ...changed } } });

  test('names value sets that there are', () => {
    const [first] = screening.truth;
    expect(start({ truth: [{ ...first, set: 'metastasis-spin' }] })).toThrow('"metastasis-spin" is no value set');
    expect(start({ cancer: { ...screening.cancer, sets: ['cancer-brest'] } })).toThrow(
      '"cancer-brest" is no value set',
    );
  });
  test('says of each where it comes from', () => {
    expect(start({ truth: [{ set: 'metastasis-spine' }] })).toThrow(/content\/screening\.yaml: truth\.0\.source/);
  });
});
