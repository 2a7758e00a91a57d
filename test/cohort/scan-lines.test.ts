/** What the reading of an export says of its lines to Spark. */
import { PassThrough, Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { scanLines } from '../../src/cohort/spark/scan-lines.js';
import { realService } from '../support/service.js';

const { gate } = realService();
const CANCER = { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C50.911' }] } };
const of = (patient: string) => ({ subject: { reference: `Patient/${patient}` } });

/** Each item as its fields, the last of them (JSON of an entry) parsed. */
async function said(...lines: readonly (object | string)[]): Promise<readonly (readonly unknown[])[]> {
  const input = lines.map((one, line) => `3\t100\t${line}\t${typeof one === 'string' ? one : JSON.stringify(one)}\n`);
  const output = new PassThrough();
  const written = textOf(output);
  await scanLines({ input: Readable.from([Buffer.from(input.join(''))]), output, gate });
  output.end();
  return (await written)
    .split('\n')
    .slice(0, -1)
    .map((item) => item.split('\t'));
}

test('a resource is told with its key, its patient and whether it opens the gate', async () => {
  const cancer = { resourceType: 'Condition', id: 'c', ...of('p'), ...CANCER };
  const entry = JSON.stringify({ resource: cancer });
  expect(await said(cancer)).toEqual([['R', '3', '100', '0', '0', 'Condition', '"Condition/c"', 'p', '1', '', entry]]);
  const [other] = await said({ ...cancer, code: { text: 'cough' } });
  expect(other?.slice(7, 9)).toEqual(['p', '0']);
});

test('what no chart is made of is not told, and what FHIR does not know is', async () => {
  expect(await said({ resourceType: 'Claim', id: 'c' }, { resourceType: 'VendorNote' }, '', '[]')).toEqual([
    ['X', '3', '100', '1', '0', 'unknown-type'],
    ['X', '3', '100', '3', '0', 'invalid-resource'],
  ]);
});

test('a line that is cut off marks the input of its patient', async () => {
  expect(await said('{"resourceType":"Procedure","id":"x","subject":{"reference":"Patient/p"},"no')).toEqual([
    ['X', '3', '100', '0', '0', 'malformed-line'],
    ['U', '3', '100', '0', '1', 'procedures', 'p'],
  ]);
});

test('of nobody: told, and its id counts for repeats all the same', async () => {
  expect(await said({ resourceType: 'Condition', id: 'c\t', ...CANCER })).toEqual([
    ['R', '3', '100', '0', '0', 'Condition', '"Condition/c\\t"', '', '0', '', ''],
    ['X', '3', '100', '0', '1', 'no-patient'],
  ]);
});

test('prescriptions and Medications share the id that joins them; the entries of a Bundle are counted', async () => {
  const bundle = {
    resourceType: 'Bundle',
    entry: [
      { resource: { resourceType: 'Medication', id: 'm' } },
      {
        resource: { resourceType: 'MedicationRequest', ...of('p'), medicationReference: { reference: 'Medication/m' } },
      },
    ],
  };
  const items = await said(bundle);
  expect(items.map((item) => [item[4], item[5], item[9]])).toEqual([
    ['0', 'Medication', '"m"'],
    ['1', 'MedicationRequest', '"m"'],
  ]);
});
