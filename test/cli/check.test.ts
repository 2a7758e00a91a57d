/** `spinewatch check`: a file through the rule of the hook, and clear words where it can't. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import type { Json } from '../../src/fhir/resource.js';
import { BREAST_CANCER, PATIENT, backPain, bundleOf, prefetchOf } from '../support/charts.js';
import { commandLine } from '../support/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => nock.cleanAll());

function file(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const CHART = bundleOf(PATIENT, BREAST_CANCER, backPain());

test('--json prints the assessment alone', async () => {
  const { code, stdout, stderr } = await commandLine('check', '--bundle', file(CHART), '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    tier: 'recommended',
    cancer: { level: 'established', sites: ['breast'] },
  });
});

test('words for people: the summary and what was found', async () => {
  const { stdout } = await commandLine('check', '--bundle', file(CHART));
  expect(stdout).toMatch(/^recommended: Breast cancer history \+ back pain since/);
  expect(stdout).toContain('Malignant neoplasm of breast');
});

test('--as-of takes another day', async () => {
  const { stdout } = await commandLine('check', '--bundle', file(CHART), '--as-of', '2017-01-01', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ tier: null, reason: 'no-cancer', asOf: '2017-01-01' });
});

test('a Bundle without Conditions is empty, not an error', async () => {
  const { code, stdout } = await commandLine('check', '--bundle', file(bundleOf(PATIENT)), '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ tier: null, reason: 'no-cancer', unavailable: [] });
});

const TWO = bundleOf(PATIENT);
const several = { ...TWO, entry: [...(TWO['entry'] as Json[]), { resource: { resourceType: 'Patient', id: 'p2' } }] };

test.each([
  ['no Patient', { resourceType: 'Bundle', type: 'collection', entry: [] }, /no Patient/],
  ['several Patients', several, /several Patients.*--patient/],
  ['no Bundle', { resourceType: 'Patient' }, /no FHIR Bundle/],
  ['no JSON', '{', /not JSON/],
  [
    'Bundles within Bundles within Bundles',
    `${'{"resourceType":"Bundle","entry":[{"resource":'.repeat(50_000)}{}${'}]}'.repeat(50_000)}`,
    /nests more deeply/,
  ],
])('%s: exit 1 and one line', async (_name, content, message) => {
  const { code, stdout, stderr } = await commandLine('check', '--bundle', file(content));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('of several Patients the one that --patient names', async () => {
  const { code } = await commandLine('check', '--bundle', file(several), '--patient', 'p2', '--json');
  expect(code).toBe(0);
});

test.each([
  [['check']],
  [['check', '--bundle', 'a', '--fhir-server', 'http://127.0.0.1:1/fhir']],
  [['check', '--fhir-server', 'http://127.0.0.1:1/fhir']],
  [['check', '--bundle', 'a', '--as-of', 'yesterday']],
  [['check', '--unknown']],
  [['no-such-command']],
])('wrong use exits 2: %j', async (args) => {
  const { code, stdout } = await commandLine(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a FHIR server with a patient id', async () => {
  const prefetch = prefetchOf(PATIENT, BREAST_CANCER, backPain());
  nock('https://fhir.example')
    .get('/r4/Patient/p1')
    .reply(200, prefetch['patient'] as object);
  for (const [input, type] of [
    ['conditions', 'Condition'],
    ['observations', 'Observation'],
    ['encounters', 'Encounter'],
    ['medications', 'MedicationRequest'],
    ['procedures', 'Procedure'],
    ['reports', 'DiagnosticReport'],
    ['orders', 'ServiceRequest'],
    ['carePlans', 'CarePlan'],
  ] as const) {
    nock('https://fhir.example')
      .get(`/r4/${type}`)
      .query(true)
      .reply(200, prefetch[input] as object);
  }
  const { code, stdout, stderr } = await commandLine(
    'check',
    '--fhir-server',
    'https://fhir.example/r4',
    '--patient',
    'p1',
    '--json',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ tier: 'recommended', unavailable: [] });
});

test('a server that fails is an incomplete assessment, which exits 0', async () => {
  nock('https://fhir.example').persist().get(/.*/).reply(500);
  const { code, stdout } = await commandLine(
    'check',
    '--fhir-server',
    'https://fhir.example/r4',
    '--patient',
    'p1',
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ tier: 'incomplete' });
});
