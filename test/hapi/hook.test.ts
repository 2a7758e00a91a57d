/**
 * The whole way, from the hook over a real FHIR server to the card: each sample chart by every mix of prefetch and reads
 * comes to what it comes to by prefetch alone, and charts that are empty, gone, changed or hostile are what they are.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { todayIn } from '../../src/config/today.js';
import type { Json, Resource } from '../../src/fhir/resource.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import { daysAgo } from '../support/charts.js';
import { realService } from '../support/service.js';
import { startMedplum } from './medplum/medplum-server.js';
import type { ChartStore, StoredChart } from './support/chart-store.js';
import { createChartStore } from './support/chart-store.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';
import { type HookUnderTest, inGivenNames, startHook } from './support/hook.js';

const SERVICE = 'metastatic-back-pain';
const SAMPLES = loadSamples(SERVICE);
const TODAY = todayIn('UTC', new Date());

const PATIENT: Resource = { resourceType: 'Patient', id: 'p', birthDate: '1958-03-04', gender: 'female' };
const condition = (id: string, code: string, display: string, onsetDateTime: string): Resource => ({
  resourceType: 'Condition',
  id,
  subject: { reference: 'Patient/p' },
  code: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
  onsetDateTime,
});
const CANCER = condition('c1', '254837009', 'Malignant neoplasm of breast', '2018-04-02');
const PAIN = condition('c2', '279039007', 'Low back pain', daysAgo(20));

// Medplum's router, in memory: not the whole Medplum server, but nothing of HAPI's.
describe.each([
  { name: 'HAPI FHIR', start: startHapi },
  { name: 'Medplum, in memory', start: startMedplum },
])('$name', ({ start }) => {
  let server: FhirServerUnderTest;
  let store: ChartStore;
  let hook: HookUnderTest;

  beforeAll(async () => {
    server = await start();
    store = createChartStore(server.baseUrl);
    hook = await startHook(server.baseUrl);
  });
  afterAll(async () => {
    await hook.stop();
    await store.removeAll();
    await server.stop();
  });

  const read = (patientId: string) => hook.fire({ patientId, fhirServer: server.baseUrl });

  /** What an EHR puts into the prefetch: each template, asked of the server. Both servers find a patient by reference. */
  const prefetchOf = async (patientId: string): Promise<Json> => {
    const values = Object.entries(hook.templates).map(async ([key, template]) => {
      const query = template
        .replace('patient={{context.patientId}}', `patient=Patient/${patientId}`)
        .replace('{{context.patientId}}', patientId);
      return [key, (await store.send('GET', query)).body];
    });
    return Object.fromEntries(await Promise.all(values)) as Json;
  };
  const everySecond = (prefetch: Json, from: 0 | 1): Json =>
    Object.fromEntries(Object.entries(prefetch).filter((_one, index) => index % 2 === from));

  describe.each(SAMPLES)('$name', (sample) => {
    let stored: StoredChart;
    let expected: unknown;
    let prefetch: Json;

    beforeAll(async () => {
      stored = await store.put(sample.bundle(TODAY).entry.map(({ resource }) => resource));
      prefetch = await prefetchOf(stored.patientId);
      const { context, prefetch: given } = hookRequestOf(sample, realService(), TODAY, '1');
      const { patientId } = context as { patientId: string };
      const byPrefetchAlone = await hook.fire({ patientId, prefetch: given as Json });
      expect(byPrefetchAlone.assessment.tier ?? 'none').toBe(sample.tier);
      expected = inGivenNames(byPrefetchAlone.assessment, new Map());
    });

    test.each([
      ['without prefetch', () => undefined],
      ['with a full prefetch', () => prefetch],
      ['with every second key, patient first', () => everySecond(prefetch, 0)],
      ['with every second key, conditions first', () => everySecond(prefetch, 1)],
    ])('%s', async (_how, given) => {
      const some = given();
      const call = { patientId: stored.patientId, fhirServer: server.baseUrl };
      const { assessment } = await hook.fire(some === undefined ? call : { ...call, prefetch: some });
      expect(inGivenNames(assessment, stored.givenNames)).toEqual(expected);
    });
  });

  test('a patient with nothing: silence, with everything read', async () => {
    const { patientId } = await store.put([PATIENT]);
    const { card, assessment } = await read(patientId);
    expect(card).toBeUndefined();
    expect(assessment).toMatchObject({ tier: null, reason: 'no-cancer', unavailable: [] });
  });

  test('a deleted patient: no silence', async () => {
    const { patientId, givenNames } = await store.put([PATIENT, CANCER, PAIN]);
    expect((await read(patientId)).assessment.tier).toBe('recommended');
    await store.remove(...givenNames.keys());
    const { card, assessment } = await read(patientId);
    expect(assessment.tier).toBe('incomplete');
    expect(assessment.unavailable).toContainEqual({ input: 'patient', state: 'error' });
    expect(card?.summary).toContain('Not an all-clear');
  });

  test('a patient who never was: no silence', async () => {
    const { assessment } = await read('e2e-nobody');
    expect(assessment.tier).toBe('incomplete');
    expect(assessment.unavailable).toContainEqual({ input: 'patient', state: 'error' });
  });

  test('a chart that changes between two calls is read as it is', async () => {
    const { patientId, givenNames } = await store.put([PATIENT, CANCER]);
    expect((await read(patientId)).assessment.reason).toBe('no-current-back-pain');
    const id = `${patientId}-pain`;
    const pain = { ...PAIN, id, subject: { reference: `Patient/${patientId}` } };
    await store.send('PUT', `Condition/${id}`, pain);
    store.own(`Condition/${id}`);
    expect((await read(patientId)).assessment.tier).toBe('recommended');
    await store.send('PUT', `Condition/${id}`, {
      ...pain,
      onsetDateTime: daysAgo(4000),
      abatementDateTime: daysAgo(3900),
    });
    expect((await read(patientId)).assessment.reason).toBe('no-current-back-pain');
    await store.send('PUT', `Condition/${id}`, pain);
    expect((await read(patientId)).assessment.tier).toBe('recommended');
    const [cancer] = [...givenNames.keys()].filter((name) => name.startsWith('Condition/'));
    await store.remove(String(cancer));
    expect((await read(patientId)).assessment.reason).toBe('no-cancer');
  });

  test('text that attacks comes back as text', async () => {
    const text = '<img src=x onerror=alert(1)> [click](javascript:alert(1)) <iframe srcdoc="<script>x</script>">';
    const hostile = { ...CANCER, code: { ...(CANCER['code'] as Json), text } };
    const { patientId } = await store.put([PATIENT, hostile, PAIN]);
    const { card, assessment } = await read(patientId);
    expect(assessment.tier).toBe('recommended');
    expect(JSON.stringify(assessment)).toContain('onerror');
    expect(card?.detail).toContain('onerror');
    expect(card?.detail).not.toMatch(/(^|[^\\])<(img|iframe|script)|(^|[^\\])\]\(javascript/);
    expect(card?.summary).not.toContain('<');
  });
});
