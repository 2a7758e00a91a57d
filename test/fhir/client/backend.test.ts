/** The service's own access: SMART Backend Services against a small authorization server, over real sockets. */
import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jwtVerify } from 'jose';
import nock from 'nock';
import type { FhirServers } from '../../../src/fhir/client/index.js';
import { createFhirServers } from '../../../src/fhir/client/index.js';
import type { Loopback } from './loopback.js';
import { startLoopback } from './loopback.js';

beforeAll(() => nock.restore());

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SCOPE = 'system/*.rs';

let auth: Loopback;
let fhir: Loopback;
let servers: FhirServers;
let now: number;
/** Tokens handed out, and what the server takes. */
let given: string[];
let taken: (token: string) => boolean;
let grant: (response: ServerResponse, token: string) => void;
let assertions: URLSearchParams[];

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};
const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

beforeEach(async () => {
  now = Date.parse('2026-06-15T12:00:00Z');
  given = [];
  assertions = [];
  taken = () => true;
  grant = (response, token) => send(response, 200, { access_token: token, token_type: 'bearer', expires_in: 300 });
  auth = await startLoopback((request, response) => {
    void bodyOf(request).then((text) => {
      assertions.push(new URLSearchParams(text));
      given.push(`token-${given.length + 1}`);
      grant(response, given.at(-1) as string);
    });
  });
  fhir = await startLoopback((request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? 'none';
    send(response, taken(token) ? 200 : 401, { resourceType: 'Patient', id: token });
  });
  servers = createFhirServers(
    {
      servers: [
        {
          url: `${fhir.origin}/fhir`,
          allowPrivateNetwork: true,
          backend: {
            clientId: 'spinewatch',
            tokenUrl: `${auth.origin}/token`,
            privateKey,
            kid: 'k1',
            alg: 'RS384',
            scope: SCOPE,
          },
        },
      ],
      anyLoopback: false,
      production: false,
    },
    { limits: { responseBytes: 10_000 }, now: () => now },
  );
});
afterEach(async () => {
  await servers.close();
  await Promise.all([auth.close(), fhir.close()]);
});

const read = (token?: string, ms = 2000) =>
  servers.access(`${fhir.origin}/fhir`, token)!.get('Patient/1', { signal: AbortSignal.timeout(ms), at: now + ms });
const ok = (token: string) => ({ ok: true, body: { resourceType: 'Patient', id: token } });

test('a call without a token is read with one of the service’s own, asked for as SMART Backend Services says', async () => {
  expect(await read()).toEqual(ok('token-1'));
  const [form] = assertions;
  expect(Object.fromEntries(form ?? [])).toMatchObject({
    grant_type: 'client_credentials',
    scope: SCOPE,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  const { payload, protectedHeader } = await jwtVerify(form?.get('client_assertion') ?? '', publicKey, {
    issuer: 'spinewatch',
    subject: 'spinewatch',
    audience: `${auth.origin}/token`,
    currentDate: new Date(now),
  });
  expect(protectedHeader).toEqual({ alg: 'RS384', typ: 'JWT', kid: 'k1' });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
  expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
});

test('a call that brings a token is read with that one, and nothing else is asked for', async () => {
  expect(await read('ehr')).toEqual(ok('ehr'));
  expect(given).toEqual([]);
});

test('many reads at once share one token, until shortly before it ends', async () => {
  expect(await Promise.all([read(), read(), read()])).toEqual(Array(3).fill(ok('token-1')));
  now += 269_000;
  expect(await read()).toEqual(ok('token-1'));
  now += 2_000;
  expect(await read()).toEqual(ok('token-2'));
  expect(new Set(assertions.map((form) => form.get('client_assertion'))).size).toBe(2);
});

test('a token that the server no longer takes is replaced once', async () => {
  await read();
  taken = (token) => token !== 'token-1';
  expect(await read()).toEqual(ok('token-2'));
  taken = () => false;
  expect(await read()).toMatchObject({ ok: false, state: 'not-permitted', status: 401 });
  expect(given).toHaveLength(3);
});

test.each<[string, typeof grant, string]>([
  ['refuses', (r) => send(r, 400, { error: 'invalid_client' }), 'not-permitted'],
  ['gives no token', (r) => send(r, 200, { token_type: 'bearer' }), 'not-permitted'],
  ['gives a token of another type', (r, t) => send(r, 200, { access_token: t, token_type: 'mac' }), 'not-permitted'],
  ['gives a token that would break the header', (r) => send(r, 200, { access_token: 'a\r\nX: y' }), 'not-permitted'],
  ['fails', (r) => send(r, 503, {}), 'error'],
  ['sends the service elsewhere', (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'not-permitted'],
  ['breaks off', (r) => void r.destroy(), 'error'],
  ['sends more than is read', (r) => send(r, 200, { access_token: 'x'.repeat(20_000) }), 'error'],
])('where the authorization server %s, nothing is read, and the state says so', async (_what, wrong, state) => {
  grant = wrong;
  expect(await read()).toMatchObject({ ok: false, state });
  expect(fhir.requests).toHaveLength(0);
  grant = (response, token) => send(response, 200, { access_token: token, expires_in: 300 });
  expect(await read()).toMatchObject({ ok: true });
});

test('an authorization server that never answers costs the call its deadline and no more', async () => {
  grant = () => undefined;
  expect(await read(undefined, 50)).toMatchObject({ ok: false, state: 'timeout' });
});

test('no word of the authorization server ends in what is said of the read', async () => {
  grant = (response) => send(response, 400, { error_description: 'secret words' });
  expect(JSON.stringify(await read())).not.toContain('secret');
});
