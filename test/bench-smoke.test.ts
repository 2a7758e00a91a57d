/** The charts of the benchmarks: the same on every run, in the shapes an EHR sends, and worth a card. */
import { gatherChart } from '../src/chart/reading/index.js';
import { INPUTS, RESOURCE_TYPE } from '../src/chart/inputs.js';
import { parseDay } from '../src/fhir/dates.js';
import { chartOfBytes, chartOfObservations, hookCall, type BenchChart } from './bench/chart.js';
import { realService } from './support/service.js';

const asOf = parseDay('2026-06-15') as number;
const service = realService();

async function assess(chart: BenchChart) {
  const deadline = { signal: new AbortController().signal, at: Number.MAX_SAFE_INTEGER };
  const { inputs } = await gatherChart({
    requirements: service.requirements,
    prefetch: chart,
    patientId: 'bench-1',
    limits: { pages: 20, resources: 20_000 },
    deadline,
    now: () => 0,
  });
  return { inputs, assessment: service.assess({ inputs, asOf, settings: { otherCancers: true } }) };
}

test.each([50_000, 500_000])(
  'a chart of %i bytes has about these, all inputs, and gives an urgent card',
  async (bytes) => {
    const chart = chartOfBytes(bytes, { asOf });
    const call = hookCall('bench-1', { prefetch: chart });
    expect(Math.abs(call.length - bytes) / bytes).toBeLessThan(0.02);

    const { inputs, assessment } = await assess(chart);
    expect(INPUTS.map((input) => [input, inputs[input].state])).toEqual(INPUTS.map((input) => [input, 'present']));
    expect(assessment).toMatchObject({ tier: 'urgent', features: ['weight-loss'], unavailable: [] });
  },
);

test('the same options give the same chart, another seed another', () => {
  const chart = JSON.stringify(chartOfBytes(50_000, { asOf, seed: 1 }));
  expect(JSON.stringify(chartOfBytes(50_000, { asOf, seed: 1 }))).toBe(chart);
  expect(JSON.stringify(chartOfBytes(50_000, { asOf, seed: 2 }))).not.toBe(chart);
});

test('every resource has the type of its input, an id of its own and the patient as its subject', () => {
  const { patient, ...searches } = chartOfBytes(50_000, { asOf });
  expect(patient).toMatchObject({ resourceType: 'Patient', id: 'bench-1' });
  const ids = new Set<string>();
  for (const [input, bundle] of Object.entries(searches)) {
    const { entry } = bundle as { entry: { resource: Record<string, unknown>; fullUrl: string }[] };
    for (const { resource, fullUrl } of entry) {
      expect(resource).toMatchObject({
        resourceType: RESOURCE_TYPE[input as keyof typeof searches],
        subject: { reference: 'Patient/bench-1' },
      });
      expect(ids.has(fullUrl)).toBe(false);
      ids.add(fullUrl);
    }
  }
});

test('20,000 Observations are about 5 MB and give the same card', async () => {
  const chart = chartOfObservations(20_000, { asOf });
  const megabytes = JSON.stringify(chart).length / 1e6;
  expect(megabytes).toBeGreaterThan(4.5);
  expect(megabytes).toBeLessThan(6.5);
  const { inputs, assessment } = await assess(chart);
  expect(inputs.observations.entries).toHaveLength(20_000);
  expect(assessment).toMatchObject({ tier: 'urgent', features: ['weight-loss'] });
});
