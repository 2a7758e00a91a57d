/** Which Encounters are visits, on which day, with whom; and that every other one is counted. */
import fc from 'fast-check';
import type { ChartInputs } from '../../src/chart/inputs.js';
import { visitsOf } from '../../src/cohort/visits.js';
import type { Json, Resource } from '../../src/fhir/resource.js';
import { inputsOf } from '../support/case-chart.js';

const visit = (id: string, date: string | undefined, more: Json = {}): Json => ({ Encounter: { id, date, ...more } });
const of = (...rows: readonly Json[]) => visitsOf(inputsOf(rows));

/** A chart of these Encounters as they are. */
const raw = (encounters: readonly Json[], riders: readonly Json[] = []): ChartInputs => ({
  ...inputsOf([]),
  encounters: {
    state: 'present',
    entries: encounters.map((one) => ({ resource: { ...one, resourceType: 'Encounter' } as Resource })),
  },
  medications: { state: 'empty', entries: riders as never },
});

describe('visits', () => {
  test('stand by day, then by id', () => {
    const { visits } = of(visit('b', '2026-05-02'), visit('a', '2026-05-02T23:00:00+11:00'), visit('c', '2026-05-01'));
    expect(visits.map(({ encounter, text }) => [encounter, text])).toEqual([
      ['c', '2026-05-01'],
      ['a', '2026-05-02'],
      ['b', '2026-05-02'],
    ]);
    expect(visits[0]).toEqual({ encounter: 'c', day: 20574, text: '2026-05-01', clinicians: [], classCode: 'AMB' });
  });

  test.each(['planned', 'cancelled', 'entered-in-error', 'booked', 'noshow', 'Cancelled'])(
    'are none that are %s',
    (status) => {
      expect(of(visit('a', '2026-05-01', { status }))).toEqual({ visits: [], undated: 0, unnamed: 0, notHeld: 1 });
    },
  );

  test.each(['finished', 'in-progress', 'arrived', 'triaged', 'onleave', 'unknown', null])(
    'are those that are %s',
    (status) => {
      expect(of(visit('a', '2026-05-01', { status })).visits).toHaveLength(1);
    },
  );

  test.each([undefined, '2026-05', '2026', 'yesterday', '2026-02-30'])('that began on "%s" are on no day', (date) => {
    expect(of(visit('a', date))).toEqual({ visits: [], undated: 1, unnamed: 0, notHeld: 0 });
  });

  test('without an id are counted, and twice the same is one', () => {
    const period = { start: '2026-05-01' };
    expect(visitsOf(raw([{ period }, { period, id: '' }, { period, id: 7 }])).unnamed).toBe(3);
    expect(
      visitsOf(
        raw([
          { period, id: 'a' },
          { period, id: 'a' },
        ]),
      ).visits,
    ).toHaveLength(1);
  });

  test('name their clinicians, each once, and nobody else', () => {
    const person = (reference: string, more: Json = {}): Json => ({ individual: { reference, ...more } });
    const participant = [
      person('Practitioner/p1'),
      person('https://ehr.example/fhir/Practitioner/p1/_history/2'),
      person('PractitionerRole/r1'),
      person('Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999972795'),
      person('urn:uuid:with-type', { type: 'Practitioner' }),
      person('urn:uuid:in-the-chart'),
      person('urn:uuid:a-relative'),
      person('RelatedPerson/x'),
      person('Patient/p1'),
      { actor: { reference: 'Practitioner/r5' } },
      7,
      { individual: null },
    ];
    const riders = [
      { fullUrl: 'urn:uuid:in-the-chart', resource: { resourceType: 'Practitioner', id: 'p2' } },
      { fullUrl: 'urn:uuid:a-relative', resource: { resourceType: 'RelatedPerson', id: 'p3' } },
    ];
    const chart = raw([{ id: 'a', period: { start: '2026-05-01' }, participant }], riders);
    expect(visitsOf(chart).visits[0]?.clinicians).toEqual([
      'Practitioner/p1',
      'PractitionerRole/r1',
      'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999972795',
      'urn:uuid:with-type',
      'Practitioner/p2',
      'Practitioner/r5',
    ]);
  });

  test.each([
    [{ code: 'emer' }, 'EMER'],
    [[{ coding: [{ code: 'IMP' }] }], 'IMP'],
    [undefined, undefined],
    ['AMB', undefined],
  ])('of class %j', (given, expected) => {
    const [found] = visitsOf(raw([{ id: 'a', period: { start: '2026-05-01' }, class: given }])).visits;
    expect(found?.classCode).toBe(expected);
  });

  test('are counted whole, whatever an Encounter holds', () => {
    const names = ['id', 'status', 'period', 'class', 'participant'];
    const row = fc.dictionary(fc.constantFrom(...names), fc.jsonValue()) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const named = rows.map((one, i) => ({ ...one, ...(typeof one['id'] === 'string' ? { id: `${i}` } : {}) }));
        const { visits, undated, unnamed, notHeld } = visitsOf(raw(named));
        expect(visits.length + undated + unnamed + notHeld).toBe(rows.length);
      }),
    );
  });
});
