/**
 * Nothing of a patient, a user or a token is left behind: not in the log at its most talkative, not in metrics, errors or
 * headers, not in a file of the store. Marks stand in everything that a call can hold; calls end in every way they can.
 *
 * Not marked, since they are told by design: codes that no value set knows (counted for the upkeep of the value sets, and
 * free texts are no codes), reason codes of feedback (docs/store.md), names of prefetch keys (a 400 names the wrong one).
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../src/fhir/resource.js';
import { BASE, claims, compact, makeKeys, sign, tenantOf, type Keys } from '../security/tokens.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';
import { served, type Served } from '../support/served.js';
import { until } from '../support/until.js';
import { ehr, type Ehr, type Twist } from './support/ehr.js';
import { CALL, FEEDBACK, NORTH, seconds } from './support/hospital.js';
import { mark, marksIn } from './support/marks.js';

const patientId = mark('-patient-1');
let keys: Keys;
let heard: string;
let folder: string;
let service: Served;
let server: Ehr;
let twist: Twist;
let answers: { readonly status: number; readonly text: string; readonly headers: string }[];
let dataDir: string;

beforeAll(async () => (keys = await makeKeys('n1')));

async function start(environment: Readonly<Record<string, string>> = {}, limits: Json = {}): Promise<void> {
  [heard, answers, twist] = ['', [], () => false];
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-leak-'));
  dataDir = join(folder, 'data');
  server = await ehr((...call) => twist(...call), `/${mark('base')}`);
  const tenant = {
    ...tenantOf('north', { issuer: NORTH, jwks: { keys: [keys.jwk] } }),
    quiet: { repeat: 'off' },
    explain: true,
    fhirServers: [{ url: server.url, allowPrivateNetwork: true }],
    smart: { clientId: 'app' },
  };
  const file = { publicBaseUrl: BASE, deadlineMs: 400, limits: { bodyBytes: 200_000, ...limits }, tenants: [tenant] };
  writeFileSync(join(folder, 'c.json'), JSON.stringify(file));
  service = await served(
    { CONFIG_FILE: join(folder, 'c.json'), DATA_DIR: dataDir, LOG_LEVEL: 'trace', ...environment },
    (text) => (heard += text),
  );
}

/** A whole chart with marks in every field that names or describes someone. */
function marked(more: Json = {}): Json {
  const words = (what: string): Json => ({
    note: [{ text: mark(what) }],
    text: { status: 'generated', div: mark('div') },
  });
  const prefetch = prefetchOf(
    { Patient: { ...(PATIENT['Patient'] as Json), id: patientId } },
    BREAST_CANCER,
    backPain(),
  ) as Record<string, Json>;
  prefetch['patient'] = {
    ...prefetch['patient'],
    name: [{ family: mark('Family'), given: [mark('Given')] }],
    identifier: [{ system: 'urn:x', value: mark('mrn') }],
    telecom: [{ value: mark('phone') }],
    address: [{ line: [mark('street')] }],
  };
  for (const { resource } of (prefetch['conditions']?.['entry'] ?? []) as { resource: Json }[]) {
    const code = resource['code'] as Json;
    Object.assign(resource, words('note'), {
      id: mark(`-${String(resource['id'])}`),
      subject: { reference: `Patient/${patientId}`, display: mark('display') },
      recorder: { reference: `Practitioner/${mark('recorder')}` },
      code: { ...code, text: `${String(code['text'] ?? 'Pain')} ${mark('text')}` },
    });
  }
  return {
    ...hookRequest(prefetch, {
      hookInstance: mark('-instance'),
      fhirServer: server.url,
      fhirAuthorization: {
        access_token: mark('token'),
        token_type: 'Bearer',
        subject: mark('subject'),
        scope: mark('s'),
      },
      context: { patientId, userId: `Practitioner/${mark('-user')}`, encounterId: mark('-visit') },
      extension: { [mark('extension')]: mark('value') },
    }),
    ...more,
  };
}
const unread = (more: Json = {}): Json => {
  const { prefetch: _none, ...rest } = marked(more);
  return rest;
};

const jwt = (path: string): Promise<string> =>
  sign(
    keys,
    claims(
      NORTH,
      { aud: `${BASE}${path}`, jti: mark(`jti${Math.random()}`), sub: mark('sub'), [mark('claim')]: 1 },
      seconds(),
    ),
  );

async function send(
  body: unknown,
  {
    path = CALL,
    token,
    headers = {},
    method = 'POST',
  }: { path?: string; token?: string; headers?: Record<string, string>; method?: string } = {},
) {
  const answer = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token ?? (await jwt(path.split('?')[0] as string))}`,
      'X-Request-Id': mark('request-id'),
      Referer: `https://${mark('referer')}.example`,
      Cookie: mark('cookie'),
      'User-Agent': mark('agent'),
      ...headers,
    },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  answers.push({ status: answer.status, text, headers: [...answer.headers].flat().join('\n') });
  return { status: answer.status, text };
}
const statuses = (): readonly number[] => [...new Set(answers.map(({ status }) => status))].sort();

