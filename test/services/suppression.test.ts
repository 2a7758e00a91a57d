/** What was done already, as assessments and cards say it: remarks, first lines, the list of imaging and orders, reasons. */
import { parseDay } from '../../src/sdk/index.js';
import type { Assessment, Card, CardSettings, Json } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const BREAST = { Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } };
const BACK = { Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } };
const LOSS = { Condition: { id: 'c3', code: 'SCT#448765001 Unintentional weight loss', onset: '2026-05-26' } };
const WEAK = { Condition: { id: 'c4', code: 'SCT#713514005 Muscle weakness of limb', onset: '2026-06-05' } };
const HOSPICE = { Condition: { id: 'c5', code: 'SCT#170935008 Full care by hospice', onset: '2026-06-01' } };
const WHOLE = 'LOINC#30854-4 MR Cervical and thoracic and lumbar spine WO contrast';
const LUMBAR = 'LOINC#30679-5 MR Lumbar spine WO contrast';

const mri = (code: string, date?: string, more: Json = {}): Json => ({
  DiagnosticReport: { id: 'm1', code, ...(date === undefined ? {} : { date }), ...more },
});
const order = (code: string, authored: string, more: Json = {}): Json => ({
  ServiceRequest: { id: 'o1', code, authored, ...more },
});

const assess = (rows: readonly Json[], encounterId?: string): Assessment =>
  service.assess({
    inputs: inputsOf([{ Patient: { birthDate: '1954-01-10', gender: 'female' } }, BREAST, BACK, ...rows]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
    ...(encounterId === undefined ? {} : { encounterId }),
  });

const cardOf = (assessment: Assessment, guidance: CardSettings['guidance'] = 'uk'): Card =>
  service.renderCard(
    assessment,
    {
      selectionBehavior: 'any',
      emergencyContact: '',
      emergencyContactOutOfHours: '',
      mriContrast: 'without',
      guidance,
    },
    { patientId: 'p1', now: '2026-06-15T10:00:00.000Z', newUuid: () => '00000000-0000-4000-8000-000000000001' },
  ) as Card;

const lineOf = (assessment: Assessment, criterion: string) =>
  assessment.found.find((one) => one.criterion === criterion && one.sources[0]?.code !== 'IMP');
const sectionOf = (card: Card, heading: string): string =>
  new RegExp(`### ${heading}\\n\\n([^#]*)`).exec(card.detail ?? '')?.[1] ?? '';

describe('lines of the evidence', () => {
  test.each([
    [
      'a whole spine that hides',
      [mri(WHOLE, '2026-06-01')],
      null,
      'MR Cervical and thoracic and lumbar spine WO contrast',
      '2026-06-01',
    ],
    [
      'equal day',
      [WEAK, mri(WHOLE, '2026-06-05')],
      'emergency',
      /; MRI 2026-06-05 on the same day: does it post-date the deficit\?$/,
      '2026-06-05',
    ],
    ['a part', [LOSS, mri(LUMBAR, '2026-06-01')], 'urgent', /; only lumbar imaged$/, '2026-06-01'],
    [
      'an unclear extent',
      [LOSS, mri('SCT#241645008 MRI of spine', '2026-06-01')],
      'urgent',
      /; extent not stated: was it the whole spine\?$/,
      '2026-06-01',
    ],
    ['no date', [mri(WHOLE)], 'recommended', /; date not recorded$/, undefined],
    [
      'not final',
      [mri(WHOLE, '2026-06-01', { status: 'preliminary' })],
      'recommended',
      /; report not final$/,
      '2026-06-01',
    ],
    [
      'CT',
      [WEAK, mri('SCT#429875006 CT of whole spine', '2026-06-06')],
      'emergency',
      /; CT done 2026-06-06; does not rule out metastases$/,
      '2026-06-06',
    ],
  ] as const)('%s', (_name, rows, tier, text, date) => {
    const assessment = assess(rows);
    const line = lineOf(assessment, 'imaging');
    expect(assessment.tier).toBe(tier);
    expect(line?.text).toMatch(text);
    expect(line).toMatchObject({
      strength: 'context',
      basis: 'report',
      sources: [{ reference: 'DiagnosticReport/m1' }],
    });
    expect(line?.date).toBe(date);
  });

  test('a Procedure says that it is one, unless a report of the day stands beside it', () => {
    const procedure = {
      Procedure: {
        id: 'x1',
        code: 'SCT#411611000119102 MRI of cervical, thoracic, and lumbar spine',
        date: '2026-06-01',
      },
    };
    const alone = assess([procedure]);
    expect(lineOf(alone, 'imaging')).toMatchObject({ basis: 'procedure' });
    expect(lineOf(alone, 'imaging')?.text).toMatch(/known by a procedure alone/);
    const beside = assess([LOSS, procedure, mri(LUMBAR, '2026-06-01')]);
    expect(beside.found.filter((one) => one.criterion === 'imaging').map((one) => one.basis)).toEqual(['report']);
  });

  test.each([
    ['urgent', [LOSS], /ordered 2026-06-10, lumbar, routine: does not meet 7 days \/ whole spine/],
    ['emergency', [WEAK], /ordered 2026-06-10: confirm within 24 h/],
  ] as const)('an order beside an %s card', (tier, rows, text) => {
    const assessment = assess([...rows, order(LUMBAR, '2026-06-10', { priority: 'routine' })]);
    expect(assessment.tier).toBe(tier);
    expect(lineOf(assessment, 'order')).toMatchObject({
      strength: 'context',
      basis: 'order',
      date: '2026-06-10',
      text: expect.stringMatching(text) as string,
      sources: [{ reference: 'ServiceRequest/o1' }],
    });
  });

  test('what is older than a year, and orders older than 180 days, are not listed', () => {
    const found = (rows: readonly Json[]): readonly string[] =>
      assess(rows)
        .found.map((one) => one.criterion)
        .filter((one) => one === 'imaging' || one === 'order');
    expect(found([mri(WHOLE, '2025-06-15'), order(LUMBAR, '2025-12-17')])).toEqual(['imaging', 'order']);
    expect(found([mri(WHOLE, '2025-06-14'), order(LUMBAR, '2025-12-16')])).toEqual([]);
  });

  test('nothing of it counts, and none of it is a feature', () => {
    const assessment = assess([LOSS, HOSPICE, mri(LUMBAR, '2026-06-01'), order(LUMBAR, '2026-06-10')]);
    expect(assessment.features).toEqual(['weight-loss']);
    expect(assessment.found.slice(-3).map(({ criterion, strength }) => [criterion, strength])).toEqual([
      ['imaging', 'context'],
      ['order', 'context'],
      ['care', 'context'],
    ]);
  });
});

describe('cards', () => {
  test('imaging and orders stand in a section of their own, after what could not be checked', () => {
    const card = cardOf(assess([LOSS, mri(LUMBAR, '2026-06-01'), order(LUMBAR, '2026-06-10')]));
    expect(sectionOf(card, 'Existing imaging and orders').trim().split('\n')).toEqual([
      expect.stringMatching(/^- \*\*Imaging\*\*: MR Lumbar spine.*2026-06-01/),
      expect.stringMatching(/^- \*\*Order\*\*: MR Lumbar spine.*2026-06-10/),
    ]);
    expect(sectionOf(card, 'Found')).not.toMatch(/Imaging|Order/);
    const headings = [...(card.detail ?? '').matchAll(/^### (.*)$/gm)].map((match) => match[1]);
    expect(headings.indexOf('Existing imaging and orders')).toBe(headings.indexOf('Consider instead') - 1);
  });

  test('without any there is no such section', () => {
    expect(cardOf(assess([])).detail).not.toContain('Existing imaging');
  });

  test.each(['uk', 'us'] as const)('under hospice care the goals of care come first (%s)', (guidance) => {
    for (const rows of [
      [LOSS, HOSPICE],
      [WEAK, HOSPICE],
    ]) {
      const assessment = assess(rows);
      const card = cardOf(assessment, guidance);
      expect(card.detail?.split('\n')[0]).toMatch(
        /Hospice care on record: check goals of care\.\*\* Steroid, analgesia or single-fraction radiotherapy may still keep walking and continence\./,
      );
      expect(card.indicator).toBe(assessment.tier === 'emergency' ? 'critical' : 'warning');
    }
  });

  test('comfort care is called so, and the line comes first beside a fever too', () => {
    const comfort = { CarePlan: { id: 'p9', category: 'SCT#133918004 Comfort measures', start: '2026-06-10' } };
    expect(cardOf(assess([WEAK, comfort])).detail?.split('\n')[0]).toMatch(/^\*\*Comfort care on record/);
    const fever = { Observation: { code: 'LOINC#8310-5 Body temperature', value: '38.6 Cel', date: '2026-06-13' } };
    const assessment = assess([fever, HOSPICE]);
    expect(assessment.variant).toBe('infection-possible');
    expect(cardOf(assessment).detail?.split('\n')[0]).toMatch(/^\*\*Hospice care on record/);
  });

  test('a stay in a hospice is no stay in a hospital', () => {
    const visit = (classCode: string, type: string): Json => ({
      Encounter: {
        id: 'e1',
        status: 'in-progress',
        class: classCode,
        type: [{ coding: [{ system: 'http://snomed.info/sct', code: type }] }],
        date: '2026-06-10',
      },
    });
    expect(cardOf(assess([WEAK, visit('AMB', '305336008')], 'e1')).detail).not.toMatch(/call the ward/);
    expect(cardOf(assess([WEAK, visit('IMP', '305336008')], 'e1')).detail).toMatch(/call the ward/);
    expect(cardOf(assess([WEAK, visit('IMP', '1')], 'e1')).detail).not.toMatch(/goals of care/);
  });

  test('variants that are not the first are said all the same', () => {
    const spine = {
      Condition: { code: 'SCT#94602001 Secondary malignant neoplasm of vertebral column', onset: '2022-03-01' },
    };
    const assessment = assess([
      spine,
      HOSPICE,
      order(LUMBAR, '2026-06-10'),
      mri('SCT#241645008 MRI of spine', '2026-06-05'),
    ]);
    expect(assessment.variant).toBe('goals-of-care');
    const { detail } = cardOf(assessment);
    expect(detail).toMatch(/Spinal metastases are already recorded/);
    expect(detail).toMatch(/MRI is already ordered/);
    expect(detail).toMatch(/was it the whole spine/);
  });
});

describe('reasons', () => {
  test.each([
    ['hospice', [HOSPICE]],
    ['imaging-done', [mri(WHOLE, '2026-06-01')]],
    ['imaging-done', [WEAK, mri(WHOLE, '2026-06-06')]],
    ['imaging-ordered', [order(LUMBAR, '2026-06-10')]],
  ] as const)('%s does not reassure', (reason, rows) => {
    const assessment = assess(rows);
    expect(assessment).toMatchObject({ tier: null, reason });
    expect(assessment.reasonText).toMatch(/not an all-clear|not assessed/);
    expect(assessment.reasonText).not.toMatch(/\b(normal|benign|safe|excluded|no metastas)/i);
  });

  test('a hidden emergency says that signs were there', () => {
    expect(assess([WEAK, mri(WHOLE, '2026-06-06')]).reasonText).toMatch(/neurological features.*emergency/);
  });
});

test('a report of a megabyte is read in its first lines, at once', () => {
  const conclusion = `MRI of the spine. ${'whole c / t / '.repeat(80_000)} whole spine.`;
  const assessment = assess([LOSS, mri('SCT#241645008 MRI of spine', '2026-06-01', { conclusion })]);
  expect(assessment.variant).toBe('extent-unclear');
});
