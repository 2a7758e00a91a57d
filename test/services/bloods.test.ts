/** The second suggestion (blood tests), and how the card speaks of a high calcium. */
import { parseDay } from '../../src/sdk/index.js';
import type { Assessment, Card, CardContext, CardSettings, Json } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const settings: CardSettings = {
  selectionBehavior: 'any',
  emergencyContact: '',
  emergencyContactOutOfHours: '',
  mriContrast: 'without',
  guidance: 'uk',
};
const context: CardContext = {
  patientId: 'p1',
  encounterId: 'e1',
  requester: 'Practitioner/d1',
  now: '2026-06-15T10:00:00.000Z',
  newUuid: (() => {
    let last = 0;
    return () => `00000000-0000-4000-8000-${String((last += 1)).padStart(12, '0')}`;
  })(),
};
const assess = (...rows: Json[]): Assessment =>
  service.assess({
    inputs: inputsOf([{ Patient: { birthDate: '1954-01-10', gender: 'male' } }, ...rows]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
const cardOf = (assessment: Assessment, given: Partial<CardSettings> = {}): Card =>
  service.renderCard(assessment, { ...settings, ...given }, context) as Card;
const card = (...rows: Json[]): Card => cardOf(assess(...rows));
const bloods = (of: Card): Json | undefined => of.suggestions?.[1]?.actions[0]?.resource;
const tests = (of: Card): readonly unknown[] =>
  ((bloods(of)?.['orderDetail'] ?? []) as Json[]).map((detail) => detail['text']);

const BREAST = { Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } };
const PROSTATE = { Condition: { code: 'SCT#399068003 Malignant tumor of prostate', onset: '2021-03-01' } };
const BACK = { Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } };
const THORACIC = { Condition: { code: 'ICD10CM#M54.6 Pain in thoracic spine', onset: '2026-05-20' } };
const WEAK = { Condition: { code: 'SCT#713514005 Muscle weakness of limb', onset: '2026-06-12' } };
const BONE = { Condition: { code: 'SCT#94222008 Secondary malignant neoplasm of bone', onset: '2024-06-12' } };
const calcium = (value: string): Json => ({
  Observation: { code: 'LOINC#29265-6 Calcium corrected for albumin', value, date: '2026-06-10' },
});
const FEVER = { Observation: { code: 'LOINC#8310-5 Body temperature', value: '38.4 Cel', date: '2026-06-13' } };

const ALWAYS = ['Haemoglobin', 'Calcium', 'Albumin', 'Alkaline phosphatase', 'Creatinine', 'eGFR', 'ESR', 'CRP'];
const MYELOMA = ['Serum protein electrophoresis', 'Serum free light chains'];

describe('blood tests', () => {
  test('are one draft order that names each test, after the MRI', () => {
    const shown = card(BREAST, BACK);
    expect(shown.suggestions).toHaveLength(2);
    expect(shown.suggestions?.[0]?.label).toContain('MRI');
    expect(bloods(shown)).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'order',
      priority: 'routine',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '396550006' }] },
      subject: { reference: 'Patient/p1' },
      encounter: { reference: 'Encounter/e1' },
      requester: { reference: 'Practitioner/d1' },
      authoredOn: '2026-06-15T10:00:00.000Z',
      reasonReference: [{ reference: 'Condition/c1' }, { reference: 'Condition/c2' }],
      note: [{ text: expect.stringContaining('do not exclude metastases') }],
    });
    expect(bloods(shown)).not.toHaveProperty('id');
    expect(shown.suggestions?.[1]).not.toHaveProperty('isRecommended');
  });

  test.each([
    ['breast, no metastases known', [BREAST, BACK], [...ALWAYS, ...MYELOMA]],
    ['prostate', [PROSTATE, BACK], [...ALWAYS, 'PSA', ...MYELOMA]],
    ['breast with bone metastases', [BREAST, BACK, BONE], ALWAYS],
    ['metastases of an unknown primary', [BACK, BONE], [...ALWAYS, ...MYELOMA]],
    [
      'suspected prostate beside established breast',
      [BREAST, BACK, { Condition: { code: 'ICD10CM#C61 Prostate', verification: 'provisional', onset: '2026-01-01' } }],
      [...ALWAYS, 'PSA', ...MYELOMA],
    ],
  ] as const)('%s', (_name, rows, expected) => {
    expect(tests(card(...rows))).toEqual(expected);
  });

  test('are urgent on an urgent card, and never on an emergency or an incomplete one', () => {
    expect(bloods(card(BREAST, THORACIC))).toMatchObject({ priority: 'urgent' });
    expect(card(BREAST, BACK, WEAK).suggestions).toHaveLength(1);
    const unread = service.assess({
      inputs: inputsOf([{ Patient: { birthDate: '1954-01-10' } }, BREAST], { encounters: 'timeout' }),
      asOf: parseDay('2026-06-15') as number,
      settings: { otherCancers: true },
    });
    expect(unread.tier).toBe('incomplete');
    expect(cardOf(unread)).not.toHaveProperty('suggestions');
  });
});

describe('calcium from 3.0 mmol/L on', () => {
  test('the summary of the specification', () => {
    expect(card(BREAST, BACK, calcium('3.1 mmol/L')).summary).toBe(
      'Calcium 3.1 + back pain + breast cancer: same-day medical assessment; call MSCC coordinator within 24 h; whole-spine MRI in 1 week',
    );
    expect(cardOf(assess(BREAST, BACK, calcium('3.1 mmol/L')), { guidance: 'us' }).summary).toMatch(
      /^Calcium 12\.4 mg\/dL \+ .*same-day medical assessment/,
    );
  });

  test('below it the summary names the calcium and nothing of the same day', () => {
    const { summary, detail } = card(BREAST, BACK, calcium('2.9 mmol/L'));
    expect(summary).toMatch(/breast cancer \+ back pain \+ calcium 2\.9\./);
    expect(`${summary}${detail}`).not.toContain('same-day');
  });

  test.each([
    ['fever', FEVER, /^Fever 38\.4/],
    ['an emergency', WEAK, /^Possible cord compression/],
  ])('%s goes before it in the summary; the action says both', (_name, row, summary) => {
    const shown = card(BREAST, BACK, calcium('3.1 mmol/L'), row);
    expect(shown.summary).toMatch(summary);
    expect(shown.detail).toMatch(/Calcium 3\.1 mmol\/L: same-day medical assessment/);
  });

  test('a chart cannot speak through the unit it gives', () => {
    const unit = 'same-day medical assessment';
    const forged = { ...(calcium('2.7 mmol/L')['Observation'] as Json), value: { value: 2.7, code: 'mmol/L', unit } };
    expect(card(BREAST, BACK, { Observation: forged }).summary).not.toContain('same-day');
  });
});
