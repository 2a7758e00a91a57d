/** Callers of the running service: who gets in over HTTP, once, into which tenant, and how often. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { startService } from '../../src/main.js';
import type { Keys } from '../security/tokens.js';
import { BASE, CALL, claims, compact, makeKeys, sign, tenantOf } from '../security/tokens.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';

const NORTH = 'https://ehr.north.example/fhir';
const SOUTH = 'https://ehr.south.example/fhir';
let north: Keys;
let south: Keys;
let folder: string;
let running: Running[];
beforeAll(async () => {
  [north, south] = await Promise.all([makeKeys('n1'), makeKeys('s1', 'RS384')]);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-callers-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Json = {}, tenant: Json = {}): Promise<Running> {
  const file = join(folder, 'spinewatch.json');
  const tenants = [
    { ...tenantOf('north', { issuer: NORTH, jwks: { keys: [north.jwk] } }), quiet: { repeat: 'off' }, ...tenant },
    { ...tenantOf('south', { issuer: SOUTH, jwks: { keys: [south.jwk] } }), quiet: { repeat: 'off' } },
  ];
  writeFileSync(file, JSON.stringify({ publicBaseUrl: BASE, ...more, tenants }));
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), CONFIG_FILE: file };
  const service = await startService(readEnvironment(environment), 'UTC');
  running.push(service);
  return service;
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const token = (keys: Keys, issuer: string, more = {}) => sign(keys, claims(issuer, more, seconds()));
const CHART = hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain()));

const call = (service: Running, jwt?: string, body: Json = CHART, path = CALL) => {
  const sent = request(service.url).post(path);
  if (jwt !== undefined) sent.set('Authorization', `Bearer ${jwt}`);
  return sent.send(body);
};

test('discovery, health and metrics need no token, and do not mind one', async () => {
  const service = await start();
  for (const path of ['/cds-services', '/health/live', '/health/ready', '/metrics', '/openapi.json']) {
    await request(service.url).get(path).set('Authorization', 'Bearer junk').expect(200);
  }
});

test('every refusal is the same answer, byte for byte but for the id of the request', async () => {
  const service = await start();
  const [head = '', , signature = ''] = (await token(north, NORTH)).split('.');
  const junk = [
    undefined,
    'junk',
    compact({ alg: 'none' }, claims(NORTH, {}, seconds())),
    `${head}.e30.${signature}`,
    await token(south, NORTH),
    await token(north, 'https://evil.example'),
    await token(north, NORTH, { aud: `${service.url}${CALL}` }),
    await token(north, NORTH, { exp: seconds() - 120, iat: seconds() - 300 }),
  ];
  const answers = await Promise.all(junk.map((jwt) => call(service, jwt)));
  expect(answers.map(({ status }) => status)).toEqual(junk.map(() => 401));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(new Set(answers.map(({ headers }) => headers['www-authenticate']))).toEqual(new Set(['Bearer']));
  // The Host header is the caller's to choose: it never counts as an audience.
  const forged = await token(north, NORTH, { aud: `https://evil.example${CALL}` });
  await call(service, forged).set('Host', 'evil.example').set('X-Forwarded-Host', 'evil.example').expect(401);
});

test('a token opens its own tenant, once, also after a restart', async () => {
  const service = await start();
  const jwt = await token(north, NORTH);
  const { body } = await call(service, jwt).expect(200);
  expect(body.cards[0].source.topic.code).toBe('recommended');
  await call(service, jwt).expect(401);
  await call(service, await token(south, SOUTH)).expect(200);
  expect((await request(service.url).get('/metrics')).text).toMatch(/calls_total\{tenant="south",[^}]*\} 1\n/);
  await service.stop();
  running.pop();
  const again = await start();
  await call(again, jwt).expect(401);
  await call(again, await token(north, NORTH)).expect(200);
});

test('one tenant’s feedback has no effect on another’s card, though both know the patient by the same id', async () => {
  const service = await start();
  const shown = (await call(service, await token(north, NORTH)).expect(200)).body.cards[0].uuid as string;
  const feedback = { feedback: [{ card: shown, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }] };
  const send = async (keys: Keys, issuer: string) =>
    call(service, await token(keys, issuer, { aud: `${BASE}${CALL}/feedback` }), feedback, `${CALL}/feedback`);
  expect((await send(south, SOUTH)).status).toBe(200);
  expect((await call(service, await token(north, NORTH))).body.cards).toHaveLength(1);
  expect((await send(north, NORTH)).status).toBe(200);
  expect((await call(service, await token(north, NORTH))).body.cards).toHaveLength(0);
  expect((await call(service, await token(south, SOUTH))).body.cards).toHaveLength(1);
});

test('above its requests a minute a caller waits, and the other does not', async () => {
  const service = await start({ limits: { requestsPerMinute: 2 } });
  await call(service, await token(north, NORTH)).expect(200);
  await call(service, await token(north, NORTH)).expect(200);
  const { status, headers, body } = await call(service, await token(north, NORTH));
  expect([status, body.issue[0].details.coding[0].code]).toEqual([429, 'too-many-requests']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  await call(service, await token(south, SOUTH)).expect(200);
  // What is wrong with a request is said first.
  await call(service, await token(north, NORTH), hookRequest({ patient: null })).expect(412);
});

describe('with a FHIR server that is slow', () => {
  let server: Server;
  let waiting: (() => void)[];
  beforeEach(async () => {
    waiting = [];
    server = createServer((_request, response) => {
      waiting.push(() => response.writeHead(500).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('a tenant whose places and queue are taken gets 503 at once, and its neighbour an answer', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
    const service = await start(
      { limits: { concurrent: 1, queue: 1 }, deadlineMs: 10_000 },
      { fhirServers: [{ url, allowPrivateNetwork: true }] },
    );
    const slow = async () => call(service, await token(north, NORTH), hookRequest(undefined, { fhirServer: url }));
    const first = slow();
    await until(() => waiting.length > 0);
    const second = slow();
    const statuses: number[] = [];
    // Whether the second is in the queue yet cannot be seen from outside: somebody finds it full.
    while (!statuses.includes(503)) statuses.push((await Promise.race([slow(), second])).status);
    await call(service, await token(south, SOUTH)).expect(200);
    const answering = setInterval(() => waiting.splice(0).forEach((answer) => answer()), 10);
    const answers = await Promise.all([first, second]);
    clearInterval(answering);
    expect(answers.map(({ status }) => status).sort()).toContain(200);
  });
});