/** All that was left behind, by where it is. */
async function leftBehind(): Promise<Readonly<Record<string, readonly string[]>>> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const errors = answers.filter(({ status }) => status >= 400);
  expect(await service.term()).toBe(0);
  expect(heard).toContain('"msg":"request"');
  const files = (
    readdirSync(dataDir, { recursive: true, withFileTypes: true }) as unknown as {
      isFile(): boolean;
      parentPath: string;
      name: string;
    }[]
  )
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'latin1')] as const);
  expect(files.length).toBeGreaterThan(0);
  return {
    log: marksIn(heard),
    metrics: marksIn(metrics),
    errors: errors.flatMap(({ text }) => marksIn(text)),
    headers: answers.flatMap(({ headers }) => marksIn(headers)),
    ...Object.fromEntries(files.map(([name, bytes]) => [name, [...marksIn(bytes), ...marksIn(name)]])),
  };
}
async function nothingIsLeft(): Promise<void> {
  const left = await leftBehind();
  expect(Object.fromEntries(Object.entries(left).filter(([, found]) => found.length > 0))).toEqual({});
}
afterEach(async () => {
  await service.kill();
  await server.close();
});

const anyFailure: readonly Twist[] = [
  (_p, response) => (response.writeHead(500).end(`{"issue":[{"diagnostics":"${mark('diagnostics')}"}]}`), true),
  (_p, response) => (response.writeHead(401, { 'www-authenticate': mark('realm') }).end(mark('refused')), true),
  (_p, response) => (response.writeHead(302, { location: `https://${mark('location')}.example/` }).end(), true),
  (_p, response) => (response.end(`<html>${mark('html')}`), true),
  (_p, response) => (response.end(`{"resourceType":"${mark('type')}`), true),
  (_p, response) => (response.writeHead(200, { 'content-encoding': mark('encoding') }).end('x'), true),
  (_p, response) => (response.writeHead(429, { 'retry-after': mark('after') }).end(), true),
  (_p, response) => (response.destroy(), true),
  (_p, response) => (response.write('{"resourceType":'), true),
  (path, response) => {
    if (!path.startsWith('Condition')) return false;
    const next = `https://${mark('next')}.example/fhir?page=2`;
    response.end(JSON.stringify({ resourceType: 'Bundle', link: [{ relation: 'next', url: next }] }));
    return true;
  },
  (path, response) => {
    if (!path.startsWith('Patient')) return false;
    response.end(JSON.stringify({ resourceType: 'Patient', id: mark('another') }));
    return true;
  },
];

test('the SMART app: launches, sign-ins and charts that a page has read', async () => {
  await start();
  const VIEW = '/evidence/metastatic-back-pain';
  const { conditions, patient } = marked()['prefetch'] as Record<string, Json>;
  const view: Json = {
    iss: server.url,
    patientId,
    userId: `Practitioner/${mark('reader')}`,
    encounterId: mark('visit'),
    inputs: {
      patient: { state: 'present', entries: [{ resource: patient }] },
      conditions: { state: 'present', entries: conditions?.['entry'] },
    },
  };
  const shown = await send(view, { path: VIEW });
  expect([shown.status, marksIn(shown.text).length > 0]).toEqual([200, true]);
  for (const more of [
    { iss: `https://${mark('iss')}.example` },
    { patientId: `${patientId}?` },
    { patientId: mark('another') },
    { inputs: { [mark('input')]: mark('entries') } },
    { inputs: { patient: { state: mark('state'), entries: [mark('entry')] } } },
  ])
    await send({ ...view, ...more }, { path: VIEW });
  await send(`{"${mark('json')}": ${mark('json')}`, { path: VIEW });
  await send(view, { path: VIEW, headers: { 'Content-Type': `text/${mark('type')}` } });
  for (const path of [
    `/launch?iss=${encodeURIComponent(server.url)}&launch=${mark('launch')}`,
    `/launch?iss=https://${mark('iss')}.example&launch=${mark('launch')}`,
    `/evidence?code=${mark('code')}&state=${mark('state')}`,
    `/evidence?error=${mark('error')}&error_description=${mark('description')}`,
  ])
    await send(undefined, { path, method: 'GET' });
  expect(statuses()).toEqual([200, 400, 403, 412, 415]);
  await nothingIsLeft();
}, 90_000);

