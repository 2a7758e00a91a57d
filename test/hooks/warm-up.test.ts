/** The call before the first: it goes the whole way once, on a sample that gives a card, and reaches nobody's records. */
import { jest } from '@jest/globals';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings, readTextFile } from '../../src/config/load.js';
import type { Tenant } from '../../src/config/settings.js';
import { todayIn } from '../../src/config/today.js';
import { createFhirServers } from '../../src/fhir/client/index.js';
import { warmUp } from '../../src/hooks/warm-up.js';
import { loadServices } from '../../src/registry/load.js';
import { loadSamples } from '../../src/registry/samples.js';
import type { CdsService } from '../../src/sdk/service.js';

const settings = loadSettings(readEnvironment({}), readTextFile, 'UTC');
const [tenant] = settings.tenants as [Tenant];
const env = {
  tenant,
  servers: createFhirServers(tenant.fhir, { limits: settings.limits, now: () => 0 }),
  limits: settings.limits,
  deadlineMs: settings.deadlineMs,
  now: () => new Date('2026-06-15T12:00:00Z'),
  today: todayIn,
  newUuid: () => '00000000-0000-4000-8000-000000000001',
};
afterAll(() => env.servers.close());

const watched = async () => {
  const [service] = (await loadServices()) as [CdsService];
  return { ...service, assess: jest.fn(service.assess), renderCard: jest.fn(service.renderCard) };
};

test('one sample is read, assessed and made a card of', async () => {
  const service = await watched();
  await warmUp(service, loadSamples(service.id), env);
  expect(service.assess.mock.results.map(({ value }) => (value as { tier: unknown }).tier)).toEqual(['urgent']);
  expect(service.renderCard).toHaveBeenCalledTimes(1);
});

test('a service without such a sample is left alone', async () => {
  const service = await watched();
  await warmUp(
    service,
    loadSamples(service.id).filter(({ tier }) => tier === 'none'),
    env,
  );
  expect(service.assess).not.toHaveBeenCalled();
});
