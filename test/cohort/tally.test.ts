/** What `summary.json` and the report say of a run. */
import { rateOf } from '../../src/analytics/interval.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import { BurdenFold } from '../../src/cohort/statistics/burden.js';
import { ByGroup } from '../../src/cohort/statistics/groups.js';
import { Firing } from '../../src/cohort/statistics/firing.js';
import { IdList } from '../../src/cohort/statistics/id-list.js';
import { QualityFold } from '../../src/cohort/statistics/quality.js';
import { Tally } from '../../src/cohort/statistics/index.js';
import { assessed, expectOrderAndPartsDontMatter, patientOf, visitsOf } from './records-support.js';

const summaryOf = (records: readonly PatientRecord[], eachVisit = false) => {
  const tally = new Tally({ eachVisit });
  records.forEach((record) => tally.add(record));
  return tally.done();
};

test.each([true, false])('neither order nor parts matter (every visit: %s)', (eachVisit) =>
  expectOrderAndPartsDontMatter(() => new Tally({ eachVisit })),
);

test('tiers, reasons, sites and features are those of the rows', () => {
  const summary = summaryOf([
    patientOf('a', 'urgent'),
    {
      patient: 'b',
      assessed: [assessed('b', 'urgent', '2026-01-01', { variant: 'v', row: { sites: ['breast', 'lung'] } })],
    },
    patientOf('c', null),
    {
      patient: 'd',
      assessed: [assessed('d', null, '2026-01-01', { row: { reason: 'no-cancer', level: 'none', sites: [] } })],
    },
    { patient: 'e', assessed: [], error: 'no-patient' },
  ]);
  expect(summary).toMatchObject({
    patients: 5,
    failed: 1,
    byError: { 'no-patient': 1 },
    byTier: { emergency: 0, urgent: 2, recommended: 0, incomplete: 0 },
    byReason: { 'no-pain': 1, 'no-cancer': 1 },
    // Of cards alone: the silent patient with breast cancer is in neither.
    bySite: { breast: 2, lung: 1 },
    byFeature: { fever: 2 },
    byVariant: { v: 1 },
    byLevel: { established: 3, none: 1 },
    cards: 2,
  });
  expect(summary.firing.overall).toMatchObject({ count: 2, of: 4, perHundred: 50, small: true });
  expect(summary.firing.bySite).toMatchObject([
    { name: 'breast', count: 2, of: 3 },
    { name: 'lung', count: 1, of: 1 },
  ]);
  expect(summary).not.toHaveProperty('visits');
  expect(summary).not.toHaveProperty('burden');
});

test('months, age bands, sex and classes of visits each have their share', () => {
  const one = (tier: 'urgent' | null, day: string, age: number | undefined, gender: string, visitClass?: string) =>
    assessed('a', tier, day, {
      groups: { gender },
      ...(age === undefined ? {} : { age }),
      ...(visitClass === undefined ? {} : { visitClass }),
    });
  const { firing, visits } = summaryOf(
    [
      {
        patient: 'a',
        assessed: [
          one(null, '2026-01-31', 49, 'female', 'AMB'),
          one('urgent', '2026-02-01', 50, 'female', 'EMER'),
          one(null, '2026-02-02', 100, 'female'),
          one(null, '2026-02-03', undefined, 'other', 'AMB'),
        ],
      },
    ],
    true,
  );
  const counts = (rows: readonly { name: string; count: number; of: number }[] = []) =>
    rows.map(({ name, count, of }) => [name, count, of]);
  expect(visits).toBe(4);
  expect(counts(firing.byMonth)).toEqual([
    ['2026-01', 0, 1],
    ['2026-02', 1, 3],
  ]);
  expect(counts(firing.byVisitClass)).toEqual([
    ['AMB', 0, 2],
    ['EMER', 1, 1],
    ['unknown', 0, 1],
  ]);
  expect(counts(firing.byGroup['age'])).toEqual([
    ['18-49', 0, 1],
    ['50-59', 1, 1],
    ['80+', 0, 1],
    ['unknown', 0, 1],
  ]);
  expect(counts(firing.byGroup['gender'])).toEqual([
    ['female', 1, 3],
    ['other', 0, 1],
  ]);
});

test('a clinician’s day has its cards, and a visit with two clinicians is in both days', () => {
  const at = (tier: 'urgent' | null, day: string, ...clinicians: string[]) => assessed('a', tier, day, { clinicians });
  const { burden } = summaryOf(
    [
      {
        patient: 'a',
        assessed: [
          at('urgent', '2026-01-01', 'p', 'q'),
          at('urgent', '2026-01-01', 'p'),
          at('urgent', '2026-01-01', 'p', 'p'),
          at(null, '2026-01-02', 'p'),
          at('urgent', '2026-01-02'),
        ],
      },
    ],
    true,
  );
  expect(burden).toEqual({
    clinicianDays: 3,
    sampled: null,
    none: rateOf(1, 3),
    one: rateOf(1, 3),
    two: rateOf(0, 3),
    threeOrMore: rateOf(1, 3),
    mean: 1.3333,
    max: 3,
    visitsWithoutClinician: 1,
  });
});

