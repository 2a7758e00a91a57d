/** Seven hundred Observations on HAPI FHIR: every page counts, since the decisive weight is on the last one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Resource } from '../../src/fhir/resource.js';
import { daysAgo } from '../support/charts.js';
import type { ChartStore } from './support/chart-store.js';
import { createChartStore } from './support/chart-store.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';
import { type HookUnderTest, startHook } from './support/hook.js';

const OBSERVATIONS = 700;
const subject = { reference: 'Patient/p' };

/** The oldest of all, 88 kg, and 699 of 80 kg in the half year since: searched by `-date`, it comes last. */
const weight = (index: number): Resource => ({
  resourceType: 'Observation',
  id: `w${index}`,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
  subject,
  effectiveDateTime: daysAgo(index === 0 ? 270 : 1 + (index % 160)),
  valueQuantity: { value: index === 0 ? 88 : 80, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});
const condition = (id: string, code: string, onsetDateTime: string): Resource => ({
  resourceType: 'Condition',
  id,
  subject,
  code: { coding: [{ system: 'http://snomed.info/sct', code }] },
  onsetDateTime,
});

let server: FhirServerUnderTest;
let store: ChartStore;
let patientId = '';
let hook: HookUnderTest | undefined;

beforeAll(async () => {
  server = await startHapi();
  store = createChartStore(server.baseUrl);
  ({ patientId } = await store.put([
    { resourceType: 'Patient', id: 'p', birthDate: '1954-01-10', gender: 'male' },
    condition('c1', '399068003', '2021-03-01'),
    condition('c2', '279039007', daysAgo(20)),
    ...Array.from({ length: OBSERVATIONS }, (_, index) => weight(index)),
  ]));
}, 180_000);
afterAll(async () => {
  await store.removeAll();
  await server.stop();
}, 180_000);

const assessmentWith = async (searches: Readonly<Record<string, string>>) => {
  hook = await startHook(server.baseUrl, searches);
  try {
    return (await hook.fire({ patientId, fhirServer: server.baseUrl })).assessment;
  } finally {
    await hook.stop();
  }
};
const paged = (count: number) => ({
  observations: `Observation?patient=Patient/{{context.patientId}}&code=29463-7&_sort=-date&_count=${count}`,
});

describe('700 Observations', () => {
  test.each([
    ['two pages, as the service asks', {}],
    ['fourteen pages, as a site may ask', paged(50)],
    ['twenty pages, the most that are read', paged(35)],
  ])('%s: read to the last', async (_how, searches) => {
    const assessment = await assessmentWith(searches);
    expect(assessment).toMatchObject({ tier: 'urgent', unavailable: [] });
    expect(assessment.features).toContain('weight-loss');
  });

  test('more pages than are read: what is beyond is missed, and said to be', async () => {
    const assessment = await assessmentWith(paged(25));
    expect(assessment).toMatchObject({
      tier: 'recommended',
      unavailable: [{ input: 'observations', state: 'truncated' }],
    });
    expect(assessment.notFound).not.toContain('weight-loss');
  });

  test('a prefetch of the first page alone is followed to the last', async () => {
    const search = `Observation?patient=${patientId}&code=29463-7&_sort=-date&_count=100`;
    const { body } = await store.send('GET', search);
    expect((body as { entry: unknown[] }).entry).toHaveLength(100);
    hook = await startHook(server.baseUrl);
    const { assessment } = await hook.fire({
      patientId,
      fhirServer: server.baseUrl,
      prefetch: { observations: body },
    });
    await hook.stop();
    expect(assessment).toMatchObject({ tier: 'urgent', unavailable: [] });
  });
});
