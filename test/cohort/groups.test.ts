/** Ages and groups: codes of closed sets alone, and nothing where it cannot be told. */
import fc from 'fast-check';
import { ageOn, groupsOf } from '../../src/cohort/groups.js';
import { parseDay } from '../../src/fhir/dates.js';
import type { Json, Resource } from '../../src/fhir/resource.js';

const patient = (fields: Json): Resource => ({ ...fields, resourceType: 'Patient' });
const day = (text: string): number => parseDay(text) as number;

describe('an age', () => {
  test.each([
    ['1950-05-15', '2026-05-14', 75],
    ['1950-05-15', '2026-05-15', 76],
    ['1952-02-29', '2026-02-28', 73],
    ['2026-05-15', '2026-05-15', 0],
    // The month and the year say enough only outside of themselves.
    ['1950-05', '2026-06-01', 76],
    ['1950-05', '2026-05-15', undefined],
    ['1950', '2026-05-15', undefined],
    ['1950', '2026-12-31', 76],
    ['2026-05-16', '2026-05-15', undefined],
    ['unknown', '2026-05-15', undefined],
    [undefined, '2026-05-15', undefined],
  ])('born %s, on %s', (birthDate, on, expected) => {
    expect(ageOn(patient({ birthDate }), day(on))).toBe(expected);
  });
  test('of nobody is none', () => expect(ageOn(undefined, 0)).toBeUndefined());
});

const BASE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-';
const omb = (code: unknown): Json => ({
  url: 'ombCategory',
  valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code },
});
const words = (valueString: unknown): Json => ({ url: 'text', valueString });
const race = (...extension: readonly Json[]): Json => ({ url: `${BASE}race`, extension });
const ethnicity = (...extension: readonly Json[]): Json => ({ url: `${BASE}ethnicity`, extension });
const groups = (...extension: readonly Json[]) => groupsOf(patient({ extension }));

describe('groups', () => {
  test('by code', () => {
    expect(
      groupsOf(
        patient({ gender: 'Female', extension: [race(omb('2106-3'), words('White')), ethnicity(omb('2135-2'))] }),
      ),
    ).toEqual({
      gender: 'female',
      race: '2106-3',
      ethnicity: '2135-2',
    });
  });
  test('by the words of a category where there is no code', () => {
    expect(groups(race(words(' Black or African American ')), ethnicity(words('Not Hispanic or Latino')))).toEqual({
      race: '2054-5',
      ethnicity: '2186-5',
    });
  });
  test('several races are one group', () => {
    expect(groups(race(omb('2106-3'), omb('2028-9')))).toEqual({ race: 'several' });
    expect(groups(race(omb('2106-3'), omb('2106-3')))).toEqual({ race: '2106-3' });
  });
  test.each([
    ['unknown', [race(omb('UNK')), ethnicity(omb('ASKU'))]],
    ['in other words', [race(words('born in Kent to John Smith'))]],
    ['of another extension', [{ url: 'http://a.example/race', extension: [omb('2106-3')] }]],
    ['of a code that every object has', [race(omb('constructor'))]],
    ['of the other list', [race(omb('2135-2'))]],
  ])('%s are none', (_what, extension) => {
    expect(groups(...extension)).toEqual({});
  });
  test.each(['unknown', '', 'F', 7, null, undefined])('gender %j is none', (gender) => {
    expect(groupsOf(patient({ gender }))).toEqual({});
  });
  test('are codes alone, whatever a Patient holds', () => {
    const row = fc.dictionary(
      fc.constantFrom('gender', 'extension', 'birthDate'),
      fc.jsonValue(),
    ) as fc.Arbitrary<Json>;
    const extension = fc.array(
      fc.record({ url: fc.constantFrom(`${BASE}race`, `${BASE}ethnicity`), extension: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(row, extension, fc.boolean(), (fields, own, mine) => {
        const one = patient(mine ? { ...fields, extension: own } : fields);
        expect(Object.values(groupsOf(one)).every((code) => /^(male|female|other|several|\d{4}-\d)$/.test(code))).toBe(
          true,
        );
        ageOn(one, 20_000);
      }),
    );
    expect(groupsOf(undefined)).toEqual({});
  });
});
