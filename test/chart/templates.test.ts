/** Prefetch templates and FHIR searches from one declaration. */
import fc from 'fast-check';
import type { DataRequirement } from '../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import { PATIENT_TOKEN, prefetchTemplates, searchFor, withoutPaging } from '../../src/chart/templates.js';

const of = (requirement: Partial<DataRequirement> & Pick<DataRequirement, 'input'>): DataRequirement => ({
  required: false,
  ...requirement,
});

test.each([
  [of({ input: 'patient', count: 5, sort: '-date' }), 'Patient/{{context.patientId}}'],
  [of({ input: 'conditions' }), 'Condition?patient={{context.patientId}}'],
  [of({ input: 'conditions', codes: ['C61'], count: 200 }), 'Condition?patient={{context.patientId}}&_count=200'],
  [
    of({ input: 'observations', codes: ['29463-7', '718-7'], count: 500, sort: '-date' }),
    'Observation?patient={{context.patientId}}&code=29463-7,718-7&_count=500&_sort=-date',
  ],
  [of({ input: 'observations', codes: [] }), 'Observation?patient={{context.patientId}}'],
  [
    of({ input: 'medications', sort: '-authoredon' }),
    'MedicationRequest?patient={{context.patientId}}&_sort=-authoredon',
  ],
])('%j becomes %s', (requirement, template) => {
  expect(prefetchTemplates([requirement])).toEqual({ [requirement.input]: template });
  expect(searchFor(requirement, '1.a-B')).toBe(template.replace(PATIENT_TOKEN, '1.a-B'));
});

test('a code cannot break out of its parameter', () => {
  const requirement = of({ input: 'observations', codes: ['a&_count=1', 'b c'] });
  expect(prefetchTemplates([requirement])['observations']).toBe(
    'Observation?patient={{context.patientId}}&code=a%26_count%3D1,b%20c',
  );
});

test('a server can have a search of its own for an input, with the id where it says', () => {
  const overrides = { conditions: 'Condition?patient=Patient/{{context.patientId}}&category=problem-list-item' };
  expect(searchFor(of({ input: 'conditions' }), '1', overrides)).toBe(
    'Condition?patient=Patient/1&category=problem-list-item',
  );
  expect(searchFor(of({ input: 'reports' }), '1', overrides)).toBe('DiagnosticReport?patient=1');
});

test.each(['.', '..', '', 'a/b', '1?x', '1 2', 'x'.repeat(65)])(
  'an id %j that cannot stand in a URL is not asked for',
  (id) => {
    expect(searchFor(of({ input: 'patient' }), id)).toBeUndefined();
  },
);

test('the search without paging keeps all else', () => {
  expect(withoutPaging('Observation?patient=1&code=a,b&_count=200&_sort=-date')).toBe('Observation?patient=1&code=a,b');
  expect(withoutPaging('Condition?patient=1')).toBeUndefined();
  expect(withoutPaging('Patient/1')).toBeUndefined();
});

test('template and search are one, and use nothing but patient, code, _count and _sort', () => {
  const requirement = fc.record(
    {
      input: fc.constantFrom(...INPUTS),
      required: fc.boolean(),
      codes: fc.array(fc.string({ minLength: 1 })),
      count: fc.nat(),
      sort: fc.constantFrom('-date', 'date', '-recorded-date'),
    },
    { requiredKeys: ['input', 'required'] },
  );
  fc.assert(
    fc.property(requirement, (one) => {
      const template = prefetchTemplates([one])[one.input] as string;
      expect(searchFor(one, 'p1')).toBe(template.replaceAll(PATIENT_TOKEN, 'p1'));
      const [path, query = ''] = template.split('?');
      expect((path as string).split('/')[0]).toBe(RESOURCE_TYPE[one.input]);
      const names = [...new URLSearchParams(query).keys()];
      const allowed =
        one.input === 'observations' ? ['patient', 'code', '_count', '_sort'] : ['patient', '_count', '_sort'];
      expect(names.every((name) => allowed.includes(name))).toBe(true);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