test('too many days of clinicians become a sample, the same in any order and in parts, and said', () => {
  const days = Array.from({ length: 3_000 }, (_, at) =>
    assessed('a', at % 3 === 0 ? 'urgent' : null, '2026-01-01', { clinicians: [`p${at}`] }),
  );
  const folded = (list: typeof days) => {
    const fold = new BurdenFold(500);
    list.forEach((day) => fold.add(day));
    return fold;
  };
  const whole = folded(days).done();
  expect(whole.sampled).toBeLessThanOrEqual(1 / 4);
  expect(whole.clinicianDays).toBeLessThanOrEqual(500);
  expect(whole.clinicianDays / (whole.sampled ?? 1)).toBeGreaterThan(2_400);
  expect(whole.clinicianDays / (whole.sampled ?? 1)).toBeLessThan(3_600);
  expect([whole.one.low < 33.33, whole.one.high > 33.33]).toEqual([true, true]);
  expect(folded([...days].reverse()).done()).toEqual(whole);
  const merged = folded(days.slice(0, 200));
  merged.merge(folded(days.slice(200)));
  expect(merged.done()).toEqual(whole);
});

test('a patient’s first card is told from those that say it again', () => {
  const { repeats } = summaryOf(
    [
      visitsOf('a', [
        ['2026-01-01', null],
        ['2026-01-02', 'recommended'],
        ['2026-01-03', 'recommended'],
      ]),
      visitsOf('b', [
        ['2026-01-01', 'incomplete'],
        ['2026-01-02', 'urgent'],
        ['2026-01-03', 'recommended'],
      ]),
      visitsOf('c', [['2026-01-01', null]]),
      { patient: 'd', assessed: [], error: 'no-patient' },
    ],
    true,
  );
  expect(repeats).toEqual({
    first: 2,
    higher: 1,
    repeated: 2,
    patientsWithCard: rateOf(2, 3),
    cardsPerPatient: { '1': 0, '2': 1, '3': 1, '4': 0, '5+': 0 },
  });
});

test('what could not be evaluated is counted by criterion and reason', () => {
  const twice = [
    { criterion: 'weight-loss', reason: 'no-unit' },
    { criterion: 'fever', reason: 'no-unit' },
  ] as const;
  const { notEvaluated } = summaryOf([
    { patient: 'a', assessed: [assessed('a', null, '2026-01-01', { notEvaluated: twice })] },
    { patient: 'b', assessed: [assessed('b', null, '2026-01-01', { notEvaluated: twice.slice(1) })] },
  ]);
  expect(notEvaluated).toEqual([
    { criterion: 'fever', reason: 'no-unit', count: 2 },
    { criterion: 'weight-loss', reason: 'no-unit', count: 1 },
  ]);
});

test('the quality of charts has shares, the fifty commonest unknown codes, and what found no room', () => {
  const fold = new QualityFold(60);
  const one = { conditions: 10, uncodedConditions: 3, undatedConditions: 1, observations: 8 };
  const unmapped = Array.from({ length: 62 }, (_, at) => ({ system: 's', code: `c${at}`, count: 100 - at }));
  fold.add({ ...one, observationsWithoutUnit: 2, observationsWithoutDate: 0, unmapped });
  const quality = fold.done();
  expect(quality).toMatchObject({
    patients: 1,
    uncoded: rateOf(3, 10),
    undated: rateOf(1, 10),
    withoutUnit: rateOf(2, 8),
    observationsWithoutDate: rateOf(0, 8),
    unmappedLeft: 40 + 39,
  });
  expect(quality.unmapped).toHaveLength(50);
  expect(quality.unmapped[0]).toEqual({ system: 's', code: 'c0', count: 100 });
});

test('names from charts are bounded: what finds no room is counted together', () => {
  const groups = new ByGroup(() => new Firing(), 2);
  for (const value of ['x', 'y', 'z', 'w', 'x', '__proto__']) groups.get('race', value).add(null);
  const rows = groups.done((name, firing) => [name, firing.assessed] as const)['race'];
  expect(rows).toEqual([
    ['(other)', 3],
    ['x', 2],
    ['y', 1],
  ]);
});

test('a list of ids has the first by name and the total', () => {
  const list = new IdList(3);
  for (let at = 50; at > 0; at -= 1) list.add(`p${String(at).padStart(2, '0')}`);
  expect(list.done()).toEqual({ total: 50, ids: ['p01', 'p02', 'p03'] });
});
