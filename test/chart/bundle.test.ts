/** A chart that comes as one Bundle: whose it is, and what may not be called empty. */
import { chartOfBundle } from '../../src/chart/bundle.js';
import type { Json } from '../../src/fhir/resource.js';

const patient = (id: string, fullUrl?: string): Json => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource: { resourceType: 'Patient', id },
});
const condition = (id: string, subject?: string): Json => ({
  resource: { resourceType: 'Condition', id, ...(subject === undefined ? {} : { subject: { reference: subject } }) },
});
const chart = (entry: Json[], id?: string) => chartOfBundle({ resourceType: 'Bundle', entry }, id);

function conditionsOf(entry: Json[], id?: string): [string, unknown[]] | string {
  const read = chart(entry, id);
  if ('problem' in read) return read.problem;
  const { state, entries } = read.inputs.conditions;
  return [state, entries.map(({ resource }) => resource['id'])];
}

test.each([
  ['their own', [patient('1'), condition('a', 'Patient/1')], undefined, ['present', ['a']]],
  ['none', [patient('1')], undefined, ['empty', []]],
  ['without a subject, one patient', [patient('1'), condition('a')], undefined, ['present', ['a']]],
  [
    'by the address of the patient',
    [patient('1', 'urn:uuid:x'), condition('a', 'urn:uuid:x')],
    undefined,
    ['present', ['a']],
  ],
  ['about someone who is not there', [patient('1'), condition('a', 'Patient/2')], undefined, ['error', []]],
  [
    'some about someone who is not there',
    [patient('1'), condition('a', 'Patient/1'), condition('b', 'urn:uuid:who')],
    undefined,
    ['error', ['a']],
  ],
  [
    'about another patient of the Bundle',
    [patient('1'), patient('2', 'urn:uuid:y'), condition('a', 'Patient/2'), condition('b', 'urn:uuid:y')],
    '1',
    ['empty', []],
  ],
  ['without a subject, two patients', [patient('1'), patient('2'), condition('a')], '1', ['empty', []]],
])('conditions of a Bundle: %s', (_name, entry, id, expected) => {
  expect(conditionsOf(entry, id)).toEqual(expected);
});

test.each([
  ['no Patient', [condition('a', 'Patient/1')], undefined, 'no-patient'],
  ['two and none named', [patient('1'), patient('2')], undefined, 'several-patients'],
  ['another named', [patient('1')], '3', 'other-patient'],
])('a Bundle with %s', (_name, entry, id, problem) => {
  expect(conditionsOf(entry, id)).toBe(problem);
});
