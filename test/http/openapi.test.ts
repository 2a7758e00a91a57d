/** /openapi.json holds: every address and every error is in it, and what the service really answers is as it says. */
import { connect } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import supertest from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import { busy, ERROR_CODES, type ErrorCode, missingPrefetch, patientMismatch } from '../../src/errors/index.js';
import { tooManyRequests, unauthorised } from '../../src/errors/index.js';
import { PATIENT_ID_PATTERN, patientIdOf } from '../../src/hooks/ids.js';
import type { AppDependencies } from '../../src/http/app.js';
import { startService, type Running } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { tempDataDir } from '../support/data-dir.js';
import { described, type OpenApi, reader, registered } from './described.js';
import { edge, REQUEST } from './stub.js';

const ID = 'metastatic-back-pain';
const CALL = `/cds-services/${ID}`;
let service: Running;
let document: OpenApi;
let read: ReturnType<typeof reader>;
beforeAll(async () => {
  service = await startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }),
    'Europe/London',
  );
  document = (await supertest(service.url).get('/openapi.json')).body as OpenApi;
  read = reader(document);
});
afterAll(() => service.stop());

test('is valid OpenAPI 3.1, of this version of the service', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect([errors ?? [], valid, document['openapi']]).toEqual([[], true, '3.1.0']);
  expect(document.info.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(document.info.version).not.toBe('0.0.0');
});

test('has every address of the running service, and no other', () => {
  const real = registered(service.app).map((path) => path.replace(':id', ID));
  expect(real).toEqual(expect.arrayContaining(['/', '/health/ready', CALL, `${CALL}/feedback`, `/about/${ID}`]));
  expect(described(document).sort()).toEqual(real.sort());
});

test('has every method: what is described is no 405, and what is not is one that names what is', async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const [address = path] = described({ ...document, paths: { [path]: item } });
    const methods = Object.keys(item).sort();
    for (const method of ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const) {
      const { status, headers, body } = await supertest(service.url)[method](address);
      expect([address, method, status === 405]).toEqual([address, method, !methods.includes(method)]);
      if (status !== 405) continue;
      // The answer to HEAD never has a body.
      if (method !== 'head') expect(read.ofComponent('MethodNotAllowed', { status, headers, body })).toEqual([]);
      expect(String(headers['allow']).toLowerCase().split(', ').sort()).toEqual(methods);
    }
  }
}, 60_000);

test('every operation has an id of its own, and those of the hook and the figures alone may carry a token', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const secured = operations.filter(({ security }) => (security ?? []).length > 0);
  expect(secured.map(({ path, method }) => `${method} ${path}`)).toEqual([
    `post ${CALL}`,
    `post ${CALL}/feedback`,
    'get /dashboard/report',
    'head /dashboard/report',
  ]);
  expect(secured.map(({ security }) => security)).toEqual([
    [{}, { cdsClient: [] }],
    [{}, { cdsClient: [] }],
    [{}, { operator: [] }],
    [{}, { operator: [] }],
  ]);
});

test('asks for a token where no caller may do without one, also after a reload', async () => {
  let anonymous = true;
  const { app } = edge({ anonymous: () => anonymous });
  const security = async () =>
    ((await supertest(app).get('/openapi.json')).body as OpenApi).paths[STUB]?.['post']?.security;
  expect(await security()).toEqual([{}, { cdsClient: [] }]);
  anonymous = false;
  expect(await security()).toEqual([{ cdsClient: [] }]);
});

test('names every error of the table, and none besides', () => {
  const codes = [...JSON.stringify(document).matchAll(/"code":\{"type":"string","enum":(\[[^\]]*\])/g)];
  const named = codes.flatMap(([, list]) => JSON.parse(list as string) as string[]);
  const used = Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap(({ responses }) => JSON.stringify(responses)),
  );
  for (const code of ERROR_CODES) expect(named).toContain(code);
  const shared: ErrorCode[] = ['method-not-allowed'];
  for (const code of ERROR_CODES.filter((one) => !shared.includes(one))) {
    expect([code, used.some((text) => text.includes(`"${code}"`))]).toEqual([code, true]);
  }
});

