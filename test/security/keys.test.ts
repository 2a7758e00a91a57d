/** Published keys: fetched once, looked for anew when one is not known, kept while their address is down. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../../src/errors/index.js';
import { createAuthenticator } from '../../src/security/authenticate.js';
import { createKeyFetcher, type KeyFetcher } from '../../src/security/fetch-keys.js';
import type { Keys } from './tokens.js';
import { CALL, claims, makeKeys, settingsOf, sign, tenantOf } from './tokens.js';

const NORTH = 'https://ehr.north.example/fhir';
let first: Keys;
let second: Keys;
beforeAll(async () => {
  [first, second] = await Promise.all([makeKeys('k1'), makeKeys('k2')]);
});

let server: Server;
let fetcher: KeyFetcher;
let asked: number;
/** What the address answers. */
let answer: { status: number; body: string; headers?: Record<string, string> } | 'nothing';
let trouble: string[];
/** The library that keeps the keys reads the clock by itself: the test moves it on. */
const realNow = Date.now;
let shift = 0;
beforeEach(async () => {
  asked = 0;
  trouble = [];
  shift = 0;
  Date.now = () => realNow() + shift;
  server = createServer((_request, response) => {
    asked += 1;
    if (answer === 'nothing') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fetcher = createKeyFetcher({ production: false });
});
afterEach(async () => {
  Date.now = realNow;
  await fetcher.close();
  await new Promise((resolve) => server.close(resolve));
});

const publish = (...keys: readonly Keys[]): void =>
  void (answer = { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) });
const MINUTE = 60_000;
const pass = (ms: number): void => void (shift += ms);

function authenticator() {
  const { port } = server.address() as AddressInfo;
  const settings = settingsOf([tenantOf('north', { issuer: NORTH, jwksUri: `http://127.0.0.1:${port}/jwks` })]);
  return createAuthenticator({
    settings: () => settings,
    fetch: fetcher.fetch,
    now: () => Date.now(),
    firstUse: () => Promise.resolve(true),
    onTrouble: (issuer, why) => trouble.push(`${issuer}: ${why}`),
  });
}
async function enter(who: ReturnType<typeof authenticator>, keys: Keys): Promise<string> {
  const token = await sign(keys, claims(NORTH, {}, Math.floor(Date.now() / 1000)));
  try {
    return (await who({ authorization: `Bearer ${token}` }, CALL)).tenant;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

test('are fetched once for many calls, several at a time', async () => {
  publish(first);
  const who = authenticator();
  expect(asked).toBe(0);
  expect(await Promise.all([enter(who, first), enter(who, first), enter(who, first)])).toEqual(Array(3).fill('north'));
  expect(await enter(who, first)).toBe('north');
  expect(asked).toBe(1);
});

test('a new key is looked for once, at once; a key of nobody not again and again', async () => {
  publish(first);
  const who = authenticator();
  await enter(who, first);
  pass(MINUTE);
  publish(first, second);
  expect(await enter(who, second)).toBe('north');
  expect(asked).toBe(2);
  const nobody = await makeKeys('nobody');
  for (let i = 0; i < 5; i += 1) expect(await enter(who, nobody)).toBe('unauthorised');
  expect(asked).toBe(2);
});

test('a key that was withdrawn stops working', async () => {
  publish(first, second);
  const who = authenticator();
  expect(await enter(who, first)).toBe('north');
  publish(second);
  pass(11 * MINUTE);
  expect(await enter(who, first)).toBe('unauthorised');
  expect(await enter(who, second)).toBe('north');
});

test('while their address is down the last keys go on for a day', async () => {
  publish(first);
  const who = authenticator();
  await enter(who, first);
  answer = 'nothing';
  pass(23 * 60 * MINUTE);
  expect(await enter(who, first)).toBe('north');
  expect(await enter(who, second)).toBe('unauthorised');
  expect(trouble).toContain(`${NORTH}: no key set could be read`);
  pass(2 * 60 * MINUTE);
  expect(await enter(who, first)).toBe('unauthorised');
  publish(first);
  pass(MINUTE);
  expect(await enter(who, first)).toBe('north');
});

test.each<[string, typeof answer]>([
  ['nothing', 'nothing'],
  ['an error', { status: 500, body: '{}' }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['no key set', { status: 200, body: '{"keys":"none"}' }],
  ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/jwks' } }],
  ['more than a megabyte', { status: 200, body: JSON.stringify({ keys: [], padding: 'x'.repeat(1_100_000) }) }],
])('an address that answers %s lets nobody in', async (_what, wrong) => {
  answer = wrong;
  expect(await enter(authenticator(), first)).toBe('unauthorised');
  expect(trouble).toHaveLength(1);
});

test('keys are never fetched from this machine in production, nor from its metadata service', async () => {
  const { port } = server.address() as AddressInfo;
  const strict = createKeyFetcher({ production: true });
  const options = {
    method: 'GET',
    headers: new Headers(),
    redirect: 'manual',
    signal: AbortSignal.timeout(3000),
  } as const;
  publish(first);
  for (const host of [`127.0.0.1:${port}`, `[::ffff:127.0.0.1]:${port}`, `localhost:${port}`, '169.254.169.254']) {
    await expect(strict.fetch(`http://${host}/jwks`, options)).rejects.toThrow();
  }
  expect(asked).toBe(0);
  await strict.close();
});
