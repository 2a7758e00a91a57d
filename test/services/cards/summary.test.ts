/** The summary fits whatever a chart and a site's settings hold, and the emergency keeps to its eight lines. */
import fc from 'fast-check';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Assessment, Card, Finding } from '../../../src/sdk/index.js';
import { realService } from '../../support/service.js';

const service = realService();
const VOCABULARY = fileURLToPath(
  new URL('../../../cds-services/metastatic-back-pain/content/vocabulary.yaml', import.meta.url),
);
const { features: FEATURES } = parse(readFileSync(VOCABULARY, 'utf8')) as { readonly features: object };
const SITES = ['breast', 'lung', 'prostate', 'kidney', 'thyroid'];
const SNOMED = 'http://snomed.info/sct';
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

const date = fc.constantFrom('2026-06-12', '2025-09-30', '2026-05', '2019', undefined);
const dated = (day: string | undefined): { readonly date?: string } => (day === undefined ? {} : { date: day });

const feature = fc.record({
  criterion: fc.constantFrom(...Object.keys(FEATURES)),
  strength: fc.constantFrom('emergency', 'major', 'minor', 'context'),
  day: date,
  text: fc.constantFrom(
    '38.4 °C',
    '>3.25 mmol/L, corrected for albumin: same-day medical assessment',
    '88.0 kg → 80.0 kg (−99.1 %)',
    'weakness of left leg; transient deficit still needs assessment',
    'Words; long-standing since 2019-01-01; ask whether it has changed',
    'x'.repeat(400),
  ),
  basis: fc.constantFrom('code', 'value', 'text'),
});

const assessment = fc
  .record({
    tier: fc.constantFrom('emergency', 'urgent', 'recommended', 'incomplete'),
    level: fc.constantFrom('established', 'high-risk-other', 'possible', 'other', 'none'),
    sites: fc.uniqueArray(fc.constantFrom(...SITES), { maxLength: 5 }),
    features: fc.uniqueArray(feature, { maxLength: 8, selector: (one) => one.criterion }),
    pains: fc.array(fc.record({ code: fc.constantFrom('279039007', '81680005'), day: date }), { maxLength: 3 }),
    inpatient: fc.boolean(),
    hospice: fc.boolean(),
    variant: fc.constantFrom(undefined, 'infection-possible', 'goals-of-care', 'known-spinal-metastases'),
    unavailable: fc.subarray(['patient', 'conditions', 'observations', 'encounters', 'procedures'] as const),
    state: fc.constantFrom('error', 'timeout', 'truncated', 'not-permitted'),
    why: fc.constantFrom(undefined, 'the server speaks FHIR STU3', 'x'.repeat(300)),
  })
  .map((given): Assessment => {
    const found: Finding[] = [
      ...given.pains.map(({ code, day }): Finding => ({
        criterion: 'back-pain',
        basis: 'code',
        text: 'Pain (still present?)',
        ...dated(day),
        sources: [{ reference: 'Condition/pain', system: SNOMED, code }],
      })),
      ...given.features.map(
        ({ day, ...one }) => ({ ...one, ...dated(day), sources: [{ reference: 'Condition/f' }] }) as Finding,
      ),
      ...(given.inpatient
        ? [
            {
              criterion: 'care',
              strength: 'context' as const,
              basis: 'encounter' as const,
              text: 'in-patient or emergency visit',
              sources: [{ reference: 'Encounter/e', system: ACT_CODE, code: 'IMP' }],
            },
          ]
        : []),
      ...(given.hospice
        ? [
            {
              criterion: 'care',
              strength: 'context' as const,
              basis: 'code' as const,
              text: 'hospice care: Full care by hospice',
              date: '2026-06-01',
              sources: [{ reference: 'Condition/h' }],
            },
          ]
        : []),
    ];
    const counted = given.features.filter(({ strength }) => strength !== 'context').map(({ criterion }) => criterion);
    return {
      tier: given.tier,
      ...(given.variant === undefined ? {} : { variant: given.variant }),
      asOf: '2026-06-15',
      rule: { id: 'metastatic-back-pain', version: '1.0.0', contentHash: `sha256:${'0'.repeat(64)}` },
      settings: { otherCancers: true },
      cancer: { level: given.level, sites: given.sites.sort() },
      features: counted.sort(),
      found,
      notFound: [],
      notEvaluated: [],
      unavailable: given.unavailable.map((input) => ({
        input,
        state: given.state,
        ...(given.why === undefined ? {} : { why: given.why }),
      })),
      notes: [],
    } as Assessment;
  });

const contact = fc.oneof(fc.constant(''), fc.string({ minLength: 1, maxLength: 200 }), fc.constant('n'.repeat(200)));

test.each(['uk', 'us'] as const)('%s: 139 characters at most, nothing left unfilled, eight lines', (guidance) => {
  fc.assert(
    fc.property(assessment, contact, contact, (given, emergencyContact, emergencyContactOutOfHours) => {
      const card = service.renderCard(
        given,
        { selectionBehavior: 'any', emergencyContact, emergencyContactOutOfHours, mriContrast: 'without', guidance },
        { patientId: 'p1', now: '2026-06-15T10:00:00.000Z', newUuid: () => '00000000-0000-4000-8000-000000000001' },
      ) as Card;
      expect(card.summary.length).toBeLessThanOrEqual(139);
      expect(card.summary).not.toMatch(/[{}]|…$|undefined|NaN| {2}/);
      const action = (card.detail ?? '').split(/^### /m)[0] ?? '';
      if (given.tier === 'emergency') {
        expect(action.trim().split('\n\n').length).toBeLessThanOrEqual(8);
      }
    }),
    { numRuns: 600 },
  );
});