describe('what is answered is as it is described', () => {
  test.each([
    ['/cds-services', '/cds-services'],
    ['/health/live', '/health/live'],
    ['/health/ready', '/health/ready'],
    ['/metrics', '/metrics'],
    ['/openapi.json', '/openapi.json'],
    ['/', '/'],
    [`/about/${ID}`, `/about/${ID}`],
    [`/about/${ID}/legend`, `/about/${ID}/legend`],
    ['/assets/{file}', '/assets/style.css'],
    ['/assets/{file}', '/assets/app.js'],
    ['/assets/{file}', '/assets/dashboard.js'],
    ['/favicon.ico', '/favicon.ico'],
    ['/dashboard', '/dashboard'],
    ['/dashboard/report', '/dashboard/report'],
    ['/dashboard/report', '/dashboard/report?tenant=nobody'],
    ['/assets/{file}', '/assets/none.js'],
    ['/samples/{sample}.json', '/samples/breast-history.json'],
    ['/samples/{sample}.json', '/samples/none.json'],
    ['/launch', '/launch?iss=https%3A%2F%2Fehr.example&launch=x'],
    ['/evidence', '/evidence?code=x&state=y'],
  ])('to GET, HEAD and OPTIONS %s: %s', async (path, address) => {
    for (const accept of ['application/json', 'text/html']) {
      const got = await supertest(service.url).get(address).set('Accept', accept).buffer(true);
      expect(read.complaints('get', path, got)).toEqual([]);
      const headed = await supertest(service.url).head(address).set('Accept', accept);
      expect([headed.status, read.complaints('head', path, headed)]).toEqual([got.status, []]);
    }
    const asked = await supertest(service.url).options(address).set('Origin', 'https://ehr.example');
    expect([asked.status, read.complaints('options', path, asked)]).toEqual([204, []]);
  });

  test('to every sample chart, with and without a card', async () => {
    const seen = new Set<string>();
    for (const { name } of loadSamples(ID)) {
      const { body: call } = await supertest(service.url).get(`/samples/${name}.json`);
      expect([name, read.isBody(CALL, call)]).toEqual([name, true]);
      const answer = await supertest(service.url).post(CALL).send(call);
      expect([name, read.complaints('post', CALL, answer)]).toEqual([name, []]);
      seen.add(answer.body.cards[0]?.indicator ?? Object.keys(answer.body.extension).join());
    }
    expect([...seen].sort()).toEqual(['critical', 'info', 'org.spinewatch.assessment', 'warning']);
  });

  test('to an incomplete chart, a 412 and feedback', async () => {
    const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] };
    const prefetch = { patient: { resourceType: 'Patient', id: '1' }, conditions: failed };
    const answers = [
      await supertest(service.url)
        .post(CALL)
        .send({ ...REQUEST, prefetch }),
      await supertest(service.url).post(CALL).send(REQUEST),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 412]);
    expect(answers.flatMap((answer) => read.complaints('post', CALL, answer))).toEqual([]);
    const feedback = { feedback: [{ card: answers[0]?.body.cards[0].uuid as string, outcome: 'overridden' }] };
    expect(read.isBody(`${CALL}/feedback`, feedback)).toBe(true);
    const stored = await supertest(service.url).post(`${CALL}/feedback`).send(feedback);
    expect([stored.status, read.complaints('post', `${CALL}/feedback`, stored)]).toEqual([200, []]);
  });

  const checks = {
    configuration: { status: 'ok' },
    content: { status: 'ok' },
    store: { status: 'failing', lost: 1, spilled: 2 },
    governance: { status: 'overdue' },
  };
  test.each([
    [200, 'degraded'],
    [503, 'unready'],
  ] as const)('to %d %s', async (status, word) => {
    const { app } = edge({ ready: () => ({ status, body: { status: word, checks } }) });
    const answer = await supertest(app).get('/health/ready');
    expect([answer.status, read.complaints('get', '/health/ready', answer)]).toEqual([status, []]);
  });
});

type Provoked = [path: string, overrides: Partial<AppDependencies>, body: string | object, type?: string];
const STUB = '/cds-services/stub';
const HEARD = `${STUB}/feedback`;
const refusing = (error: Error): Partial<AppDependencies> => ({
  handleCall: () => Promise.reject(error),
  storeFeedback: () => Promise.reject(error),
});
const ENTRY = { card: 'c', outcome: 'overridden' };

