/** What the evidence view draws from an assessment, a chart and the legend of the service: all of it, and nothing of its own. */
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import { domainOf, linesFor, seriesOf } from '../../src/web/app/evidence/series.js';
import { describe as told, marksOf } from '../../src/web/app/evidence/marks.js';
import { placed } from '../../src/web/app/evidence/layout.js';
import { MARGIN, RANGES, spanOf, ticksOf, timeScale } from '../../src/web/app/evidence/time.js';
import { cancerWords, whyOf } from '../../src/web/app/evidence/why.js';
import { resourcesOf } from '../../src/web/app/evidence/chart.js';
import { type Assessment, stagesOf } from '../../src/web/app/call.js';
import { legendOf } from '../../src/web/legend.js';
import { legendSchema, type WireLegend } from '../../src/web/legend-schema.js';
import { realContent, realService } from '../support/service.js';

const service = realService();
const legend = legendOf(service) as WireLegend;
const TODAY = 20_600;

const prefetchOf = (name: string): Record<string, unknown> => {
  const sample = loadSamples(service.id).find((one) => one.name === name);
  if (!sample) throw new Error(`no sample ${name}`);
  return hookRequestOf(sample, service, TODAY, 'x')['prefetch'] as Record<string, unknown>;
};

const assessment = (more: Partial<Assessment> = {}): Assessment => ({
  tier: 'recommended',
  asOf: '2026-05-27',
  rule: { id: service.id, version: '1.0.0', contentHash: 'sha256:0' },
  settings: { otherCancers: true },
  cancer: { level: 'established', sites: ['breast'] },
  features: [],
  found: [],
  notFound: [],
  notEvaluated: [],
  unavailable: [],
  notes: [],
  ...more,
});

const observation = (id: string, code: string, valueQuantity: object, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: '2026-05-01T09:00:00Z',
  valueQuantity,
  ...more,
});
const series = (...observations: object[]) =>
  seriesOf(
    resourcesOf({ observations: { resourceType: 'Bundle', entry: observations.map((resource) => ({ resource })) } }),
    legend,
    assessment(),
  );

describe('the legend', () => {
  test('is of its schema, with the six quantities and the figures of the content', () => {
    expect(legendSchema.strict().safeParse(legend).error?.issues ?? []).toEqual([]);
    expect(legend.measures.map(({ name }) => name)).toEqual([
      'weight',
      'temperature',
      'psa',
      'calcium',
      'esr',
      'haemoglobin',
    ]);
    const values = Object.fromEntries(
      legend.measures.map(({ name, lines }) => [name, lines.map(({ value }) => value)]),
    );
    const rows = realContent().documents['thresholds'] as Record<string, { value: number }>;
    const of = (...names: string[]) => names.map((name) => rows[name]?.value);
    expect(values).toEqual({
      weight: [],
      temperature: of('fever-temperature'),
      psa: of('psa-raised'),
      calcium: of('calcium-raised', 'calcium-severe'),
      esr: of('esr-raised'),
      haemoglobin: of('haemoglobin-female', 'haemoglobin-male'),
    });
    for (const { codes } of legend.measures) expect(codes.length).toBeGreaterThan(0);
  });

  test('names every feature that the rule looks for', () => {
    for (const { features } of legend.groups)
      for (const one of features) expect(legend.criteria[one]).toMatch(/^[A-Z]/);
    expect(legend.rows.map(({ row }) => row)).toEqual(service.knowledge?.rows.map(({ row }) => row));
  });
});

