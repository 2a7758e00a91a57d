/** Forged tokens at the door of the running service: keys of their own, of others, of no kind, and used twice. */
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Json } from '../../src/fhir/resource.js';
import type { Loopback } from '../fhir/client/loopback.js';
import { startLoopback } from '../fhir/client/loopback.js';
import { claims, compact, makeKeys, sign, type Keys } from '../security/tokens.js';
import { BASE, CALL, FEEDBACK, NORTH, SOUTH, chart, hospitals, seconds, type Hospitals } from './support/hospital.js';

let service: Hospitals;
let bait: Loopback;
let own: Keys;
let rsa: Keys;
beforeAll(async () => {
  [own, rsa] = await Promise.all([makeKeys('n1'), makeKeys('n2', 'RS384')]);
  bait = await startLoopback((_request, response) => response.end(JSON.stringify({ keys: [own.jwk] })));
  const keys = await Promise.all([makeKeys('n1'), makeKeys('s1')]);
  service = await hospitals({
    keys,
    client: { jwks: { keys: [keys[0].jwk, rsa.jwk] }, tenantClaim: 'site-1' },
    file: { limits: { requestsPerMinute: 100_000 } },
  });
});
afterAll(async () => {
  await service.stop();
  await bait.close();
});

const mine = (more: JWTPayload = {}): JWTPayload => claims(NORTH, { tenant: 'site-1', ...more }, seconds());
const status = async (token: string, body: unknown = chart(), path = CALL): Promise<number> =>
  (await service.post(body, { token, path })).status;

describe('keys that a token brings, or says where to find', () => {
  const headers = (): Json => ({
    jku: `${bait.origin}/jwks`,
    x5u: `${bait.origin}/x5u`,
    jwk: own.jwk,
    x5c: ['MIIB'],
    'x5t#S256': 'AAAA',
    url: bait.origin,
    iss: bait.origin,
  });

  test('are neither fetched nor used, one by one and all together', async () => {
    const all = headers();
    for (const header of [...Object.entries(all).map(([name, value]) => ({ [name]: value })), all]) {
      expect(await status(await sign(own, mine(), header as never))).toBe(401);
      // Beside the right key they are no reason to refuse: EHRs send `jku`.
      expect(await status(await sign(service.north, mine(), header as never))).toBe(200);
    }
    expect(await status(await sign(own, mine({ iss: bait.origin })))).toBe(401);
    expect(await status(await sign(own, mine(), { kid: `${bait.origin}/jwks` }))).toBe(401);
    expect(bait.requests).toEqual([]);
  });
});

describe('signatures that are none', () => {
  const raw = (header: Json, payload: JWTPayload, signer: (input: string) => Buffer): string => {
    const input = compact(header, payload).slice(0, -1);
    return `${input}.${signer(input).toString('base64url')}`;
  };
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ec = (input: string): Buffer =>
    createSign('sha384').update(input).sign({ key: p256, dsaEncoding: 'ieee-p1363' });
  const hmac = (secret: string) => (input: string) => createHmac('sha256', secret).update(input).digest();
  const head = (more: Json): Json => ({ typ: 'JWT', kid: 'n1', ...more });

  test.each<[string, () => string]>([
    ['alg none', () => compact(head({ alg: 'none' }), mine(), 'AAAA')],
    ['alg nOnE', () => compact(head({ alg: 'nOnE' }), mine(), 'AAAA')],
    ['an alg that is a list', () => compact(head({ alg: ['ES384'] }), mine(), 'AAAA')],
    ['an alg of a prototype', () => compact(head({ alg: 'constructor' }), mine(), 'AAAA')],
    ['HS256 with the public key', () => raw(head({ alg: 'HS256' }), mine(), hmac(JSON.stringify(service.north.jwk)))],
    ['HS384 with the public key', () => raw(head({ alg: 'HS384' }), mine(), hmac(JSON.stringify(rsa.jwk)))],
    ['HS256 with nothing as key', () => raw(head({ alg: 'HS256' }), mine(), hmac(''))],
    ['another curve', () => raw(head({ alg: 'ES384' }), mine(), ec)],
    ['another algorithm of the key’s kind', () => raw(head({ alg: 'RS256', kid: 'n2' }), mine(), ec)],
    ['RS384 for an EC key', () => raw(head({ alg: 'RS384' }), mine(), ec)],
    ['ES384 for an RSA key', () => raw(head({ alg: 'ES384', kid: 'n2' }), mine(), ec)],
    ['EdDSA, which is not allowed', () => raw(head({ alg: 'EdDSA' }), mine(), ec)],
    ['a signature of zeros', () => raw(head({ alg: 'ES384' }), mine(), () => Buffer.alloc(96))],
    ['a signature of ones', () => raw(head({ alg: 'ES384' }), mine(), () => Buffer.alloc(96, 0xff))],
    ['one byte as signature', () => raw(head({ alg: 'ES384' }), mine(), () => Buffer.alloc(1))],
    ['a payload that is not encoded', () => compact(head({ alg: 'ES384', b64: false, crit: ['b64'] }), mine(), 'AAAA')],
    ['zipped', () => compact(head({ alg: 'ES384', zip: 'DEF' }), mine(), 'AAAA')],
    ['the header of an encrypted token', () => compact(head({ alg: 'RSA-OAEP', enc: 'A256GCM' }), mine(), 'AAAA')],
  ])('%s: refused', async (_what, token) => expect(await status(token())).toBe(401));
});

