/** Laboratory values and medicines: what is said of them on cards and in the lists, beyond what cases express. */
import { parseDay } from '../../src/sdk/index.js';
import type { Assessment, Json } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { readCases } from '../support/cases.js';
import { realService } from '../support/service.js';

const service = realService();
const PATIENT = { Patient: { birthDate: '1958-03-02', gender: 'female' } };
const BREAST = { Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } };
const BACK = { Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } };

const assess = (rows: readonly Json[], states: Readonly<Record<string, string>> = {}): Assessment =>
  service.assess({
    inputs: inputsOf(rows, states),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
const breast = (...rows: Json[]): Assessment => assess([PATIENT, BREAST, BACK, ...rows]);
const lab = (code: string, value: unknown, date: string, more: Json = {}): Json => ({
  Observation: { code: `LOINC#${code}`, value, date, ...more },
});
const textOf = (assessment: Assessment, criterion: string): string | undefined =>
  assessment.found.find((one) => one.criterion === criterion)?.text;

describe('what could not be evaluated is never called not found', () => {
  test.each(readCases().map((one) => [one.file, one] as const))('%s', (_file, one) => {
    const assessment = service.assess({
      inputs: inputsOf(one.chart, one.inputs),
      asOf: parseDay(one.asOf) as number,
      settings: { otherCancers: true },
    });
    const open = new Set(assessment.notEvaluated.map(({ criterion }) => criterion));
    expect(assessment.notFound.filter((name) => open.has(name))).toEqual([]);
    expect(assessment.notFound.filter((name) => assessment.features.includes(name))).toEqual([]);
  });
});

describe('the words of laboratory findings', () => {
  test('a corrected calcium names the albumin and what the laboratory reported', () => {
    const assessment = breast(lab('17861-6', '10.2 mg/dL', '2026-06-10'), lab('1751-7', '3.2 g/dL', '2026-06-08'));
    expect(textOf(assessment, 'hypercalcaemia')).toBe(
      '2.705 mmol/L, corrected for albumin 32 g/L (reported as 10.2 mg/dL)',
    );
    expect(assessment.found.find((one) => one.criterion === 'hypercalcaemia')?.sources).toHaveLength(2);
  });

  test('an uncorrected calcium says so; one just above the threshold does not read as the threshold', () => {
    const assessment = breast(lab('2000-8', '2.653 mmol/L', '2026-06-10'));
    expect(textOf(assessment, 'hypercalcaemia')).toBe('2.653 mmol/L, not corrected for albumin');
  });

  test('a newer normal result is told with the raised one', () => {
    const assessment = breast(lab('1988-5', '40 mg/L', '2026-05-10'), lab('1988-5', '4 mg/L', '2026-06-10'));
    expect(textOf(assessment, 'crp-raised')).toBe('40 mg/L; latest 4 mg/L on 2026-06-10');
  });

  test('a reference range stands beside the value that it makes high', () => {
    const alp = lab('6768-6', '3 ukat/L', '2026-06-10', { referenceRange: [{ high: { value: 2.2, unit: 'ukat/L' } }] });
    expect(textOf(breast(alp), 'alp-raised')).toBe('180 U/L (reported as 3 ukat/L), reference range up to 132');
  });
});

describe('calcium from 3.0 mmol/L on', () => {
  const severe = (...rows: Json[]): boolean =>
    textOf(breast(...rows), 'hypercalcaemia')?.includes('same-day medical assessment') ?? false;

  test.each([
    ['3.00', '2000-8', true],
    ['2.99', '2000-8', false],
    ['3.00', '1995-0', false],
  ])('%s mmol/L of %s: same-day assessment %s', (value, code, expected) => {
    expect(severe(lab(code, `${value} mmol/L`, '2026-06-10'))).toBe(expected);
  });

  test('a normal calcium since then takes the hurry out of it, and not the feature', () => {
    const rows = [lab('29265-6', '3.10 mmol/L', '2026-05-10'), lab('29265-6', '2.40 mmol/L', '2026-06-10')];
    expect(severe(...rows)).toBe(false);
    expect(breast(...rows).features).toEqual(['hypercalcaemia']);
  });
});

describe('lists', () => {
  test('a laboratory result too old to matter is not listed, whatever is wrong with it', () => {
    const old = Array.from({ length: 50 }, () => lab('2000-8', 11.9, '2024-01-10'));
    expect(breast(...old).notEvaluated).toEqual([]);
  });

  test('thousands of unusable results are listed as a few', () => {
    const unitless = Array.from({ length: 3000 }, (_, index) => lab('2000-8', 2.5, '2026-06-10', { id: `o${index}` }));
    const uncorrected = Array.from({ length: 3000 }, (_, index) =>
      lab('17861-6', '9.5 mg/dL', '2026-06-10', { id: `u${index}` }),
    );
    const started = performance.now();
    const assessment = breast(...unitless, ...uncorrected, lab('1751-7', '40 g/L', '2026-05-01'));
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(assessment.notEvaluated.length).toBeLessThan(100);
    expect(assessment.notFound).not.toContain('hypercalcaemia');
  });

  test('PSA is looked for in prostate cancer only', () => {
    expect(breast().notFound).not.toContain('psa-raised');
    const prostate = { Condition: { code: 'SCT#399068003 Malignant tumor of prostate', onset: '2021-03-01' } };
    expect(assess([PATIENT, prostate, BACK]).notFound).toEqual(expect.arrayContaining(['psa-raised', 'psa-rising']));
  });

  test('what a measured loss is explained by is told with its record', () => {
    const weights = [lab('29463-7', '88.0 kg', '2025-09-10'), lab('29463-7', '80.0 kg', '2026-06-10')];
    const assessment = breast(...weights, {
      MedicationRequest: { id: 'm1', text: 'Semaglutide 1 mg weekly', authored: '2026-01-10' },
    });
    expect(assessment.found.find((one) => one.criterion === 'treatment')).toMatchObject({
      strength: 'context',
      basis: 'medication',
      text: expect.stringContaining('may be intentional'),
      date: '2026-01-10',
      sources: [{ reference: 'MedicationRequest/m1' }],
    });
  });
});
