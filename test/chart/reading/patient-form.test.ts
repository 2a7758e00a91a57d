/** `patient=1` and `patient=Patient/1`: servers that know one form only, and an empty answer that is not believed. */
import nock from 'nock';
import type { InputName } from '../../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import { createFhirServers } from '../../../src/fhir/client/index.js';
import { answerOf, BASE, gather, newServers, ORIGIN, prefetchWithout, searchset } from './ehr.js';

type Answer = (input: InputName, patient: string) => [number, object];

const SEARCHED = INPUTS.filter((input) => input !== 'patient');
let asked: string[] = [];

function serve(answer: Answer): void {
  nock(ORIGIN).persist().get('/fhir/Patient/1').reply(200, answerOf('patient'));
  for (const input of SEARCHED) {
    nock(ORIGIN)
      .persist()
      .get(`/fhir/${RESOURCE_TYPE[input]}`)
      .query(true)
      .reply((uri) => {
        const patient = new URL(uri, ORIGIN).searchParams.get('patient') ?? '';
        asked.push(`${input} ${patient}`);
        return answer(input, patient);
      });
  }
}

const NOTHING: [number, object] = [200, searchset([])];
const found = (input: InputName): [number, object] => [200, answerOf(input)];
const statesOf = ({ inputs }: Awaited<ReturnType<typeof gather>>) => SEARCHED.map((input) => inputs[input].state);
const all = (state: string) => SEARCHED.map(() => state);

beforeEach(() => {
  asked = [];
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

test('a server that finds patients by id is asked each search once', async () => {
  serve((input) => found(input));
  expect(statesOf(await gather())).toEqual(all('present'));
  expect(asked).toHaveLength(SEARCHED.length);
});

test('one match is enough to believe the empty answers beside it', async () => {
  serve((input) => (input === 'carePlans' ? found(input) : NOTHING));
  const { inputs } = await gather();
  expect([inputs.conditions.state, inputs.carePlans.state]).toEqual(['empty', 'present']);
  expect(asked).toHaveLength(SEARCHED.length);
});

test.each([
  ['an empty Bundle', NOTHING],
  ['400', [400, {}] as [number, object]],
])(
  'a server that answers an id alone with %s is asked by reference, and from then on at once',
  async (_what, wrong) => {
    serve((input, patient) => (patient === 'Patient/1' ? found(input) : wrong));
    const servers = newServers();
    expect(statesOf(await gather({ servers }))).toEqual(all('present'));
    asked = [];
    expect(statesOf(await gather({ servers }))).toEqual(all('present'));
    expect(asked).toEqual(SEARCHED.map((input) => `${input} Patient/1`));
  },
);

test('a patient with nothing is empty in both forms, on a server that is known in one', async () => {
  let stored = false;
  serve((input) => (stored ? found(input) : NOTHING));
  const servers = newServers();
  expect(statesOf(await gather({ servers }))).toEqual(all('empty'));
  expect(asked).toHaveLength(2 * SEARCHED.length);
  stored = true;
  await gather({ servers });
  stored = false;
  asked = [];
  expect(statesOf(await gather({ servers }))).toEqual(all('empty'));
  expect(asked).toEqual(SEARCHED.map((input) => `${input} 1`));
});

test.each([
  [400, 'empty'],
  [404, 'empty'],
  [403, 'empty'],
  [429, 'error'],
  [500, 'error'],
])('a reference answered %i leaves the input %s: to refuse the form is to know the other', async (status, state) => {
  serve((_input, patient) => (patient === '1' ? NOTHING : [status, {}]));
  const { inputs } = await gather({ prefetch: prefetchWithout('conditions') });
  expect(inputs.conditions.state).toBe(state);
});

test('a search of the site is sent as it is, and never in another form', async () => {
  serve(() => NOTHING);
  const search = 'Condition?patient={{context.patientId}}&category=problem-list-item';
  const servers = createFhirServers(
    {
      servers: [{ url: BASE, allowPrivateNetwork: false, searches: { conditions: search } }],
      anyLoopback: false,
      production: true,
    },
    { limits: { responseBytes: 1_000_000 }, now: Date.now },
  );
  expect((await gather({ servers, prefetch: prefetchWithout('conditions') })).inputs.conditions.state).toBe('empty');
  expect(asked).toEqual(['conditions 1']);
});

test('while one search hangs the empty ones are in doubt: not read in time, and not empty', async () => {
  nock(ORIGIN).get('/fhir/Observation').query(true).delay(5000).reply(200, {});
  serve(() => NOTHING);
  const { inputs } = await gather({ ms: 200, prefetch: prefetchWithout('conditions', 'observations') });
  expect([inputs.conditions.state, inputs.observations.state]).toEqual(['timeout', 'timeout']);
});
