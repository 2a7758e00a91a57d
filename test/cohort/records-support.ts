/** Records of invented patients, and an arbitrary of them for properties. */
import fc from 'fast-check';
import type { AssessedRecord, PatientRecord, ResultRow } from '../../src/cohort/record.js';
import { TIERS, type Tier } from '../../src/sdk/assessment.js';

export const row = (patient: string, tier: Tier | null, more: Partial<ResultRow> = {}): ResultRow => ({
  patient,
  tier,
  ...(tier === null ? { reason: 'no-pain' } : {}),
  level: 'established',
  sites: ['breast'],
  features: tier === null ? [] : ['fever'],
  ...more,
});

export const assessed = (
  patient: string,
  tier: Tier | null,
  day = '2026-01-01',
  more: Partial<Omit<AssessedRecord, 'row'>> & { readonly row?: Partial<ResultRow> } = {},
): AssessedRecord => ({ day, groups: {}, notEvaluated: [], ...more, row: row(patient, tier, more.row) });

export const patientOf = (
  patient: string,
  tier: Tier | null,
  more: Partial<PatientRecord> & { readonly day?: string } = {},
): PatientRecord => {
  const { day, ...rest } = more;
  return { patient, assessed: [assessed(patient, tier, day)], ...rest };
};

/** `[['2026-01-01', 'urgent'], …]` as a patient with these visits. */
export const visitsOf = (
  patient: string,
  visits: readonly (readonly [day: string, tier: Tier | null])[],
  more: Partial<PatientRecord> = {},
): PatientRecord => ({ patient, assessed: visits.map(([day, tier]) => assessed(patient, tier, day)), ...more });

const day = fc.integer({ min: 0, max: 400 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10));
const tier = fc.constantFrom<Tier | null>(null, null, ...TIERS);

const visit = fc.record({
  day,
  tier,
  reason: fc.constantFrom('no-pain', 'no-cancer'),
  sites: fc.subarray(['breast', 'lung', 'kidney']),
  age: fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
  gender: fc.constantFrom('female', 'male'),
  clinicians: fc.subarray(['Practitioner/a', 'Practitioner/b', 'Practitioner/c']),
  visitClass: fc.option(fc.constantFrom('AMB', 'EMER'), { nil: undefined }),
  other: tier,
  tried: fc.boolean(),
});

/** Lists of patients, each once, with visits in the order of time. */
export const patients: fc.Arbitrary<readonly PatientRecord[]> = fc
  .array(
    fc.record({
      visits: fc.array(visit, { maxLength: 5 }),
      outcome: fc.option(day, { nil: undefined }),
      conditions: fc.nat(9),
      unmapped: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
    }),
    { maxLength: 30 },
  )
  .map((list) =>
    list.map(({ visits, outcome, conditions, unmapped }, at): PatientRecord => {
      const patient = `p${at}`;
      if (visits.length === 0) return { patient, assessed: [], error: at % 2 ? 'no-patient' : 'worker-lost' };
      return {
        patient,
        assessed: visits
          .sort((a, b) => (a.day < b.day ? -1 : 1))
          .map((one) =>
            assessed(patient, one.tier, one.day, {
              row: { sites: one.sites, ...(one.tier === null ? { reason: one.reason } : {}) },
              ...(one.age === undefined ? {} : { age: one.age }),
              groups: { gender: one.gender },
              clinicians: one.clinicians,
              ...(one.visitClass === undefined ? {} : { visitClass: one.visitClass }),
              notEvaluated: one.tried ? [{ criterion: 'weight-loss', reason: 'no-unit' }] : [],
              ...(one.tried || one.tier !== null ? { trials: { trial: { tier: one.other } } } : {}),
            }),
          ),
        ...(outcome === undefined ? {} : { outcome }),
        quality: {
          conditions,
          uncodedConditions: Math.min(conditions, 2),
          undatedConditions: 0,
          observations: 4,
          observationsWithoutUnit: 1,
          observationsWithoutDate: 0,
          unmapped: unmapped.map((code) => ({ system: 's', code, count: 1 })),
        },
      };
    }),
  );

/** A fold of the whole, and folds of two parts merged, the later part first. */
export interface Foldable<T> {
  add(record: PatientRecord): void;
  merge(other: T): void;
  done(): unknown;
}

export function expectOrderAndPartsDontMatter<T extends Foldable<T>>(make: () => T): void {
  const folded = (records: readonly PatientRecord[]): T => {
    const fold = make();
    records.forEach((record) => fold.add(record));
    return fold;
  };
  fc.assert(
    fc.property(patients, fc.nat(30), (records, cut) => {
      const whole = folded(records).done();
      expect(folded([...records].reverse()).done()).toEqual(whole);
      const merged = folded(records.slice(cut));
      const other = folded(records.slice(0, cut));
      const before = other.done();
      merged.merge(other);
      expect(merged.done()).toEqual(whole);
      expect(other.done()).toEqual(before);
      expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
    }),
    { numRuns: 40 },
  );
}
