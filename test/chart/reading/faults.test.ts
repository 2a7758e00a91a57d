/** Every input against every way a server can fail: the state it ends in, by when, and where the token went. */
import nock from 'nock';
import type { InputName, InputStateName } from '../../../src/chart/inputs.js';
import { INPUTS } from '../../../src/chart/inputs.js';
import { answerOf, BASE, gather, ORIGIN, pathOf, prefetchWithout, resourceOf, searchset, TOKEN } from './ehr.js';

const HANG_MS = 150;
const outcome = (severity: string, code: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity, code }] });
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

interface Fault {
  readonly state: InputStateName;
  /** Milliseconds of the deadline, where it is the deadline that ends the read. */
  readonly ms?: number;
  /** Makes the server fail on the one request for the input. */
  readonly arm: (at: nock.Interceptor, input: InputName) => unknown;
  /** What the patient ends as, where it differs: a Patient is no search. */
  readonly patient?: InputStateName;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  hang: { state: 'timeout', ms: HANG_MS, arm: (at) => at.delay(5000).reply(200, {}) },
  slow: { state: 'present', arm: (at, input) => at.delay(40).reply(200, answerOf(input), JSON_TYPE) },
  401: { state: 'not-permitted', arm: (at) => at.reply(401, outcome('error', 'login')) },
  403: { state: 'not-permitted', arm: (at) => at.reply(403, 'no') },
  404: { state: 'error', arm: (at) => at.reply(404, outcome('error', 'not-found')) },
  410: { state: 'error', arm: (at) => at.reply(410, outcome('error', 'deleted')) },
  '429 for longer than there is time': { state: 'error', arm: (at) => at.reply(429, '', { 'retry-after': '60' }) },
  '429, then well': {
    state: 'present',
    arm: (at, input) => {
      at.reply(429, '', { 'retry-after': '0' });
      nock(ORIGIN).get(pathOf(input)).query(true).reply(200, answerOf(input), JSON_TYPE);
    },
  },
  '503 twice': {
    state: 'error',
    arm: (at, input) => {
      at.reply(503, '', { 'retry-after': '0' });
      nock(ORIGIN).get(pathOf(input)).query(true).reply(503);
    },
  },
  500: { state: 'error', arm: (at) => at.reply(500, 'java.lang.NullPointerException') },
  'malformed JSON': { state: 'error', arm: (at) => at.reply(200, '{"resourceType":"Bun', JSON_TYPE) },
  'JSON that is no resource': { state: 'error', arm: (at) => at.reply(200, '[1,2]', JSON_TYPE) },
  'JSON null': { state: 'error', arm: (at) => at.reply(200, 'null', JSON_TYPE) },
  HTML: { state: 'error', arm: (at) => at.reply(200, '<html>Sign in</html>', { 'content-type': 'text/html' }) },
  'an empty body': { state: 'error', arm: (at) => at.reply(200, '') },
  '204': { state: 'error', arm: (at) => at.reply(204) },
  'a redirect to another origin': {
    state: 'error',
    arm: (at) => at.reply(302, '', { location: 'https://attacker.example/fhir/steal' }),
  },
  'a redirect on the same origin': {
    state: 'error',
    arm: (at) => at.reply(307, '', { location: `${BASE}/elsewhere` }),
  },
  'pages without end': {
    state: 'truncated',
    patient: 'present',
    arm: (at, input) => {
      let page = 0;
      const next = () =>
        searchset(input === 'patient' ? [resourceOf(input)] : [resourceOf(input, `p${page}`)], {
          link: [{ relation: 'next', url: `${BASE}?_getpages=x&page=${(page += 1)}` }],
        });
      at.reply(200, () => (input === 'patient' ? answerOf(input) : next()), JSON_TYPE);
      nock(ORIGIN).get('/fhir').query(true).times(50).reply(200, next, JSON_TYPE);
    },
  },
  'a next page at another origin': {
    state: 'truncated',
    patient: 'present',
    arm: (at, input) =>
      at.reply(
        200,
        input === 'patient'
          ? answerOf(input)
          : searchset([resourceOf(input)], {
              link: [{ relation: 'next', url: 'https://attacker.example/fhir?_getpages=x' }],
            }),
        JSON_TYPE,
      ),
  },
  'another patient': {
    state: 'error',
    arm: (at, input) =>
      at.reply(
        200,
        input === 'patient' ? resourceOf(input, '', '2') : searchset([resourceOf(input), resourceOf(input, 'x', '2')]),
        JSON_TYPE,
      ),
  },
  'an OperationOutcome with 200': {
    state: 'error',
    arm: (at) => at.reply(200, outcome('error', 'exception'), JSON_TYPE),
  },
  'an OperationOutcome with 200 that forbids': {
    state: 'not-permitted',
    arm: (at) => at.reply(200, outcome('fatal', 'forbidden'), JSON_TYPE),
  },
  'a resource of another type': { state: 'error', arm: (at) => at.reply(200, { resourceType: 'Basic' }, JSON_TYPE) },
  'a broken connection': { state: 'error', arm: (at) => at.replyWithError('socket hang up') },
};

/** Requests that left for anywhere but the EHR, or carried the token elsewhere. */
let strays: string[] = [];

beforeEach(() => {
  strays = [];
  nock('https://attacker.example')
    .persist()
    .get(/.*/)
    .reply((uri) => {
      strays.push(uri);
      return [200, { resourceType: 'Bundle' }];
    });
  nock(ORIGIN)
    .persist()
    .get('/fhir/metadata')
    .reply(200, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

describe.each(Object.keys(FAULTS))('%s', (name) => {
  const fault = FAULTS[name] as Fault;
  test.each(INPUTS)('%s', async (input) => {
    fault.arm(
      nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
        .get(pathOf(input))
        .query(true),
      input,
    );
    const chart = await gather({
      prefetch: prefetchWithout(input),
      ...(fault.ms === undefined ? {} : { ms: fault.ms }),
    });
    const expected = input === 'patient' ? (fault.patient ?? fault.state) : fault.state;
    expect(chart.inputs[input].state).toBe(expected);
    if (expected !== 'present') expect(chart.inputs[input].why).toEqual(expect.any(String));
    for (const other of INPUTS) if (other !== input) expect(chart.inputs[other].state).toBe('present');
    expect(chart.reads).toEqual([expect.objectContaining({ input, state: expected })]);
    expect(chart.took).toBeLessThan((fault.ms ?? 1000) + 700);
    expect(strays).toEqual([]);
  });
});

test('a server that fails in every way at once costs one deadline, not nine', async () => {
  for (const input of INPUTS) nock(ORIGIN).get(pathOf(input)).query(true).delay(5000).reply(200, {});
  const chart = await gather({ ms: HANG_MS });
  expect(INPUTS.map((input) => chart.inputs[input].state)).toEqual(INPUTS.map(() => 'timeout'));
  expect(chart.took).toBeLessThan(HANG_MS + 700);
});