describe('the right key in the wrong place', () => {
  test.each<[string, () => Promise<string>]>([
    ['north’s issuer by south’s key', () => sign(service.south, mine())],
    ['north’s issuer by south’s key under north’s kid', () => sign({ ...service.south, kid: 'n1' }, mine())],
    ['south’s issuer by north’s key', () => sign(service.north, claims(SOUTH, {}, seconds()))],
    [
      'south’s issuer by north’s key under south’s kid',
      () => sign({ ...service.north, kid: 's1' }, claims(SOUTH, {}, seconds())),
    ],
    ['the other key’s kid', () => sign({ ...service.north, kid: 'n2' }, mine())],
    ['south’s tenant claim', () => sign(service.north, mine({ tenant: 'south' }))],
    ['a tenant claim that is a list', () => sign(service.north, mine({ tenant: ['site-1'] }))],
    ['no tenant claim', () => sign(service.north, mine({ tenant: undefined }))],
    ['an issuer that is a list', () => sign(service.north, mine({ iss: [NORTH] as never }))],
    ['an issuer in capitals', () => sign(service.north, mine({ iss: NORTH.toUpperCase() }))],
    ['an issuer with a blank', () => sign(service.north, mine({ iss: ` ${NORTH}` }))],
    ['an audience that begins like ours', () => sign(service.north, mine({ aud: `${BASE}${CALL}x` }))],
    ['an audience in capitals', () => sign(service.north, mine({ aud: `${BASE}${CALL}`.toUpperCase() }))],
    ['an audience with a query', () => sign(service.north, mine({ aud: `${BASE}${CALL}?x` }))],
    ['an audience that is an object', () => sign(service.north, mine({ aud: { 0: `${BASE}${CALL}` } as never }))],
    ['times in milliseconds', () => sign(service.north, mine({ iat: Date.now(), exp: Date.now() + 300_000 }))],
    ['an end that never comes', () => sign(service.north, mine({ exp: 1e300 }))],
    ['a beginning before time', () => sign(service.north, mine({ iat: -1 }))],
  ])('%s: refused', async (_what, token) => expect(await status(await token())).toBe(401));

  test('a token for feedback opens no call', async () => {
    const aud = `${BASE}${FEEDBACK}`;
    expect(await status(await sign(service.north, mine({ aud })))).toBe(401);
    expect(await status(await sign(service.north, mine({ aud })), { feedback: [] }, FEEDBACK)).toBe(200);
  });
});

describe('a token that was seen', () => {
  test('is used up by a call that was refused for its body, and opens neither calls nor feedback after', async () => {
    const token = await sign(service.north, mine());
    expect(await status(token, '{')).toBe(400);
    expect(await status(token)).toBe(401);
    expect(await status(token, { feedback: [] }, FEEDBACK)).toBe(401);
  });

  test('is the same token under the mirror image of its signature, which is valid too', async () => {
    const [first, second] = [await sign(service.north, mine()), await sign(service.north, mine())];
    expect(await status(first)).toBe(200);
    expect(await status(mirrored(first))).toBe(401);
    expect(await status(mirrored(second))).toBe(200);
  });

  test('opens once of a hundred times at once', async () => {
    const token = await sign(service.north, mine());
    const all = await Promise.all(Array.from({ length: 100 }, () => status(token)));
    expect(all.filter((one) => one === 200)).toHaveLength(1);
    expect(all.filter((one) => one === 401)).toHaveLength(99);
  });
});

/** The order of P-384: with (r, s), (r, order - s) is a signature of the same. */
const ORDER = BigInt(`0x${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`);

function mirrored(token: string): string {
  const [head, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = ORDER - BigInt(`0x${bytes.subarray(48).toString('hex')}`);
  const twin = Buffer.concat([bytes.subarray(0, 48), Buffer.from(s.toString(16).padStart(96, '0'), 'hex')]);
  return [head, payload, twin.toString('base64url')].join('.');
}