describe('values', () => {
  test('stand in the unit of the rule, with their own reference range, and as written', () => {
    const [calcium] = series(
      observation(
        'c',
        '17861-6',
        { value: 10.9, unit: 'mg/dL' },
        { referenceRange: [{ low: { value: 8.5 }, high: { value: 10.5, unit: 'mg/dL' } }] },
      ),
    );
    expect(calcium?.points[0]).toMatchObject({ written: '10.9 mg/dL', reference: 'Observation/c', date: '2026-05-01' });
    expect(calcium?.points[0]?.value).toBeCloseTo(2.72, 2);
    expect(calcium?.points[0]?.low).toBeCloseTo(2.12, 2);
    expect(calcium?.points[0]?.high).toBeCloseTo(2.62, 2);
    const [temperature] = series(observation('t', '8310-5', { value: 101.3, code: '[degF]' }));
    expect(temperature?.points[0]?.value).toBeCloseTo(38.5, 2);
  });

  test.each([
    ['without a unit', { valueQuantity: { value: 50 } }, 'unit'],
    ['of an unknown unit', { valueQuantity: { value: 50, unit: 'stone' } }, 'unit'],
    ['without a value', { valueQuantity: {} }, 'no value'],
    ['entered in error', { status: 'entered-in-error' }, 'status entered-in-error'],
    ['of a month', { effectiveDateTime: '2026-05' }, 'only dated 2026-05'],
  ])('%s are listed, not drawn', (_how, more, why) => {
    const [weight] = series(observation('w', '29463-7', { value: 80, unit: 'kg' }, more));
    expect(weight?.points).toEqual([]);
    expect(weight?.notDrawn).toEqual([{ reference: 'Observation/w', why: expect.stringContaining(why) }]);
  });

  test.each([
    ['female', [120]],
    ['male', [130]],
    [undefined, [130]],
  ])('the threshold of anaemia for gender %s', (gender, values) => {
    const haemoglobin = legend.measures.find(({ name }) => name === 'haemoglobin');
    expect(haemoglobin && linesFor(haemoglobin, gender).map(({ value }) => value)).toEqual(values);
  });
});

describe('marks', () => {
  test('say resource, code and date; what the assessment does not name is said to be that', () => {
    const found: Assessment['found'] = [
      {
        criterion: 'weight-loss',
        strength: 'major',
        basis: 'value',
        text: '88 kg → 80 kg',
        date: '2026-05-22',
        sources: [{ reference: 'https://ehr.example/fhir/Observation/w', system: 'http://loinc.org', code: '29463-7' }],
      },
      { criterion: 'back-pain', basis: 'code', text: 'Low back pain', sources: [{ reference: 'Condition/b' }] },
    ];
    const resources = resourcesOf({
      conditions: {
        resourceType: 'Bundle',
        entry: [
          { resource: { resourceType: 'Condition', id: 'b', code: { text: 'Low back pain' } } },
          {
            resource: {
              resourceType: 'Condition',
              id: 'gout',
              recordedDate: '2020-03',
              code: { coding: [{ code: '90560007' }], text: 'Gout' },
            },
          },
        ],
      },
    });
    const marks = marksOf(assessment({ found }), resources, legend);
    expect(marks.map(({ lane, weight }) => [lane, weight])).toEqual([
      ['Spinal pain', 'basis'],
      ['Major features', 'major'],
      ['Also in the chart', 'unused'],
    ]);
    expect(marks.map(told)).toEqual([
      'Low back pain · no date recorded · Condition/b',
      'Weight loss: 88 kg → 80 kg · major · 2026-05-22 · https://ehr.example/fhir/Observation/w · http://loinc.org 29463-7',
      'Condition: Gout · not named by the assessment · 2020-03 · Condition/gout · no system 90560007',
    ]);
  });

  test('every finding of every sample becomes a mark', () => {
    for (const { name } of loadSamples(service.id)) {
      const found = resourcesOf(prefetchOf(name)).map((one) => ({
        criterion: 'cancer',
        basis: 'code' as const,
        text: one.resourceType,
        sources: [{ reference: `${one.resourceType}/${String(one['id'])}` }],
      }));
      expect(marksOf(assessment({ found }), resourcesOf(prefetchOf(name)), legend)).toHaveLength(found.length);
    }
  });

  test('stand so that no words cover others, and what is older stands at the edge', () => {
    const marks = Array.from({ length: 5 }, (_, i) => ({
      lane: 'Cancer' as const,
      weight: 'basis' as const,
      title: 'Malignant neoplasm of breast',
      date: '2026-05-01',
      start: i === 0 ? -900 : 100 + i,
      references: [`Condition/${i}`],
      codes: [],
    }));
    const places = placed(marks, (day) => day, 46, 600);
    expect(places[0]).toMatchObject({ earlier: true, x: 46 });
    expect(new Set(places.map(({ row }) => row)).size).toBe(5);
  });
});

test.each([240, 300, 360, 640, 1200])('words of marks stay within a drawing of %s pixels', (width) => {
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  for (let x = left; x <= right; x += 7) {
    const mark = {
      lane: 'Cancer' as const,
      weight: 'basis' as const,
      title: 'Non-small cell carcinoma of the upper lobe of the left lung',
      date: '2026-05-01',
      start: x,
      references: [],
      codes: [],
    };
    const [one] = placed([mark], (day) => day, left, right);
    const pixels = 11 + (one?.words.length ?? 0) * 6.4;
    const [from, to] = one?.side === 'left' ? [x - pixels, x] : [x, x + pixels];
    expect({ x, within: from >= 0 && to <= width }).toEqual({ x, within: true });
    expect(one?.words.length).toBeGreaterThanOrEqual(8);
  }
});

