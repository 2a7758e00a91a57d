/** What holds of every chart on every day: nothing later remains, nothing known is forgotten, nothing throws. */
import fc from 'fast-check';
import type { ChartInputs, InputName } from '../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import { asKnown } from '../../src/cohort/as-known.js';
import { formatDay, parseDay, parseFhirDate } from '../../src/fhir/dates.js';
import type { Json, Resource } from '../../src/fhir/resource.js';
import { isObject } from '../../src/fhir/resource.js';

const FIRST = parseDay('2025-12-01') as number;
const LAST = parseDay('2026-03-31') as number;
const anyDay = fc.integer({ min: FIRST, max: LAST });
const date = anyDay.chain((day) =>
  fc.constantFrom(
    formatDay(day),
    `${formatDay(day)}T10:00:00Z`,
    formatDay(day).slice(0, 7),
    formatDay(day).slice(0, 4),
  ),
);
const maybeDate = fc.oneof({ weight: 8, arbitrary: date }, fc.constantFrom('soon', '2026-13-01', 7, null));
const period = fc.record({ start: maybeDate, end: maybeDate }, { requiredKeys: [] });
const timing = fc.record({ event: fc.array(maybeDate, { maxLength: 3 }) });
const age = fc.record({ value: fc.integer({ min: 74, max: 78 }), code: fc.constant('a') });
const concept = (...codes: readonly string[]) => fc.constantFrom(...codes).map((code) => ({ coding: [{ code }] }));
const ids = fc.constantFrom('1', '2', '3');
const to = (...types: readonly string[]) =>
  fc.tuple(fc.constantFrom(...types), ids).map(([type, id]) => ({ reference: `${type}/${id}` }));

/** The elements of each type that say when, and those that follow from them. */
const ELEMENTS: Readonly<Record<InputName, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  patient: { deceasedBoolean: fc.boolean(), deceasedDateTime: maybeDate },
  conditions: {
    recordedDate: maybeDate,
    onsetDateTime: maybeDate,
    onsetPeriod: period,
    onsetAge: age,
    onsetString: maybeDate,
    abatementDateTime: maybeDate,
    abatementPeriod: period,
    abatementAge: age,
    clinicalStatus: concept('active', 'resolved', 'remission', 'inactive'),
    encounter: to('Encounter'),
    stage: fc.array(fc.record({ assessment: fc.array(to('Observation')) })),
  },
  observations: {
    issued: maybeDate,
    effectiveDateTime: maybeDate,
    effectivePeriod: period,
    effectiveTiming: timing,
    encounter: to('Encounter'),
  },
  encounters: {
    status: fc.constantFrom('finished', 'in-progress'),
    period,
    reasonReference: fc.array(to('Condition')),
    diagnosis: fc.array(fc.record({ condition: to('Condition'), use: concept('AD', 'DD') })),
  },
  medications: { authoredOn: maybeDate, reasonReference: fc.array(to('Condition', 'Observation')) },
  procedures: {
    status: fc.constantFrom('completed', 'not-done'),
    performedDateTime: maybeDate,
    performedPeriod: period,
    basedOn: fc.array(to('ServiceRequest')),
    encounter: to('Encounter'),
  },
  reports: { issued: maybeDate, effectiveDateTime: maybeDate, effectivePeriod: period, basedOn: to('ServiceRequest') },
  orders: { authoredOn: maybeDate, status: fc.constantFrom('completed', 'active'), encounter: to('Encounter') },
  carePlans: { created: maybeDate, period, status: fc.constantFrom('completed', 'active') },
};

const chart: fc.Arbitrary<ChartInputs> = fc
  .record(
    Object.fromEntries(
      INPUTS.map((input) => [
        input,
        fc.array(fc.record({ id: ids, ...ELEMENTS[input] }, { requiredKeys: ['id'] }), {
          // Ages need a Patient.
          ...(input === 'patient' ? { minLength: 1, maxLength: 1 } : { maxLength: 3 }),
        }),
      ]),
    ) as unknown as Record<InputName, fc.Arbitrary<Json[]>>,
  )
  .map(
    (rows) =>
      Object.fromEntries(
        INPUTS.map((input) => [
          input,
          {
            state: 'present',
            entries: rows[input].map((row) => ({
              resource: {
                resourceType: RESOURCE_TYPE[input],
                ...(input === 'patient' ? { birthDate: '1950-02-01' } : {}),
                ...row,
              },
            })),
          },
        ]),
      ) as unknown as ChartInputs,
  );

