/** One prefetch value, or one body of an answer, as a page of an input. */
import fc from 'fast-check';
import type { InputName } from '../../src/chart/inputs.js';
import { INPUTS } from '../../src/chart/inputs.js';
import { readPage } from '../../src/chart/prefetch.js';

const condition = { resourceType: 'Condition', id: 'c1' };
const patient = { resourceType: 'Patient', id: '1' };
const outcome = (severity: string, code = 'processing') => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code }],
});
const bundle = (entry: unknown, more: object = {}) => ({ resourceType: 'Bundle', type: 'searchset', entry, ...more });
const entryOf = (resource: unknown, mode?: string) => ({ resource, ...(mode ? { search: { mode } } : {}) });

/** `state` of a page on its own: `ok n` with n matches, or the problem. */
function verdict(input: InputName, value: unknown): string {
  const page = readPage(input, value);
  if (page === 'absent') return 'absent';
  return page.problem?.state ?? `ok ${page.matches}`;
}

test.each<[string, InputName, unknown, string]>([
  ['nothing', 'conditions', undefined, 'absent'],
  ['null', 'conditions', null, 'ok 0'],
  ['null for the patient', 'patient', null, 'absent'],
  ['an empty Bundle', 'conditions', bundle([]), 'ok 0'],
  ['a Bundle without entry', 'conditions', bundle(undefined), 'ok 0'],
  ['a Bundle with entry null', 'conditions', bundle(null), 'ok 0'],
  ['a Bundle without a Patient for the patient', 'patient', bundle([]), 'absent'],
  ['a resource of the type', 'conditions', condition, 'ok 1'],
  ['a searchset', 'conditions', bundle([entryOf(condition, 'match'), entryOf(condition)]), 'ok 2'],
  ['a collection', 'conditions', bundle([entryOf(condition)], { type: 'collection' }), 'ok 1'],
  [
    'a batch-response',
    'conditions',
    bundle([{ ...entryOf(condition), response: { status: '200' } }], { type: 'batch-response' }),
    'ok 1',
  ],
  ['a lone entry in place of a list', 'conditions', bundle(entryOf(condition)), 'ok 1'],
  ['a Patient', 'patient', patient, 'ok 1'],
  ['a Bundle with a Patient', 'patient', bundle([entryOf(patient)]), 'ok 1'],
  ['a Patient for the conditions', 'conditions', patient, 'error'],
  ['a Bundle of Patients for the conditions', 'conditions', bundle([entryOf(patient, 'match')]), 'error'],
  ['Conditions for the patient', 'patient', bundle([entryOf(condition)]), 'error'],
  ['an include beside the matches', 'conditions', bundle([entryOf(condition), entryOf(patient, 'include')]), 'ok 1'],
  ['an include alone', 'conditions', bundle([entryOf(patient, 'include')]), 'ok 0'],
  [
    'an included resource of the type',
    'encounters',
    bundle([entryOf({ resourceType: 'Encounter' }, 'include')]),
    'ok 0',
  ],
  ['a collection of several types', 'conditions', bundle([entryOf(patient), entryOf(condition)]), 'ok 1'],
  ['a string', 'conditions', 'x', 'error'],
  ['a number', 'conditions', 7, 'error'],
  ['a list', 'conditions', [condition], 'error'],
  ['an empty object', 'conditions', {}, 'error'],
  ['an outcome, error', 'conditions', outcome('error'), 'error'],
  ['an outcome, fatal', 'conditions', outcome('fatal'), 'error'],
  ['an outcome, error, forbidden', 'conditions', outcome('error', 'forbidden'), 'not-permitted'],
  ['an outcome, error, security', 'conditions', outcome('error', 'security'), 'not-permitted'],
  ['an outcome, fatal, login', 'patient', outcome('fatal', 'login'), 'not-permitted'],
  ['an outcome, warning, alone', 'conditions', outcome('warning'), 'error'],
  ['an outcome without issues', 'conditions', { resourceType: 'OperationOutcome' }, 'error'],
  ['a Bundle with an error alone', 'conditions', bundle([entryOf(outcome('error'), 'outcome')]), 'error'],
  [
    'a Bundle with a refusal alone',
    'conditions',
    bundle([entryOf(outcome('error', 'forbidden'), 'outcome')]),
    'not-permitted',
  ],
  [
    'a Bundle with a refusal for the patient',
    'patient',
    bundle([entryOf(outcome('error', 'security'))]),
    'not-permitted',
  ],
  [
    "Epic's warning in a searchset",
    'conditions',
    bundle([entryOf(outcome('warning'), 'outcome')], { total: 0 }),
    'ok 0',
  ],
  ['information in a searchset', 'conditions', bundle([entryOf(outcome('information'), 'outcome')]), 'ok 0'],
  [
    'a warning beside a match',
    'conditions',
    bundle([entryOf(condition), entryOf(outcome('warning'), 'outcome')]),
    'ok 1',
  ],
  [
    'an error beside a match',
    'conditions',
    bundle([entryOf(condition), entryOf(outcome('error'), 'outcome')]),
    'truncated',
  ],
  [
    'a warning and a refusal',
    'conditions',
    bundle([entryOf(outcome('error', 'forbidden')), entryOf(outcome('warning'))]),
    'not-permitted',
  ],
  ['entries that are none', 'conditions', bundle([null, 7, 'x', {}]), 'error'],
  ['an entry that is none beside a match', 'conditions', bundle([null, entryOf(condition)]), 'truncated'],
  ['a failed part of a batch', 'conditions', bundle([{ response: { status: '500 Oops' } }]), 'error'],
  ['a refused part of a batch', 'conditions', bundle([{ response: { status: '403' } }]), 'not-permitted'],
])('%s', (_name, input, value, expected) => {
  expect(verdict(input, value)).toBe(expected);
});

test('entries are the very objects of the Bundle, and the list is not copied', () => {
  const value = bundle([entryOf(condition), entryOf(patient, 'include')]);
  const page = readPage('conditions', value);
  expect(page !== 'absent' && page.entries).toBe(value.entry);
});

test('outcomes are left out of the entries, what came along is kept', () => {
  const page = readPage(
    'conditions',
    bundle([entryOf(outcome('warning')), entryOf(condition), entryOf(patient, 'include')]),
  );
  expect(page !== 'absent' && page.entries.map(({ resource }) => resource.resourceType)).toEqual([
    'Condition',
    'Patient',
  ]);
});

test('total and next are read, and a next link that cannot be read is still one', () => {
  const next = (link: unknown, total: unknown = 3) => readPage('conditions', bundle([], { link, total }));
  expect(
    next([
      { relation: 'self', url: 'a' },
      { relation: 'next', url: 'b' },
    ]),
  ).toMatchObject({ next: 'b', total: 3 });
  expect(next([{ relation: 'next', url: 7 }])).toMatchObject({ next: '' });
  expect(next([{ relation: 'self', url: 'a' }], 'many')).toEqual({ entries: [], matches: 0 });
});

test('no value makes it throw, and no failure tells what was sent', () => {
  fc.assert(
    fc.property(fc.constantFrom(...INPUTS), fc.jsonValue(), fc.jsonValue(), (input, value, entry) => {
      const secret = { resourceType: 'Patient-Jane-Doe', entry };
      for (const one of [value, bundle(entry), bundle([entry, secret]), secret]) {
        const page = readPage(input, one);
        if (page !== 'absent') expect(page.problem?.why ?? '').not.toContain('Jane');
      }
    }),
  );
});
