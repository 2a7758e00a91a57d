/** The service as it runs: real content, real HTTP, the sandbox profile. What peers get wrong is named by its lesson. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { startService } from '../../src/main.js';
import { BREAST_CANCER, PATIENT, backPain, daysAgo, hookRequest, prefetchOf } from '../support/charts.js';
import { tempDataDir } from '../support/data-dir.js';

const PATH = '/cds-services/metastatic-back-pain';
let service: Running;
beforeAll(async () => {
  service = await startService(readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }), 'UTC');
});
afterAll(() => service.stop());

const call = (body: unknown) =>
  request(service.url)
    .post(PATH)
    .send(body as object);
const full = (...rows: Json[]): Json => hookRequest(prefetchOf(PATIENT, ...rows));
const EVIDENCE = 'org.spinewatch.evidence';

test('a chart by prefetch comes back as the right card', async () => {
  const { body } = await call(full(BREAST_CANCER, backPain())).expect(200);
  expect(body.cards).toHaveLength(1);
  expect(body.cards[0]).toMatchObject({ indicator: 'info', source: { topic: { code: 'recommended' } } });
  expect(body.cards[0].extension[EVIDENCE]).toMatchObject({ tier: 'recommended', unavailable: [], notEvaluated: [] });
});

test('silence is explained in the sandbox, in words that do not reassure', async () => {
  const { body } = await call(full(backPain())).expect(200);
  expect(body.cards).toEqual([]);
  expect(body.extension['org.spinewatch.assessment']).toMatchObject({ tier: null, reason: 'no-cancer' });
  expect(body.extension['org.spinewatch.assessment'].reasonText).toMatch(/no cancer found in this record/i);
});

test('lesson 1: a legal call without prefetch is a 412 that names what is missing, and the process lives', async () => {
  const { body } = await call(hookRequest(undefined)).expect(412);
  expect(body.issue[0].details.text).toMatch(/patient.*conditions/);
  await request(service.url).get('/health/live').expect(200, { status: 'live' });
});

test('lesson 2: a FHIR server that accepts and never answers costs the deadline, not the answer', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const started = performance.now();
  const { body } = await call(hookRequest(undefined, { fhirServer: `http://127.0.0.1:${port}/fhir` })).expect(200);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(body.cards[0].extension[EVIDENCE]).toMatchObject({ tier: 'incomplete' });
  expect(body.cards[0].summary).toMatch(
    /could not be checked \(patient: timeout, conditions: timeout\)\. Not an all-clear/,
  );
  silent.closeAllConnections();
  silent.close();
}, 10_000);

test('lesson 3: an OperationOutcome in prefetch never looks like "no risk"', async () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };
  const { body } = await call(hookRequest({ ...prefetchOf(PATIENT), conditions: outcome })).expect(200);
  expect(body.cards[0].extension[EVIDENCE]).toMatchObject({
    tier: 'incomplete',
    unavailable: [{ input: 'conditions', state: 'error' }],
  });
});

test('lesson 4: a prefetch about another patient is refused', async () => {
  const prefetch = { ...prefetchOf(BREAST_CANCER, backPain()), patient: { resourceType: 'Patient', id: 'p2' } };
  const { body } = await call(hookRequest(prefetch)).expect(412);
  expect(body.issue[0].details.coding[0].code).toBe('patient-mismatch');
});

test('lesson 4: resources of another patient are dropped, and that is said', async () => {
  const foreign = { Condition: { ...(BREAST_CANCER['Condition'] as Json), subject: { reference: 'Patient/p2' } } };
  const { body } = await call(full(foreign, backPain())).expect(200);
  expect(body.cards[0].extension[EVIDENCE]).toMatchObject({
    tier: 'incomplete',
    unavailable: [{ input: 'conditions', state: 'error' }],
  });
});

test('lesson 7: a partial prefetch without a server is not taken as complete', async () => {
  const { observations: _o, encounters: _e, ...part } = prefetchOf(PATIENT, BREAST_CANCER, backPain());
  const { body } = await call(hookRequest(part)).expect(200);
  const evidence = body.cards[0].extension[EVIDENCE];
  expect(evidence.unavailable).toEqual([
    { input: 'observations', state: 'missing' },
    { input: 'encounters', state: 'missing' },
  ]);
  expect(evidence.notFound).not.toContain('fever');
});

test('lesson 12: a Condition without clinicalStatus counts; entered-in-error does not', async () => {
  const bare = { Condition: { ...(BREAST_CANCER['Condition'] as Json), status: null, verification: null } };
  const wrong = { Condition: { ...(BREAST_CANCER['Condition'] as Json), verification: 'entered-in-error' } };
  expect((await call(full(bare, backPain()))).body.cards).toHaveLength(1);
  expect((await call(full(wrong, backPain()))).body.cards).toEqual([]);
});

test('a fhirServer that is not on the list is not asked, and a 412 says why', async () => {
  const { body } = await call(hookRequest(undefined, { fhirServer: 'https://evil.example/fhir' })).expect(412);
  expect(body.issue[0].details.text).toMatch(/isn't allowed for this caller/);
});

test('a patient who looks at the chart gets no card', async () => {
  const body = full(BREAST_CANCER, backPain());
  const answer = await call({ ...body, context: { userId: 'Patient/p1', patientId: 'Patient/p1' } }).expect(200);
  expect(answer.body).toMatchObject({
    cards: [],
    extension: { 'org.spinewatch.assessment': { reason: 'not-a-clinician' } },
  });
});

test('text that attacks arrives as text', async () => {
  const text = '<iframe srcdoc="<script>alert(1)</script>"></iframe> [click](javascript:alert(1))';
  const hostile = { Condition: { ...(BREAST_CANCER['Condition'] as Json), text } };
  const { body } = await call(full(hostile, backPain())).expect(200);
  expect(body.cards[0].detail).not.toMatch(/<iframe|\]\(javascript/);
  expect(body.cards[0].summary).not.toContain('iframe');
});

test('feedback is validated, and stored; a card that nobody was shown is an orphan without effect', async () => {
  const path = `${PATH}/feedback`;
  await request(service.url)
    .post(path)
    .send({ feedback: [{}] })
    .expect(400);
  const entry = { card: 'x', outcome: 'overridden', outcomeTimestamp: `${daysAgo(0)}T10:00:00Z` };
  await request(service.url)
    .post(path)
    .send({ feedback: [entry] })
    .expect(200, {});
});

test('metrics count calls by tier, without a word of any patient', async () => {
  const { text } = await request(service.url).get('/metrics').expect(200);
  expect(text).toMatch(
    /spinewatch_calls_total\{tenant="sandbox",service="metastatic-back-pain",tier="recommended",outcome="card"\} \d/,
  );
  expect(text).not.toMatch(/p1|Malignant/);
});

test('ready, with configuration, content and governance', async () => {
  const { body } = await request(service.url).get('/health/ready').expect(200);
  expect(body).toMatchObject({
    status: 'ready',
    checks: {
      configuration: { status: 'ok' },
      content: { status: 'ok' },
      store: { status: 'ok', lost: 0, spilled: 0 },
    },
  });
});
