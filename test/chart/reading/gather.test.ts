/** Prefetch and server together: what is used, what is asked for, and what each input ends as. */
import nock from 'nock';
import { INPUTS } from '../../../src/chart/inputs.js';
import {
  allPrefetch,
  answerOf,
  BASE,
  gather,
  ORIGIN,
  pathOf,
  prefetchWithout,
  resourceOf,
  searchset,
  TOKEN,
} from './ehr.js';

const server = (): nock.Scope => nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } });
const next = (url: string) => ({ link: [{ relation: 'next', url }] });
const condition = (id: string) => resourceOf('conditions', id);
const idsOf = (entries: readonly { resource: { [key: string]: unknown } }[]) =>
  entries.map(({ resource }) => resource['id']);

afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

describe('by prefetch', () => {
  test('a complete prefetch asks nothing, and its Bundles are used as they are', async () => {
    const prefetch = allPrefetch();
    const chart = await gather({ prefetch });
    for (const input of INPUTS) expect(chart.inputs[input].state).toBe('present');
    expect(chart.inputs.conditions.entries).toBe((prefetch['conditions'] as { entry: unknown }).entry);
    expect(chart).toMatchObject({ missingRequired: [], patientMismatch: false, reads: [] });
  });

  test('null and empty are empty, and are not read again', async () => {
    const chart = await gather({ prefetch: { ...allPrefetch(), conditions: null, reports: searchset([]) } });
    expect([chart.inputs.conditions.state, chart.inputs.reports.state]).toEqual(['empty', 'empty']);
    expect(chart.reads).toEqual([]);
  });

  test('a patient of null is read', async () => {
    server().get('/fhir/Patient/1').reply(200, resourceOf('patient'));
    const chart = await gather({ prefetch: { ...allPrefetch(), patient: null } });
    expect(chart.inputs.patient.state).toBe('present');
    expect(chart.reads).toMatchObject([{ input: 'patient', state: 'present', pages: 1 }]);
  });

  test('an OperationOutcome in place of data is not read again', async () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] };
    const chart = await gather({ prefetch: { ...allPrefetch(), conditions: outcome } });
    expect(chart.inputs.conditions.state).toBe('not-permitted');
    expect(chart.reads).toEqual([]);
  });

  test('a total above the matches and no next page is truncated', async () => {
    const of = async (total: number, more = {}) =>
      (await gather({ prefetch: { ...allPrefetch(), conditions: searchset([condition('a')], { total, ...more }) } }))
        .inputs;
    expect((await of(2)).conditions).toMatchObject({ state: 'truncated', entries: [{}] });
    expect((await of(1)).conditions.state).toBe('present');
    expect((await of(0)).conditions.state).toBe('present');
  });

  test('a next page without a server to ask is truncated and keeps what came', async () => {
    const conditions = searchset([condition('a')], next(`${BASE}?page=2`));
    const chart = await gather({ offline: true, prefetch: { ...allPrefetch(), conditions } });
    expect(chart.inputs.conditions).toMatchObject({ state: 'truncated', entries: [{}] });
  });

  test('keys of the prototype are no prefetch', async () => {
    const prefetch = Object.assign(Object.create({ conditions: null }) as object, prefetchWithout('conditions'));
    expect((await gather({ prefetch: prefetch as Record<string, unknown>, offline: true })).missingRequired).toEqual([
      'conditions',
    ]);
  });
});

describe('a required key that cannot be had', () => {
  test('is named, every one, and nothing is read', async () => {
    const chart = await gather({ offline: true, prefetch: { patient: null, observations: null } });
    expect(chart.missingRequired).toEqual(['patient', 'conditions']);
    expect(chart.inputs.conditions.state).toBe('missing');
    expect(chart.inputs.observations.state).toBe('empty');
  });

  test('is one thing, an optional one another', async () => {
    const chart = await gather({ offline: true, prefetch: prefetchWithout('encounters') });
    expect(chart.missingRequired).toEqual([]);
    expect(chart.inputs.encounters.state).toBe('missing');
  });
});

