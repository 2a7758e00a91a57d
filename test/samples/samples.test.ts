/** Every sample chart gives what its index says, on whatever day it is used. */
import { realService } from '../support/service.js';
import { chartOfBundle } from '../../src/chart/bundle.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import { loadSamples } from '../../src/registry/samples.js';
import type { Sample } from '../../src/samples/sample.js';

const service = realService();
const samples = loadSamples(service.id);
const DAYS = ['2026-06-15', '2028-02-29', '2028-03-01', '2026-12-31', '2027-01-01', '2027-03-28'];

function assess(sample: Sample, day: string) {
  const asOf = parseDay(day) as Day;
  const chart = chartOfBundle(sample.bundle(asOf));
  if ('problem' in chart) throw new Error(chart.problem);
  return service.assess({ inputs: chart.inputs, asOf, settings: { otherCancers: true } });
}

test('there are samples of every tier, and of none', () => {
  expect(new Set(samples.map(({ tier }) => tier))).toEqual(new Set(['none', 'recommended', 'urgent', 'emergency']));
});

describe.each(samples.map((sample): [string, Sample] => [sample.name, sample]))('%s', (_name, sample) => {
  test.each(DAYS)('gives its tier on %s', (day) => {
    const { tier, reason, variant } = assess(sample, day);
    expect({ tier: tier ?? 'none', reason }).toEqual({ tier: sample.tier, reason: sample.reason });
    if (sample.variant !== undefined) expect(variant).toBe(sample.variant);
  });
});
