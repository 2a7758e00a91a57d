/** The cards of every case: what the contract promises of their shape, words and orders. */
import { parseDay } from '../../src/sdk/index.js';
import type { Assessment, Card, CardContext, CardSettings, Json } from '../../src/sdk/index.js';
import { readCases } from '../support/cases.js';
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

const assessed = readCases().map((one) => ({
  file: one.file,
  assessment: service.assess({
    inputs: inputsOf(one.chart, one.inputs),
    asOf: parseDay(one.asOf) as number,
    settings: { otherCancers: one.settings?.otherCancers ?? true },
    ...(one.encounterId === undefined ? {} : { encounterId: one.encounterId }),
    ...(one.userId === undefined ? {} : { userId: one.userId }),
  }),
}));
const speaking = assessed.filter(({ assessment }) => assessment.tier !== null);

const render = (assessment: Assessment, given: Partial<CardSettings> = {}): Card =>
  service.renderCard(assessment, { ...settings, ...given }, context) as Card;
const orderOf = (card: Card): Json => card.suggestions?.[0]?.actions[0]?.resource as Json;
const chart = (...rows: Json[]): Assessment =>
  service.assess({
    inputs: inputsOf([{ Patient: { birthDate: '1954-01-10', gender: 'male' } }, ...rows]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
const BREAST = { Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } };
const BACK = { Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } };
const WEAK = { Condition: { id: 'c3', code: 'SCT#713514005 Muscle weakness of limb', onset: '2026-06-12' } };
const SADDLE = { Condition: { id: 'c4', code: 'SCT#449813001 Numbness of saddle area', onset: '2026-06-12' } };

describe.each(['uk', 'us'] as const)('every card of the cases, guidance %s', (guidance) => {
  test.each(speaking.map(({ file, assessment }) => [file, assessment] as const))('%s', (_file, assessment) => {
    const card = render(assessment, { guidance });
    expect(card.summary.length).toBeLessThanOrEqual(139);
    expect(card.summary).not.toMatch(/[{}]|undefined|…/);
    expect(card.detail).not.toMatch(/\{[A-Za-z-]+\}|undefined/);
    expect(`${card.summary} ${card.detail}`).not.toMatch(
      /may wait|can wait|patient has metastas|no neurological deficit/i,
    );
    if (guidance === 'us') {
      const { extension: _evidence, ...shown } = card;
      expect(
        JSON.stringify({ ...shown, overrideReasons: card.overrideReasons?.map((one) => one.display) }),
      ).not.toMatch(/MSCC|\bNICE\b|NG234/);
    }
    if (assessment.variant === 'infection-possible') expect(`${card.summary} ${card.detail}`).not.toMatch(/1 week/);
  });
});

describe('the wire', () => {
  test.each([
    ['recommended', [BREAST, BACK], 'info', 'routine', 14 * 24],
    ['emergency', [BREAST, BACK, WEAK], 'critical', 'stat', 24],
    ['emergency', [BREAST, BACK, SADDLE], 'critical', 'stat', 4],
  ] as const)('%s: indicator, priority and the latest time', (tier, rows, indicator, priority, hours) => {
    const card = render(chart(...rows));
    expect(card.indicator).toBe(indicator);
    expect(card.source).toMatchObject({ label: 'Spinewatch', topic: { system: 'urn:spinewatch:tier', code: tier } });
    const order = orderOf(card);
    expect(order).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'order',
      priority,
      subject: { reference: 'Patient/p1' },
      encounter: { reference: 'Encounter/e1' },
      requester: { reference: 'Practitioner/d1' },
    });
    expect(order['id']).toBeUndefined();
    const period = order['occurrencePeriod'] as { start: string; end: string };
    expect((Date.parse(period.end) - Date.parse(period.start)) / 3_600_000).toBe(hours);
  });

  test('the order asks for the whole spine, and never for contrast alone', () => {
    const codes = (given: Partial<CardSettings>): unknown =>
      ((orderOf(render(chart(BREAST, BACK), given))['code'] as Json)['coding'] as Json[]).map((one) => one['code']);
    expect(codes({ mriContrast: 'without' })).toEqual(['241645008', '30854-4']);
    expect(codes({ mriContrast: 'with-and-without' })).toEqual(['241645008', '30855-1']);
  });

  test('reasons point to what has an id, and are coded where nothing has', () => {
    expect(orderOf(render(chart(BREAST, BACK)))['reasonReference']).toEqual([
      { reference: 'Condition/c1' },
      { reference: 'Condition/c2' },
    ]);
    const anonymous = { ...chart(BREAST, BACK) };
    const found = anonymous.found.map((one) => ({
      ...one,
      sources: one.sources.map((s) => ({ ...s, reference: 'Condition' })),
    }));
    const order = orderOf(render({ ...anonymous, found }));
    expect(order['reasonReference']).toBeUndefined();
    expect(order['reasonCode']).toEqual(expect.arrayContaining([expect.objectContaining({ text: 'Low back pain' })]));
  });

  test('nothing is preselected, and each suggestion has one action with a description', () => {
    for (const { assessment } of speaking) {
      for (const suggestion of render(assessment).suggestions ?? []) {
        expect(suggestion).not.toHaveProperty('isRecommended');
        expect(suggestion.actions).toHaveLength(1);
        expect(suggestion.actions[0]?.description).not.toBe('');
      }
    }
  });

  test('an incomplete card has no suggestions and two reasons', () => {
    const incomplete = speaking.find(({ assessment }) => assessment.tier === 'incomplete');
    const card = render(incomplete?.assessment as Assessment);
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('selectionBehavior');
    expect(card.overrideReasons?.map((one) => one.code)).toEqual(['not-my-patient-role', 'other']);
    expect(`${card.summary}${card.detail}`).toMatch(/not an all-clear/i);
  });

  test('an emergency offers no "remind me"; the others do', () => {
    const codes = (...rows: Json[]): readonly string[] =>
      render(chart(...rows)).overrideReasons?.map((one) => one.code) ?? [];
    expect(codes(BREAST, BACK, WEAK)).not.toContain('defer-24h');
    expect(codes(BREAST, BACK)).toContain('defer-24h');
  });

  test('every card and suggestion has a uuid of its own', () => {
    const uuids = speaking.flatMap(({ assessment }) => {
      const card = render(assessment);
      return [card.uuid, ...(card.suggestions ?? []).map((one) => one.uuid)];
    });
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test('the evidence on the card is the assessment itself', () => {
    const assessment = chart(BREAST, BACK);
    expect(render(assessment).extension).toEqual({ 'org.spinewatch.evidence': assessment });
  });
});

describe('words', () => {
  test('the summaries of the specification', () => {
    const weight = (kg: string, date: string): Json => ({
      Observation: { code: 'LOINC#29463-7 Body weight', value: kg, date },
    });
    const prostate = { Condition: { code: 'SCT#399068003 Malignant tumor of prostate', onset: '2021-03-01' } };
    expect([
      render(chart(BREAST, BACK, { Condition: { ...WEAK.Condition, text: 'Weakness of the left leg' } })).summary,
      render(chart(BREAST, BACK, WEAK)).summary,
      render(chart(BREAST, BACK, SADDLE)).summary,
      render(chart(prostate, BACK, weight('88.0 kg', '2025-09-10'), weight('80.0 kg', '2026-06-10'))).summary,
      render(chart(BREAST, BACK)).summary,
      render(
        chart(BREAST, BACK, {
          Observation: { code: 'LOINC#8310-5 Body temperature', value: '38.4 Cel', date: '2026-06-13' },
        }),
      ).summary,
    ]).toEqual([
      'Possible cord compression: breast cancer, back pain, leg weakness 12 Jun. Act now: call MSCC coordinator; whole-spine MRI today, max 24 h',
      'Possible cord compression: breast cancer, back pain, limb weakness 12 Jun. Act now: call MSCC coordinator; whole-spine MRI today, max 24 h',
      'Possible cauda equina: breast cancer, back pain, saddle numbness 12 Jun. Send/refer now: emergency MRI (4 h), do not wait for bloods',
      'Possible spinal metastases: prostate cancer + back pain + 9 % weight loss. Call MSCC coordinator within 24 h; whole-spine MRI in 1 week',
      'Breast cancer history + back pain since 20 May: spine MRI recommended. Examine neurology today; if any deficit, act as an emergency',
      'Fever 38.4 + back pain + breast cancer: assess today for sepsis, neutropenia and spinal infection; whole-spine MRI within 24 h',
    ]);
  });

  test('the site names who to call, by day and by night, as text', () => {
    const detail = render(chart(BREAST, BACK, WEAK), {
      emergencyContact: 'MSCC coordinator, 020 7946 0000',
      emergencyContactOutOfHours: '<b>switchboard</b>',
    }).detail;
    expect(detail).toContain('020 7946 0000');
    expect(detail).toContain('&lt;b&gt;switchboard');
  });

  test('what a chart says arrives as text', () => {
    const text =
      '<iframe srcdoc="<script>alert(1)</script>"> [click](javascript:alert(1)) **bold** `x` www.evil.example';
    const card = render(
      chart({ Condition: { ...BREAST.Condition, text } }, { Condition: { ...BACK.Condition, text } }),
    );
    expect(card.detail).not.toMatch(/<[a-z]/i);
    expect(card.detail).not.toMatch(/[^\\]\]\(/);
    expect(card.summary).not.toContain('<');
    expect(card.detail).toContain('click');
  });

  test('what could not be read is said, and never called absent', () => {
    const assessment = service.assess({
      inputs: inputsOf([{ Patient: { birthDate: '1954-01-10' } }, BREAST, BACK], {
        observations: 'timeout',
        encounters: 'not-permitted',
      }),
      asOf: parseDay('2026-06-15') as number,
      settings: { otherCancers: true },
    });
    expect(assessment.notFound).not.toContain('fever');
    const { detail } = render(assessment);
    expect(detail).toMatch(/observations: timeout/);
    expect(detail).toMatch(/encounters: not-permitted/);
  });
});
