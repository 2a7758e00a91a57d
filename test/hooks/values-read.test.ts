/** Values that the service read itself, beside the answer: what is drawn, from a server alone, and nothing else of the chart. */
import request from 'supertest';
import { INPUTS, type ChartInputs } from '../../src/chart/inputs.js';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json, Resource } from '../../src/fhir/resource.js';
import type { HookRequest } from '../../src/hooks/answer.js';
import { valuesRead } from '../../src/hooks/values-read.js';
import { responseSchema } from '../../src/hooks/wire-schemas.js';
import { startService } from '../../src/main.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';
import { tempDataDir } from '../support/data-dir.js';
import { ehr } from '../red-team/support/ehr.js';
import { realService } from '../support/service.js';

const service = realService();
const weight = (id: string, more: Json = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: {
    coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }],
    text: 'weighed by Jane Roe',
  },
  subject: { reference: 'Patient/p1', display: 'Jane Roe' },
  performer: [{ display: 'Nurse Roe' }],
  note: [{ text: 'Jane was dizzy' }],
  effectiveDateTime: '2026-05-01',
  valueQuantity: { value: 80, unit: 'kg', extension: [{ valueString: 'Jane' }] },
  referenceRange: [{ low: { value: 50, unit: 'kg' }, text: 'for Jane' }],
  ...more,
});
const inputs = (...observations: Resource[]): ChartInputs =>
  ({
    ...Object.fromEntries(INPUTS.map((input) => [input, { state: 'empty', entries: [] }])),
    observations: { state: 'present', entries: observations.map((resource) => ({ resource })) },
    patient: {
      state: 'present',
      entries: [{ resource: { resourceType: 'Patient', gender: 'female', name: [{ family: 'Roe' }] } }],
    },
  }) as unknown as ChartInputs;
const asked = (prefetch: HookRequest['prefetch'] = {}) => ({ prefetch }) as HookRequest;
type Told = { readonly gender?: string; readonly observations: readonly Json[]; readonly omitted: number };
const told = (...observations: Resource[]): Told =>
  valuesRead(service, asked(), inputs(...observations))['org.spinewatch.values'] as Told;

test('have what is drawn, and nothing that names or describes anyone', () => {
  const values = told(weight('w1'));
  expect(values).toEqual({
    gender: 'female',
    omitted: 0,
    observations: [
      {
        resourceType: 'Observation',
        id: 'w1',
        status: 'final',
        effectiveDateTime: '2026-05-01',
        code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
        valueQuantity: { value: 80, unit: 'kg' },
        referenceRange: [{ low: { value: 50, unit: 'kg' } }],
      },
    ],
  });
  expect(JSON.stringify(values)).not.toMatch(/Roe|Jane/);
});

test('are not told where they were sent, nor where there are none that are drawn', () => {
  const bundle = { resourceType: 'Bundle' };
  expect(valuesRead(service, asked({ observations: bundle }), inputs(weight('w1')))).toEqual({});
  expect(valuesRead(service, asked({ observations: null }), inputs(weight('w1')))).toEqual({});
  expect(valuesRead(service, asked(), inputs(weight('x', { code: { coding: [{ code: '8867-4' }] } })))).toEqual({});
  expect(valuesRead(service, asked(), inputs(weight('x', { code: 'kg' })))).toEqual({});
});

test('are the newest of each measure, and the others are counted', () => {
  const many = Array.from({ length: 230 }, (_, day) =>
    weight(`w${day}`, { effectiveDateTime: new Date(day * 86_400_000).toISOString() }),
  );
  const values = told(
    ...many,
    weight('odd', { effectiveDateTime: undefined, valueQuantity: 'heavy', referenceRange: 7 }),
  );
  expect([values.observations.length, values.omitted]).toEqual([200, 31]);
  expect(values.observations[0]?.['id']).toBe('w229');
});

test('stand beside an answer to a chart that was read from a server, with and without a card', async () => {
  const server = await ehr((path, response) => {
    if (!path.startsWith('Observation')) return false;
    response.end(JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: weight('w1') }] }));
    return true;
  });
  const running = await startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }),
    'UTC',
  );
  try {
    for (const [rows, cards] of [
      [[BREAST_CANCER, backPain()], 1],
      [[backPain()], 0],
    ] as const) {
      const { observations: _none, ...prefetch } = prefetchOf(PATIENT, ...rows);
      const body = hookRequest(prefetch, { fhirServer: server.url });
      const answer = await request(running.url).post(`/cds-services/${service.id}`).send(body).expect(200);
      expect(answer.body.cards).toHaveLength(cards);
      expect(answer.body.extension['org.spinewatch.values'].observations).toHaveLength(1);
      expect(responseSchema.strict().safeParse(answer.body).error?.issues ?? []).toEqual([]);
    }
  } finally {
    await running.stop();
    await server.close();
  }
});
