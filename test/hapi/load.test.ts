/** `spinewatch load` against real servers: charts that give their tiers, once however often it runs, and gone again. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSamples } from '../../src/registry/samples.js';
import { commandLine } from '../support/command-line.js';
import { startMedplum } from './medplum/medplum-server.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';

const SAMPLES = loadSamples('metastatic-back-pain');
const TAG = '_tag=https://spinewatch.org/tag%7Csample';
const HEADERS = { 'content-type': 'application/fhir+json', 'cache-control': 'no-cache' };

interface Found {
  readonly entry?: readonly { readonly resource: { readonly id: string; readonly identifier?: unknown } }[];
}

// Medplum's router finds nothing by `patient=<id>`, the search of every EHR's prefetch; there the tiers cannot be read.
describe.each([
  { name: 'HAPI FHIR', start: startHapi, readsCharts: true },
  { name: 'Medplum, in memory', start: startMedplum, readsCharts: false },
])('$name', ({ start, readsCharts }) => {
  let server: FhirServerUnderTest;
  let foreign = '';
  const load = (...more: string[]) => commandLine('load', '--fhir-server', server.baseUrl, ...more);
  const idsOf = (stdout: string): Map<string, string> =>
    new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/) as [string, string]),
    );
  const count = async (search: string): Promise<number> => {
    const response = await fetch(`${server.baseUrl}/${search}&_count=200`, { headers: HEADERS });
    return ((await response.json()) as Found).entry?.length ?? 0;
  };

  beforeAll(async () => {
    server = await start();
    const response = await fetch(`${server.baseUrl}/Patient`, {
      method: 'POST',
      headers: { ...HEADERS, prefer: 'return=representation' },
      body: JSON.stringify({ resourceType: 'Patient', birthDate: '1954-01-10' }),
    });
    foreign = ((await response.json()) as { id: string }).id;
  });
  afterAll(async () => {
    await fetch(`${server.baseUrl}/Patient/${foreign}`, { method: 'DELETE' });
    await server.stop();
  });

  test('loads every sample, each resource belonging to its patient there', async () => {
    const loaded = await load();
    expect(loaded).toMatchObject({ code: 0, stderr: '' });
    const ids = idsOf(loaded.stdout);
    expect([...ids.keys()]).toEqual(SAMPLES.map(({ name }) => name));
    for (const sample of SAMPLES) {
      const entries = sample.bundle(0).entry.filter(({ resource }) => resource.resourceType === 'Condition');
      expect(await count(`Condition?patient=Patient/${ids.get(sample.name)}`)).toBe(entries.length);
    }
  });

  const readCharts = async (): Promise<void> => {
    for (const [name, id] of idsOf((await load()).stdout)) {
      const check = await commandLine('check', '--fhir-server', server.baseUrl, '--patient', id, '--json');
      const { tier, unavailable } = JSON.parse(check.stdout) as { tier: string | null; unavailable: unknown };
      const expected = SAMPLES.find((sample) => sample.name === name)?.tier;
      expect({ name, tier: tier ?? 'none', unavailable }).toEqual({ name, tier: expected, unavailable: [] });
    }
  };
  if (readsCharts) test('gives the tier of each sample, read from the server', readCharts);

  test('updates what is there: the same patients, and nothing twice', async () => {
    const before = [await count(`Patient?${TAG}`), await count(`Observation?${TAG}`)];
    const [first, second] = [await load(), await load()];
    expect(second).toEqual(first);
    expect([await count(`Patient?${TAG}`), await count(`Observation?${TAG}`)]).toEqual(before);
    expect(before[0]).toBe(SAMPLES.length);
  });

  test('removes one sample, then all, and nothing else', async () => {
    expect((await load('--sample', 'in-situ', '--remove')).stdout).toBe('removed 7 resources\n');
    expect(await count(`Patient?${TAG}`)).toBe(SAMPLES.length - 1);
    expect(await load('--remove')).toMatchObject({ code: 0, stderr: '' });
    expect(await count(`Patient?${TAG}`)).toBe(0);
    expect(await count(`Observation?${TAG}`)).toBe(0);
    expect((await fetch(`${server.baseUrl}/Patient/${foreign}`, { headers: HEADERS })).status).toBe(200);
    expect((await load('--remove')).stdout).toBe('removed 0 resources\n');
  });
});