describe('from the server', () => {
  test('what is absent is asked for, each with one search, in parallel', async () => {
    const started = Date.now();
    for (const input of INPUTS) server().get(pathOf(input)).query(true).delay(60).reply(200, answerOf(input));
    const chart = await gather();
    expect(INPUTS.map((input) => chart.inputs[input].state)).toEqual(INPUTS.map(() => 'present'));
    expect(chart.reads.map((read) => read.input)).toEqual([...INPUTS]);
    expect(Date.now() - started).toBeLessThan(60 * INPUTS.length);
  });

  test('the search is that of the requirement', async () => {
    const scope = server()
      .get('/fhir/Observation')
      .query({ patient: '1', code: '29463-7,718-7', _count: '200' })
      .reply(200, answerOf('observations'));
    await gather({ prefetch: prefetchWithout('observations') });
    expect(scope.isDone()).toBe(true);
  });

  test('next pages are followed, at the root of the server too, and from a prefetch', async () => {
    server()
      .get('/fhir')
      .query({ _getpages: 'x' })
      .reply(200, searchset([condition('b')], next('Condition?page=3')));
    server()
      .get('/fhir/Condition')
      .query({ page: '3' })
      .reply(200, searchset([condition('c')]));
    const conditions = searchset([condition('a')], { total: 3, ...next(`${BASE}?_getpages=x`) });
    const chart = await gather({ prefetch: { ...allPrefetch(), conditions } });
    expect(chart.inputs.conditions.state).toBe('present');
    expect(idsOf(chart.inputs.conditions.entries)).toEqual(['a', 'b', 'c']);
    expect(chart.reads).toMatchObject([{ input: 'conditions', state: 'present', pages: 2 }]);
  });

  test.each([
    ['500', 'error'],
    ['403', 'not-permitted'],
    ['410', 'error'],
  ])('a next page that fails with %s keeps the first', async (status, state) => {
    server().get('/fhir').query(true).reply(Number(status));
    const conditions = searchset([condition('a')], next(`${BASE}?_getpages=x`));
    const chart = await gather({ prefetch: { ...allPrefetch(), conditions } });
    expect(chart.inputs.conditions.state).toBe(state);
    expect(idsOf(chart.inputs.conditions.entries)).toEqual(['a']);
  });

  test('the deadline keeps the pages that came', async () => {
    server()
      .get('/fhir')
      .query({ page: '2' })
      .reply(200, searchset([condition('b')], next(`${BASE}?page=3`)));
    server()
      .get('/fhir')
      .query({ page: '3' })
      .delay(5000)
      .reply(200, searchset([condition('c')]));
    const conditions = searchset([condition('a')], next(`${BASE}?page=2`));
    const chart = await gather({ ms: 200, prefetch: { ...allPrefetch(), conditions } });
    expect(chart.inputs.conditions.state).toBe('timeout');
    expect(idsOf(chart.inputs.conditions.entries)).toEqual(['a', 'b']);
  });

  test('pages and resources are bounded, and what was read is kept', async () => {
    const endless = (): void => {
      let page = 1;
      server()
        .persist()
        .get('/fhir/Condition')
        .query(true)
        .reply(200, () =>
          searchset([condition(`a${page}`), condition(`b${page}`)], next(`${BASE}/Condition?page=${(page += 1)}`)),
        );
    };
    endless();
    const byPages = await gather({ prefetch: prefetchWithout('conditions'), limits: { pages: 3, resources: 100 } });
    expect(byPages.inputs.conditions).toMatchObject({ state: 'truncated', entries: Array(6).fill({}) as object[] });
    expect(byPages.reads).toMatchObject([{ pages: 3 }]);
    nock.cleanAll();
    endless();
    const byCount = await gather({ prefetch: prefetchWithout('conditions'), limits: { pages: 20, resources: 5 } });
    expect(byCount.inputs.conditions).toMatchObject({ state: 'truncated', entries: Array(5).fill({}) as object[] });
  });

  test('pages that go round in a circle end', async () => {
    server()
      .persist()
      .get('/fhir/Condition')
      .query(true)
      .reply(200, () => searchset([condition('a')], next(`${BASE}/Condition?page=2`)));
    const chart = await gather({ prefetch: prefetchWithout('conditions') });
    expect(chart.inputs.conditions.state).toBe('truncated');
    expect(chart.reads).toMatchObject([{ pages: 2 }]);
  });

  test('a server that answers 400 to _count is asked once more without', async () => {
    server().get('/fhir/Condition').query({ patient: '1', _count: '200' }).reply(400);
    server().get('/fhir/Condition').query({ patient: '1' }).reply(200, answerOf('conditions'));
    const chart = await gather({ prefetch: prefetchWithout('conditions') });
    expect(chart.inputs.conditions.state).toBe('present');
  });

  test('a search that finds no Patient at all is an error, not an empty chart', async () => {
    server().get('/fhir/Patient/1').reply(200, searchset([]));
    expect((await gather({ prefetch: prefetchWithout('patient') })).inputs.patient.state).toBe('error');
  });

  test('an id that would leave its folder is not asked for', async () => {
    const prefetch = Object.fromEntries(INPUTS.filter((one) => one !== 'patient').map((one) => [one, null]));
    const chart = await gather({ patientId: '..', prefetch });
    expect(chart.inputs.patient.state).toBe('error');
  });
});

describe('another patient', () => {
  test('as the Patient of the prefetch: a mismatch, and nothing is read', async () => {
    const chart = await gather({ prefetch: { patient: resourceOf('patient', '', '2') } });
    expect(chart.patientMismatch).toBe(true);
    expect(chart.reads).toEqual([]);
  });

  test('as the Patient that was read: a mismatch', async () => {
    server()
      .get('/fhir/Patient/1')
      .reply(200, resourceOf('patient', '', '2'));
    const chart = await gather({ prefetch: prefetchWithout('patient') });
    expect(chart.patientMismatch).toBe(true);
    expect(chart.inputs.patient).toMatchObject({ state: 'error', entries: [] });
  });

  test('as a subject: dropped, and the input is an error even where nothing is left', async () => {
    const conditions = searchset([resourceOf('conditions', 'x', '2')]);
    const chart = await gather({ prefetch: { ...allPrefetch(), conditions } });
    expect(chart.inputs.conditions).toMatchObject({ state: 'error', entries: [] });
    expect(chart.patientMismatch).toBe(false);
  });

  test('a urn that the Patient came under is the patient', async () => {
    const urn = 'urn:uuid:4dee068c-5ffe-4977-8677-4ff9b518e763';
    const patient = { resourceType: 'Bundle', entry: [{ fullUrl: urn, resource: resourceOf('patient') }] };
    const conditions = searchset([{ resourceType: 'Condition', subject: { reference: urn } }]);
    const known = await gather({ prefetch: { ...allPrefetch(), patient, conditions } });
    expect(known.inputs.conditions.state).toBe('present');
    const unknown = await gather({ prefetch: { ...allPrefetch(), conditions } });
    expect(unknown.inputs.conditions.state).toBe('error');
  });
});

test('20,000 prefetched Observations cost next to nothing', async () => {
  const observations = searchset(Array.from({ length: 20_000 }, (_, i) => resourceOf('observations', `o${i}`)));
  const prefetch = { ...allPrefetch(), observations };
  await gather({ prefetch });
  const began = performance.now();
  const chart = await gather({ prefetch });
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(chart.inputs.observations.entries).toBe(observations.entry);
});
