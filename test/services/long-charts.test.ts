/** Charts with dozens of records of the same: no card and no order may lose what matters behind them. */
import { parseDay } from '../../src/sdk/index.js';
import type { Card, Json } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const day = (index: number): string => new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10);

function card(...rows: Json[]): Card {
  const assessment = service.assess({
    inputs: inputsOf([{ Patient: { birthDate: '1954-01-10', gender: 'female' } }, ...rows]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
  return service.renderCard(
    assessment,
    {
      selectionBehavior: 'any',
      emergencyContact: '',
      emergencyContactOutOfHours: '',
      mriContrast: 'without',
      guidance: 'uk',
    },
    { patientId: 'p1', now: '2026-06-15T10:00:00.000Z', newUuid: () => '00000000-0000-4000-8000-000000000000' },
  ) as Card;
}
const orderOf = (one: Card): Json => one.suggestions?.[0]?.actions[0]?.resource as Json;

/** A cancer coded anew at each of sixty visits, as billing systems do. */
const CANCERS = many(60, (i) => ({
  Condition: { code: 'ICD10CM#C50.911 Malignant neoplasm of unspecified site of right female breast', onset: day(i) },
}));
const BACK = { Condition: { code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } };
const SADDLE = { Condition: { id: 'saddle', code: 'SCT#449813001 Numbness of saddle area', onset: '2026-06-12' } };
const PACEMAKER = { Condition: { code: 'ICD10CM#Z95.0 Presence of cardiac pacemaker', onset: '2020-01-01' } };

describe('sixty records of one cancer', () => {
  const shown = card(...CANCERS, BACK, SADDLE, PACEMAKER);

  test('the emergency feature stands in the detail, and the rest is counted', () => {
    expect(shown.detail).toContain('**Saddle numbness** (emergency)');
    expect(shown.detail).toMatch(/and 56 more in the evidence/);
  });

  test('the order keeps its safety line and names the feature', () => {
    const [note] = orderOf(shown)['note'] as { text: string }[];
    expect(note?.text.length).toBeLessThanOrEqual(1000);
    expect(note?.text).toContain('MRI safety: check implants');
    expect(note?.text).toContain('Implant or device on record');
    expect(note?.text).toContain('Numbness of saddle area');
    expect(orderOf(shown)['reasonReference']).toContainEqual({ reference: 'Condition/saddle' });
  });
});

test('hundreds of values without a unit are counted, not listed one by one', () => {
  const weights = many(300, (i) => ({
    Observation: {
      code: 'LOINC#29463-7 Body weight',
      valueQuantity: { value: 80 + (i % 3) },
      date: new Date(Date.UTC(2026, 5, 14) - i * 86_400_000).toISOString().slice(0, 10),
    },
  }));
  const { detail } = card(CANCERS[0] as Json, BACK, ...weights);
  expect(detail).toMatch(/weight loss \(Observation\/\S+, [^)]* and 292 more\): no unit given/);
  expect(detail?.length).toBeLessThan(6000);
});

describe('why, where the pain is only on the list', () => {
  const LISTED = { Condition: { code: 'SCT#279039007 Low back pain', onset: '2026-01-20' } };

  test('a major feature is said, and that it is urgent if the pain is still there', () => {
    const bone = { Condition: { code: 'SCT#94222008 Metastatic malignant neoplasm to bone', onset: '2025-05-06' } };
    const { detail, indicator } = card(CANCERS[0] as Json, LISTED, bone);
    expect(indicator).toBe('info');
    expect(detail).not.toContain('no urgent feature');
    expect(detail).toContain('known bone metastases');
    expect(detail).toContain('If the pain is still present, this is urgent');
  });

  test('without one the card says that none was found', () => {
    expect(card(CANCERS[0] as Json, LISTED).detail).toContain('no urgent feature found in this record');
  });
});