test('calls and feedback that end in every way', async () => {
  await start();
  const shown = await send(marked());
  // The card shows the chart: what is looked for below can be found.
  expect([shown.status, marksIn(shown.text).length > 0]).toEqual([200, true]);
  await send(marked({ context: { patientId, userId: `Patient/${mark('self')}` } }));
  const silent = marked();
  await send({ ...silent, prefetch: { ...(silent['prefetch'] as Json), conditions: null } });
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception', diagnostics: mark('oo') }],
  };
  await send({ ...silent, prefetch: { ...(silent['prefetch'] as Json), conditions: outcome } });

  const wrong: Json[] = [
    { hook: mark('hook') },
    { hookInstance: [mark('instance')] },
    { context: { patientId: `${patientId}?` } },
    { context: { patientId: `https://${mark('url')}.example/Patient/1` } },
    { context: mark('context') },
    { fhirServer: mark('server') },
    { prefetch: mark('prefetch') },
    { prefetch: { patient: mark('patient') } },
    { fhirAuthorization: { patient: mark('other') } },
    { fhirServer: `https://${mark('host')}.example/fhir`, prefetch: {} },
    { prefetch: { patient: { resourceType: 'Patient', id: mark('another') }, conditions: null } },
  ];
  for (const more of wrong) expect((await send(marked(more))).status).toBeGreaterThanOrEqual(400);
  await send(`{"${mark('json')}": ${mark('json')}`);
  await send(`${'['.repeat(100)}"${mark('deep')}"${']'.repeat(100)}`);
  await send(marked({ padding: mark('x').repeat(30_000) }));
  await send(marked(), { headers: { 'Content-Type': `text/${mark('type')}` } });
  await send(marked(), { headers: { 'Content-Encoding': mark('encoding') } });
  const header = { alg: 'none', kid: mark('kid'), jku: `https://${mark('jku')}.example` };
  for (const token of [
    mark('junk'),
    compact(header, { iss: NORTH, sub: mark('sub') }, mark('sig')),
    compact(header, { iss: mark('iss') }, 'AAAA'),
  ])
    await send(marked(), { token });
  await send(marked(), { path: `/cds-services/${mark('service')}?${mark('query')}=1` });
  await send(marked(), { path: `/${mark('path')}/%zz` });
  await send(undefined, { path: `${CALL}?patient=${patientId}`, method: 'GET' });

  for (twist of anyFailure) await send(unread());
  twist = () => false;

  const entry = { card: mark('card'), outcome: 'overridden', overrideReason: { userComment: mark('comment') } };
  await send(
    { feedback: [entry, { ...entry, outcome: 'accepted', acceptedSuggestions: [{ id: mark('suggestion') }] }] },
    { path: FEEDBACK },
  );
  const card = (JSON.parse(shown.text) as { cards: { uuid: string }[] }).cards[0]?.uuid;
  await send({ feedback: [{ ...entry, card, outcomeTimestamp: mark('time') }] }, { path: FEEDBACK });
  for (const more of [
    { outcome: mark('outcome') },
    { outcome: 'accepted', acceptedSuggestions: [mark('s')] },
    { card: [mark('c')] },
  ])
    expect((await send({ feedback: [{ ...entry, ...more }] }, { path: FEEDBACK })).status).toBe(400);
  await send({ feedback: mark('feedback') }, { path: FEEDBACK });

  const { port, hostname } = new URL(service.url);
  const gone = connect(Number(port), hostname);
  gone.on('error', () => undefined);
  gone.write(
    `POST ${CALL}?${mark('gone')} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nAuthorization: Bearer ${await jwt(CALL)}\r\nContent-Type: application/json\r\n\r\n{"${mark('gone')}`,
    () => gone.destroy(),
  );

  writeFileSync(
    join(folder, 'c.json'),
    JSON.stringify({
      publicBaseUrl: `ftp://user:${mark('password')}@cds.example.org`,
      store: { patientKeyEnv: `${mark('key')} ` },
      tenants: [
        { id: 'north', clients: [{ issuer: NORTH, jwks: { keys: [{ kty: 'EC', kid: 'x', d: mark('private') }] } }] },
      ],
    }),
  );
  service.reload();
  await until('the reload is refused', () => Promise.resolve(heard.includes('configuration not reloaded')), 10_000);
  expect(statuses()).toEqual([200, 400, 401, 403, 404, 405, 412, 413, 415]);
  await nothingIsLeft();
}, 90_000);

test('a store that fails, and callers that are too many', async () => {
  const environment = {
    DATABASE_URL: `postgres://${mark('user')}:${mark('password')}@127.0.0.1:1/${mark('database')}`,
    SPINEWATCH_PATIENT_KEY: mark('a key that is long enough for all'),
  };
  await start(environment, { requestsPerMinute: 8 });
  for (let i = 0; i < 5; i += 1) await send(marked());
  const entry = { card: mark('card'), outcome: 'overridden', overrideReason: { userComment: mark('comment') } };
  for (let i = 0; i < 3; i += 1) await send({ feedback: [entry] }, { path: FEEDBACK });
  for (let i = 0; i < 3; i += 1) await send(marked());
  await until('the failing store is told of', () => Promise.resolve(heard.includes('the store fails')), 10_000);
  expect(statuses()).toEqual([200, 429, 503]);
  await nothingIsLeft();
}, 90_000);
