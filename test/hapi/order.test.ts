/** The suggested order as the server sees it: valid R4, and stored as it was suggested. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import { todayIn } from '../../src/config/today.js';
import type { Resource } from '../../src/fhir/resource.js';
import { loadSamples } from '../../src/registry/samples.js';
import { startMedplum } from './medplum/medplum-server.js';
import type { ChartStore, StoredChart } from './support/chart-store.js';
import { createChartStore } from './support/chart-store.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';
import { type HookUnderTest, startHook } from './support/hook.js';

const SAMPLES = loadSamples('metastatic-back-pain').filter(({ tier }) => tier !== 'none' && tier !== 'incomplete');
const TODAY = todayIn('UTC', new Date());

describe.each([
  { name: 'HAPI FHIR', start: startHapi, validates: true },
  { name: 'Medplum, in memory', start: startMedplum, validates: false },
])('$name', ({ start, validates }) => {
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

  /** The orders of the card's suggestions, of a call by a practitioner during a visit. */
  const ordersOf = async (chart: readonly Resource[]): Promise<readonly Resource[]> => {
    const patient = chart.find(({ resourceType }) => resourceType === 'Patient');
    const stored: StoredChart = await store.put([
      ...chart,
      { resourceType: 'Practitioner', id: 'user', name: [{ family: 'Tester' }] },
      {
        resourceType: 'Encounter',
        id: 'visit',
        status: 'in-progress',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: { reference: `Patient/${String(patient?.['id'])}` },
      },
    ]);
    const nameOf = (given: string): string => [...stored.givenNames].find(([, name]) => name === given)?.[0] ?? '';
    const { card } = await hook.fire({
      patientId: stored.patientId,
      fhirServer: server.baseUrl,
      userId: nameOf('Practitioner/user'),
      encounterId: nameOf('Encounter/visit').replace('Encounter/', ''),
    });
    const actions = (card?.suggestions ?? []).flatMap((suggestion) => suggestion.actions);
    return actions.flatMap(({ resource }) => resource ?? []);
  };

  test.each(SAMPLES)('$name', async (sample) => {
    const orders = await ordersOf(sample.bundle(TODAY).entry.map(({ resource }) => resource));
    expect(orders.length).toBeGreaterThan(0);
    for (const order of orders) {
      expect(order).toMatchObject({ resourceType: 'ServiceRequest', status: 'draft', requester: {}, encounter: {} });
      if (validates) {
        const { body } = await store.send('POST', 'ServiceRequest/$validate', order);
        const grave = (body as OperationOutcome).issue.filter(({ severity }) => /error|fatal/.test(severity));
        expect(grave).toEqual([]);
      }
      const created = await store.send('POST', 'ServiceRequest', order);
      expect(created.status).toBe(201);
      const { id, meta: _meta, text: _text, ...kept } = created.body as Resource;
      store.own(`ServiceRequest/${String(id)}`);
      expect(kept).toEqual(order);
    }
  });
});