/** Every date that stands in an element which says when, however deep. */
function datesIn(resource: Resource): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value)) Object.values(value).forEach(walk);
  };
  const WHEN = /^(recordedDate|onset|abatement|issued|effective|performed|authoredOn|created|period|deceasedDateTime)/;
  for (const [name, value] of Object.entries(resource)) if (WHEN.test(name)) walk(value);
  return found;
}

const resources = (inputs: ChartInputs): readonly Resource[] =>
  INPUTS.flatMap((input) => inputs[input].entries.map(({ resource }) => resource));
/** Resources by their place in the chart, since copies may share an id. */
const places = (inputs: ChartInputs): readonly string[] =>
  INPUTS.flatMap((input) => inputs[input].entries.map(({ resource }) => `${input}|${String(resource['mark'])}`));

const marked = (inputs: ChartInputs): ChartInputs =>
  Object.fromEntries(
    INPUTS.map((input) => [
      input,
      {
        ...inputs[input],
        entries: inputs[input].entries.map(({ resource }, i) => ({ resource: { ...resource, mark: i } as Resource })),
      },
    ]),
  ) as unknown as ChartInputs;

const birth = parseDay('1950-02-01') as number;

test('nothing that remains is dated later', () => {
  fc.assert(
    fc.property(chart, anyDay, (inputs, day) => {
      for (const resource of resources(asKnown(inputs, day))) {
        for (const text of datesIn(resource)) expect(parseFhirDate(text)?.start ?? -Infinity).toBeLessThanOrEqual(day);
        for (const name of ['onsetAge', 'abatementAge']) {
          const one = resource[name];
          if (isObject(one)) expect(Math.floor(birth + Number(one['value']) * 365.25)).toBeLessThanOrEqual(day);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('what is known on a day is known on the next', () => {
  fc.assert(
    fc.property(chart, anyDay, fc.integer({ min: 1, max: 60 }), (drawn, day, days) => {
      const inputs = marked(drawn);
      const then = new Set(places(asKnown(inputs, day + days)));
      expect(places(asKnown(inputs, day)).filter((place) => !then.has(place))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('on the day after everything the chart is itself, but for a death without a day', () => {
  fc.assert(
    fc.property(chart, (inputs) => {
      const known = asKnown(inputs, parseDay('2100-01-01') as number);
      const patient = inputs.patient.entries[0]?.resource;
      const undated = patient?.['deceasedBoolean'] === true && !parseFhirDate(patient['deceasedDateTime']);
      if (undated) expect({ ...known, patient: 0 }).toEqual({ ...inputs, patient: 0 });
      else expect(known).toBe(inputs);
    }),
  );
});

test('what did not change is the same object, and the chart is not changed', () => {
  fc.assert(
    fc.property(chart.map(marked), anyDay, (inputs, day) => {
      const before = structuredClone(inputs);
      const known = asKnown(inputs, day);
      expect(inputs).toEqual(before);
      for (const input of INPUTS) {
        const own = new Map(inputs[input].entries.map((entry) => [entry.resource['mark'], entry]));
        for (const entry of known[input].entries) {
          const whole = own.get(entry.resource['mark']);
          if (JSON.stringify(entry) === JSON.stringify(whole)) expect(entry).toBe(whole);
        }
      }
    }),
  );
});

test('to know it twice is to know it once', () => {
  fc.assert(
    fc.property(chart, anyDay, (inputs, day) => {
      const once = asKnown(inputs, day);
      expect(resources(asKnown(once, day)).length).toBe(resources(once).length);
    }),
  );
});

test('never throws, whatever the elements hold', () => {
  const names = [...new Set(Object.values(ELEMENTS).flatMap((elements) => Object.keys(elements)))];
  const anything = fc.dictionary(
    fc.constantFrom(...names, 'hospitalization', 'abatementRange', 'encounter'),
    fc.jsonValue(),
  );
  const rows = fc.array(fc.tuple(fc.constantFrom(...INPUTS), anything), { maxLength: 8 });
  fc.assert(
    fc.property(rows, anyDay, (drawn, day) => {
      const inputs = Object.fromEntries(
        INPUTS.map((input) => [
          input,
          {
            state: 'present',
            entries: drawn
              .filter(([one]) => one === input)
              .map(([, row]) => ({ resource: { ...row, resourceType: RESOURCE_TYPE[input] } })),
          },
        ]),
      ) as unknown as ChartInputs;
      expect(() => asKnown(inputs, day)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
