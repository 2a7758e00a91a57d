/** Servers of another release of FHIR: named, never read as if they were R4, and asked once. */
import nock from 'nock';
import { INPUTS } from '../../../src/chart/inputs.js';
import { allPrefetch, answerOf, gather, newServers, ORIGIN, pathOf, prefetchWithout } from './ehr.js';

afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

/** Answers `/metadata` with a version; counts how often it was asked. */
function stating(fhirVersion: string | undefined, status = 200): { asked: number } {
  const count = { asked: 0 };
  nock(ORIGIN)
    .persist()
    .get('/fhir/metadata')
    .reply(() => {
      count.asked += 1;
      return [status, { resourceType: 'CapabilityStatement', fhirVersion }];
    });
  return count;
}

const serveAll = (): void => {
  for (const input of INPUTS) nock(ORIGIN).persist().get(pathOf(input)).query(true).reply(200, answerOf(input));
};

test.each([
  ['1.0.2', 'DSTU2'],
  ['3.0.2', 'STU3'],
  ['5.0.0', 'R5'],
])('a server that states %s is named, even where its searches answer', async (version, release) => {
  const metadata = stating(version);
  serveAll();
  const servers = newServers();
  for (let call = 0; call < 3; call += 1) {
    const { inputs } = await gather({ servers });
    for (const input of INPUTS) {
      expect(inputs[input]).toEqual({
        state: 'error',
        entries: [],
        why: `server speaks FHIR ${release}, not R4`,
        release,
      });
    }
  }
  expect(metadata.asked).toBe(1);
});

test.each(['4.0.0', '4.0.1', '4.1.0', '4.3.0'])('a server that states %s is read', async (version) => {
  const metadata = stating(version);
  serveAll();
  const servers = newServers();
  for (let call = 0; call < 2; call += 1) {
    const { inputs } = await gather({ servers });
    expect(INPUTS.map((input) => inputs[input].state)).toEqual(INPUTS.map(() => 'present'));
    expect(inputs.conditions).not.toHaveProperty('release');
  }
  expect(metadata.asked).toBe(1);
});

test('what came by prefetch stands; only what was asked of the server is refused', async () => {
  stating('3.0.2');
  nock(ORIGIN).get(pathOf('orders')).query(true).reply(404);
  const { inputs } = await gather({ prefetch: prefetchWithout('orders') });
  expect(inputs.orders).toMatchObject({ state: 'error', release: 'STU3' });
  expect(inputs.conditions.state).toBe('present');
});

test('nothing is asked where prefetch gave everything', async () => {
  const metadata = stating('4.0.1');
  await gather({ prefetch: allPrefetch() });
  expect(metadata.asked).toBe(0);
});

test.each([
  ['fails', 500],
  ['refuses', 401],
  ['is not there', 404],
])('metadata that %s holds no read back, and is asked again a minute later', async (_what, status) => {
  const metadata = stating('3.0.2', status);
  serveAll();
  let time = 1_000_000;
  const servers = newServers(() => time);
  const states = async () => (await gather({ servers })).inputs.conditions.state;
  expect([await states(), await states(), metadata.asked]).toEqual(['present', 'present', 1]);
  time += 60_000;
  expect([await states(), metadata.asked]).toEqual(['present', 2]);
});

test('metadata that hangs costs the first call half a second, not the deadline', async () => {
  nock(ORIGIN).get('/fhir/metadata').delay(10_000).reply(200, {});
  serveAll();
  const chart = await gather({ ms: 4000 });
  expect(chart.inputs.conditions.state).toBe('present');
  expect(chart.took).toBeLessThan(1500);
});