test.each(RANGES.flatMap(({ days }) => [240, 328, 640].map((width) => [days, width] as const)))(
  'a time axis of %s days on %s pixels tells distances, and its words do not touch',
  (days, width) => {
    for (let asOf = TODAY; asOf < TODAY + 365; asOf += 13) {
      const ticks = ticksOf(timeScale(spanOf(asOf, days, asOf - 2000), width), width);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      ticks.slice(1).forEach(({ at, words }, index) => {
        const before = ticks[index] ?? { at: 0, words: '' };
        expect(at - before.at).toBeGreaterThan((3 * (words.length + before.words.length)) | 0);
      });
    }
  },
);

test('a plot reaches to the reference range, and not to one that is far off', () => {
  const [low, high] = domainOf([6.9, 14.2, 26.5, 20], { high: 4 });
  expect(low).toBeLessThan(4);
  expect(high).toBeGreaterThan(26.5);
  expect(domainOf([122, 134, 130], { low: 135, high: 142 })[1]).toBeGreaterThan(142);
  expect(domainOf([122, 134], { low: 0, high: 1e9 })).toEqual(domainOf([122, 134]));
  expect(domainOf([5], {})[0]).toBeLessThan(5);
});

describe('why this tier and not the next', () => {
  test.each([
    ['recommended', 'established', [4], 'urgent', [2, 3]],
    ['urgent', 'established', [2, 3], 'emergency', [1]],
    ['emergency', 'established', [1], undefined, []],
    [null, 'other', [], 'urgent', [2]],
    [null, 'possible', [], 'recommended', [5]],
  ] as const)('%s at level %s', (tier, level, here, nextTier, next) => {
    const why = whyOf(assessment({ tier, cancer: { level, sites: [] } }), legend);
    expect(why.here.map(({ row }) => row)).toEqual(here);
    expect(why.nextTier).toBe(nextTier);
    expect(why.next.map(({ row }) => row)).toEqual(next);
  });

  test.each([
    'deceased',
    'under-18',
    'not-a-clinician',
    'hospice',
    'imaging-done',
    'imaging-ordered',
    'other-cancer-off',
  ])('names no rows that were lacking where %s kept the card back', (reason) => {
    expect(whyOf(assessment({ tier: null, reason }), legend)).toMatchObject({ here: [], next: [] });
  });

  test('compares with the next where the table itself gave no tier', () => {
    const why = whyOf(assessment({ tier: null, reason: 'no-current-back-pain' }), legend);
    expect([why.nextTier, why.next.length > 0]).toEqual(['recommended', true]);
  });

  test('says that an MRI on record may have taken a row back', () => {
    const found: Assessment['found'] = [{ criterion: 'imaging', basis: 'report', text: 'MRI', sources: [] }];
    expect([whyOf(assessment(), legend).answered, whyOf(assessment({ found }), legend).answered]).toEqual([
      false,
      true,
    ]);
  });

  test('no cancer is said to be none found, and of a chart that could not be read no more than that', () => {
    const cancer: Assessment['cancer'] = { level: 'none', sites: [] };
    const unavailable: Assessment['unavailable'] = [{ input: 'conditions', state: 'not-permitted' }];
    expect(cancerWords(assessment({ cancer }), legend)).toBe('none found in this record');
    expect(cancerWords(assessment({ cancer, unavailable }), legend)).toBe('none found in what could be read');
    expect(cancerWords(assessment(), legend)).toBe('a history of breast cancer (established)');
  });

  test('says where not all could be checked', () => {
    expect(whyOf(assessment(), legend).open).toEqual([]);
    const unavailable: Assessment['unavailable'] = [{ input: 'encounters', state: 'timeout' }];
    expect(whyOf(assessment({ unavailable }), legend).open).not.toEqual([]);
  });
});

test('the times by stage are read from the header as the service writes it', () => {
  expect(stagesOf('read;dur=1.2, assess;dur=0.4')).toEqual([
    { name: 'read', ms: 1.2 },
    { name: 'assess', ms: 0.4 },
  ]);
  expect(stagesOf(null)).toEqual([]);
});