/** Every error, by all the ways to it. */
const PROVOKED: Readonly<Record<ErrorCode, readonly Provoked[]>> = {
  malformed: [STUB, HEARD].map((path): Provoked => [path, {}, '{']),
  'too-deep': [STUB, HEARD].map((path): Provoked => [
    path,
    { limits: { bodyBytes: 1000, jsonDepth: 2 } },
    { a: { b: { c: 1 } } },
  ]),
  'invalid-request': [[STUB, {}, {}]],
  'invalid-feedback': [[HEARD, {}, { feedback: [{}] }]],
  unauthorised: [STUB, HEARD].map((path): Provoked => [
    path,
    { authenticate: () => Promise.reject(unauthorised()) },
    REQUEST,
  ]),
  'patient-not-authorised': [[STUB, {}, { ...REQUEST, fhirAuthorization: { access_token: 't', patient: '2' } }]],
  'not-found': [['/nowhere', {}, {}]],
  'method-not-allowed': [['/metrics', {}, {}]],
  'missing-prefetch': [[STUB, refusing(missingPrefetch(['patient'])), REQUEST]],
  'patient-mismatch': [[STUB, refusing(patientMismatch()), REQUEST]],
  'too-large': [STUB, HEARD].map((path): Provoked => [path, {}, `"${'x'.repeat(200_000)}"`]),
  'too-many-entries': [[HEARD, {}, { feedback: Array.from({ length: 1001 }, () => ENTRY) }]],
  'unsupported-media-type': [STUB, HEARD].map((path): Provoked => [path, {}, 'x', 'text/plain']),
  'too-many-requests': [
    [STUB, refusing(tooManyRequests(7)), REQUEST],
    [HEARD, refusing(tooManyRequests(7)), { feedback: [ENTRY] }],
  ],
  internal: [
    [STUB, refusing(new Error('x')), REQUEST],
    [HEARD, { authenticate: () => Promise.reject(new Error('x')) }, { feedback: [ENTRY] }],
  ],
  busy: [[STUB, refusing(busy(2)), REQUEST]],
  'feedback-unavailable': [[HEARD, {}, { feedback: [ENTRY] }]],
  // Of the dashboard alone, which this edge has not: test/web/dashboard.test.ts.
  'invalid-filter': [],
  'dashboard-closed': [],
  'report-unavailable': [],
};
const ANYWHERE: Partial<Record<ErrorCode, string>> = {
  'not-found': 'NotFound',
  'method-not-allowed': 'MethodNotAllowed',
};

test.each(ERROR_CODES.flatMap((code) => PROVOKED[code].map((one) => [code, one[0], one] as const)))(
  'the error %s of %s is as it is described',
  async (code, path, [, overrides, body, type = 'application/json']) => {
    const { app } = edge(overrides);
    const own = reader((await supertest(app).get('/openapi.json')).body as OpenApi);
    const answer = await supertest(app).post(path).type(type).send(body);
    expect(answer.body.issue[0].details.coding[0].code).toBe(code);
    const component = ANYWHERE[code];
    expect(component ? own.ofComponent(component, answer) : own.complaints('post', path, answer)).toEqual([]);
  },
);

test('headers beyond 16 KiB are a 431 without a body, as every address says', async () => {
  const { port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const text = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  socket.write(`GET /cds-services HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(await text).toMatch(/^HTTP\/1\.1 431 [^\r]*\r\n[^{]*$/);
  socket.destroy();
  for (const item of Object.values(document.paths)) {
    for (const { responses } of Object.values(item)) {
      expect(responses).toMatchObject({
        '408': { $ref: '#/components/responses/RequestTimeout' },
        '431': { $ref: '#/components/responses/HeadersTooLarge' },
      });
    }
  }
});

test('the error of a check that fails is as it is described', async () => {
  const { app } = edge({ ready: () => Promise.reject(new Error('x')) });
  const answer = await supertest(app).get('/health/ready');
  expect([answer.status, read.complaints('get', '/health/ready', answer)]).toEqual([500, []]);
});

describe('what is taken is as it is described', () => {
  test('patient ids', () => {
    const part = fc.constantFrom(
      'Patient/',
      '/_history/',
      '.',
      '..',
      '1',
      'a-B',
      'Group/',
      '/',
      'x'.repeat(64),
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 4 }).map((parts) => parts.join('')),
        ),
        (text) => {
          expect([text, PATIENT_ID_PATTERN.test(text)]).toEqual([text, patientIdOf(text) !== undefined]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each<[string, unknown]>([
    ['a prefetch that is a list', { ...REQUEST, prefetch: [] }],
    ['a prefetch value that is a text', { ...REQUEST, prefetch: { patient: 'x' } }],
    ['no context', { ...REQUEST, context: undefined }],
    ['an empty hookInstance', { ...REQUEST, hookInstance: '' }],
    ['a fhirServer of another scheme', { ...REQUEST, fhirServer: 'ftp://ehr.example' }],
    ['another hook', { ...REQUEST, hook: 'order-sign' }],
  ])('%s is refused by both', async (_what, body) => {
    expect(read.isBody(CALL, JSON.parse(JSON.stringify(body)))).toBe(false);
    await supertest(service.url)
      .post(CALL)
      .send(body as object)
      .expect(400);
  });

  test.each<[string, object]>([
    ['a prefetch of null', { ...REQUEST, prefetch: null }],
    ['unknown fields', { ...REQUEST, more: 1, prefetch: { more: null } }],
    ['an odd authorization and extension', { ...REQUEST, fhirAuthorization: 7, extension: [] }],
    ['a hookInstance that is no UUID', { ...REQUEST, hookInstance: 'x' }],
  ])('%s is taken by both', async (_what, body) => {
    expect(read.isBody(CALL, body)).toBe(true);
    await supertest(service.url).post(CALL).send(body).expect(412);
  });
});
