/** Who gets in: tokens as CDS Hooks wants them, and every way in which one can be wrong, each answered the same. */
import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { decodeJwt, exportSPKI, importJWK, jwtVerify } from 'jose';
import type { Client } from '../../src/config/settings.js';
import { CodedError } from '../../src/errors/index.js';
import type { Json } from '../../src/fhir/resource.js';
import type { AuthenticatorOptions } from '../../src/security/authenticate.js';
import { createAuthenticator } from '../../src/security/authenticate.js';
import { checkedClaims } from '../../src/security/claims.js';
import { keysOf } from '../../src/security/keys.js';
import { createReplayGuard } from '../../src/security/replay.js';
import type { Keys } from './tokens.js';
import {
  BASE,
  CALL,
  claims,
  compact,
  makeKeys,
  NOW,
  NOW_S,
  settingsOf,
  sign,
  tenantOf,
  URL_OF_CALL,
} from './tokens.js';

const NORTH = 'https://ehr.north.example/fhir';
const SOUTH = 'https://ehr.south.example/fhir';
let north: Keys;
let rsa: Keys;
let south: Keys;
beforeAll(async () => {
  [north, rsa, south] = await Promise.all([makeKeys('n1'), makeKeys('n2', 'RS384'), makeKeys('s1')]);
});

const fetched: string[] = [];
function authenticator(tenants?: readonly Json[], options: Partial<AuthenticatorOptions> = {}) {
  const settings = settingsOf(
    tenants ?? [
      tenantOf('north', { issuer: NORTH, jwks: { keys: [north.jwk, rsa.jwk] }, tenantClaim: 'site-1' }),
      tenantOf('south', { issuer: SOUTH, jwks: { keys: [south.jwk] }, audience: ['urn:epic:spinewatch'] }),
    ],
  );
  return createAuthenticator({
    settings: () => settings,
    now: () => NOW,
    fetch: (url) => {
      fetched.push(url);
      return Promise.reject(new Error('nothing is fetched here'));
    },
    firstUse: createReplayGuard({ claim: () => Promise.resolve(undefined), now: () => NOW }),
    onTrouble: () => undefined,
    ...options,
  });
}
type Authenticator = ReturnType<typeof authenticator>;
const enter = async (who: Authenticator, token: string | undefined, path = CALL): Promise<string> => {
  try {
    const { tenant } = await who(token === undefined ? {} : { authorization: `Bearer ${token}` }, path);
    return tenant;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
};
const mine = (more: JWTPayload = {}): JWTPayload => claims(NORTH, { tenant: 'site-1', ...more });

describe('gets in', () => {
  test.each<[string, () => Promise<string>]>([
    ['a token by ES384', () => sign(north, mine())],
    ['a token by RS384', () => sign(rsa, mine())],
    ['an aud in a list', () => sign(north, mine({ aud: ['https://other.example', URL_OF_CALL] }))],
    ['no typ', () => sign(north, mine(), { typ: undefined as never })],
    ['typ in lower case', () => sign(north, mine(), { typ: 'jwt' })],
    ['a clock that is 60 s ahead', () => sign(north, mine({ iat: NOW_S + 60, exp: NOW_S + 360 }))],
    ['a token that ended 59 s ago', () => sign(north, mine({ iat: NOW_S - 300, exp: NOW_S - 59 }))],
    ['an hour of life', () => sign(north, mine({ exp: NOW_S + 3600 }))],
    ['nbf in the past, as Epic sends it', () => sign(north, mine({ nbf: NOW_S - 300, sub: 'client-id' }))],
    ['a jku, which is not looked at', () => sign(north, mine(), { jku: 'https://evil.example/jwks' })],
  ])('%s', async (_what, token) => {
    expect(await enter(authenticator(), await token())).toBe('north');
    expect(fetched).toEqual([]);
  });

  test('each issuer into its own tenant, and by a further audience that the configuration names', async () => {
    const who = authenticator();
    expect(await enter(who, await sign(south, claims(SOUTH)))).toBe('south');
    expect(await enter(who, await sign(south, claims(SOUTH, { aud: 'urn:epic:spinewatch' })))).toBe('south');
    expect(await enter(who, await sign(north, mine({ aud: 'urn:epic:spinewatch' })))).toBe('unauthorised');
  });

  test('feedback by its own address or by its service’s', async () => {
    const who = authenticator();
    for (const aud of [`${URL_OF_CALL}/feedback`, URL_OF_CALL]) {
      expect(await enter(who, await sign(north, mine({ aud })), `${CALL}/feedback`)).toBe('north');
    }
    expect(await enter(who, await sign(north, mine({ aud: `${URL_OF_CALL}/feedback` })))).toBe('unauthorised');
  });
});

describe('stays out, with the same word', () => {
  const wrong: readonly [string, JWTPayload][] = [
    ['no iss', { iss: undefined as never }],
    ['an unknown iss', { iss: 'https://evil.example' }],
    ['an iss with a slash more', { iss: `${NORTH}/` }],
    ['another tenant’s iss', { iss: SOUTH }],
    ['no aud', { aud: undefined as never }],
    ['another service’s aud', { aud: `${BASE}/cds-services/other` }],
    ['an aud with a slash more', { aud: `${URL_OF_CALL}/` }],
    ['the base as aud', { aud: BASE }],
    ['aud of another host', { aud: `https://evil.example${CALL}` }],
    ['no exp', { exp: undefined as never }],
    ['an exp that has passed', { iat: NOW_S - 300, exp: NOW_S - 61 }],
    ['an exp that is text', { exp: String(NOW_S + 300) as never }],
    ['no iat', { iat: undefined as never }],
    ['an iat in the future', { iat: NOW_S + 61, exp: NOW_S + 300 }],
    ['an exp before its iat', { iat: NOW_S + 50, exp: NOW_S + 40 }],
    ['more than an hour of life', { exp: NOW_S + 3601 }],
    ['a life of years that began years ago', { iat: 1_311_280_970, exp: NOW_S + 60 }],
    ['nbf in the future', { nbf: NOW_S + 61 }],
    ['no jti', { jti: undefined as never }],
    ['an empty jti', { jti: ' ' }],
    ['a jti of a million characters', { jti: 'x'.repeat(5000) }],
    ['a jti that is a number', { jti: 7 as never }],
    ['no tenant where one is asked for', { tenant: undefined }],
    ['another tenant claim', { tenant: 'site-2' }],
  ];
  test.each(wrong)('%s', async (_what, more) => {
    expect(await enter(authenticator(), await sign(north, mine(more)))).toBe('unauthorised');
  });

  test.each<[string, () => Promise<string> | string]>([
    ['no kid', () => sign(north, mine(), { kid: undefined as never })],
    ['an empty kid', () => sign(north, mine(), { kid: '' })],
    ['another kid', () => sign(north, mine(), { kid: 'nobody' })],
    ['a kid that is a path', () => sign(north, mine(), { kid: '../../etc/passwd' })],
    ['another type', () => sign(north, mine(), { typ: 'at+jwt' })],
    ['a critical header that nobody knows', () => sign(north, mine(), { crit: ['x'], x: 1 } as never).catch(() => 'x')],
    ['another key under a known kid', async () => sign({ ...(await makeKeys('n1')), kid: 'n1' }, mine())],
    ['another tenant’s key', () => sign({ ...south, kid: 'n1' }, mine())],
    ['an algorithm that is not allowed', async () => sign(await makeKeys('n1', 'ES256'), mine())],
    ['alg none', () => compact({ alg: 'none', typ: 'JWT', kid: 'n1' }, mine())],
    ['alg none with a signature', () => compact({ alg: 'none', typ: 'JWT', kid: 'n1' }, mine(), 'AAAA')],
    ['alg NONE', () => compact({ alg: 'NONE', typ: 'JWT', kid: 'n1' }, mine(), 'AAAA')],
    ['no alg', () => compact({ typ: 'JWT', kid: 'n1' }, mine(), 'AAAA')],
    ['HS256 with the public key as its secret (PEM)', () => confused((pem) => pem)],
    ['HS256 with the public key as its secret (JWK)', () => confused(() => JSON.stringify(rsa.jwk))],
    [
      'a key that it brings itself',
      async () => {
        const own = await makeKeys('n1');
        return sign(own, mine(), { jwk: own.jwk as never });
      },
    ],
    [
      'a key at an address that it brings itself',
      async () =>
        sign(await makeKeys('n1'), mine(), { jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u' }),
    ],
    ['no JSON', () => 'aGVsbG8.aGVsbG8.aGVsbG8'],
    ['a payload that is a list', () => compact({ alg: 'ES384', kid: 'n1' }, [1], 'AAAA')],
    ['claims of a prototype', () => compact({ alg: 'ES384', kid: 'n1' }, { __proto__: { iss: NORTH } }, 'AAAA')],
    ['two parts', () => 'aGVsbG8.aGVsbG8'],
    ['five parts, as of an encrypted token', () => 'a.b.c.d.e'],
    [
      'a changed payload',
      async () => {
        const [head, , signature] = (await sign(north, mine())).split('.');
        const other = Buffer.from(JSON.stringify(mine({ tenant: 'site-1', sub: 'x' }))).toString('base64url');
        return `${head}.${other}.${signature}`;
      },
    ],
    ['a token of ten thousand characters', async () => sign(north, mine({ padding: 'x'.repeat(10_000) }))],
  ])('%s', async (_what, token) => {
    expect(await enter(authenticator(), await token())).toBe('unauthorised');
    expect(fetched).toEqual([]);
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer junk', 'Bearer a.b.c d'])(
    'the header %j',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      await expect(async () => authenticator()(headers, CALL)).rejects.toMatchObject({
        code: 'unauthorised',
        details: {},
      });
    },
  );

  async function confused(secretOf: (pem: string) => string): Promise<string> {
    const key = await importJWK(rsa.jwk as never, 'RS384', { extractable: true });
    const secret = secretOf(await exportSPKI(key as never));
    const body = compact({ alg: 'HS256', typ: 'JWT', kid: rsa.kid }, mine()).slice(0, -1);
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  }
});

describe('without a token', () => {
  const anonymous = { ...tenantOf('open'), anonymous: true };

  test('an anonymous tenant lets in, whatever junk is sent along', async () => {
    const who = authenticator([anonymous]);
    for (const token of [undefined, 'junk', await sign(north, mine())]) expect(await enter(who, token)).toBe('open');
  });

  test('a wrong token of a known issuer is refused even so', async () => {
    const who = authenticator([anonymous, tenantOf('north', { issuer: NORTH, jwks: { keys: [north.jwk] } })]);
    expect(await enter(who, await sign(south, mine(), { kid: 'n1' }))).toBe('unauthorised');
    expect(await enter(who, await sign(north, mine()))).toBe('north');
  });
});

describe('a token counts once', () => {
  test('for this process', async () => {
    const who = authenticator();
    const token = await sign(north, mine());
    expect([await enter(who, token), await enter(who, token)]).toEqual(['north', 'unauthorised']);
  });

  test('for those who share the store', async () => {
    const used = new Set<string>();
    const claim = ({ key }: { key: string }) => Promise.resolve(used.has(key) ? false : (used.add(key), true));
    const replica = () => authenticator(undefined, { firstUse: createReplayGuard({ claim, now: () => NOW }) });
    const [one, two] = [replica(), replica()];
    const token = await sign(north, mine());
    expect([await enter(one, token), await enter(two, token)]).toEqual(['north', 'unauthorised']);
  });

  test('also where its signature is written in another way, and each issuer has ids of its own', async () => {
    const who = authenticator();
    const first = await sign(north, mine({ jti: 'same' }));
    expect(await enter(who, first)).toBe('north');
    // ECDSA signatures differ from one signing to the next.
    expect(await enter(who, await sign(north, mine({ jti: 'same' })))).toBe('unauthorised');
    expect(await enter(who, await sign(south, claims(SOUTH, { jti: 'same' })))).toBe('south');
  });

  test('of two at once one gets in', async () => {
    const who = authenticator();
    const token = await sign(north, mine());
    expect((await Promise.all([enter(who, token), enter(who, token)])).sort()).toEqual(['north', 'unauthorised']);
  });

  test('a refused token does not use up its id', async () => {
    const who = authenticator();
    expect(await enter(who, await sign(south, mine({ jti: 'x' }), { kid: 'n1' }))).toBe('unauthorised');
    expect(await enter(who, await sign(north, mine({ jti: 'x' })))).toBe('north');
  });
});

describe('the specification’s worked token', () => {
  // CDS Hooks 2.0, "Example": the JWT and the public key that are printed there.
  const TOKEN =
    'eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6ImV4YW1wbGUta2lkIiwiamt1IjoiaHR0cHM6Ly9maGlyLWVoci5leGFtcGxlLmNvbS9qd2tfdXJpIn0.eyJpc3MiOiJodHRwczovL2ZoaXItZWhyLmV4YW1wbGUuY29tLyIsImF1ZCI6Imh0dHBzOi8vY2RzLmV4YW1wbGUub3JnL2Nkcy1zZXJ2aWNlcy9zb21lLXNlcnZpY2UiLCJleHAiOjE0MjI1Njg4NjAsImlhdCI6MTMxMTI4MDk3MCwianRpIjoiZWUyMmIwMjEtZTFiNy00NjExLWJhNWItOGVlYzZhMzNhYzFlIiwidGVuYW50IjoiMmRkZDZjM2EtOGU5YS00NGM2LWEzMDUtNTIxMTFhZDMwMmEyIn0.d1WfLjGRKlcWB94l9do4cM8REXeYJLL6SGUBO8VHZhfM8mwKYP70EMxJ67War4TQblEpaQrp11wx5p7oPFm2ETYgCicS84vXWEIYTdjooZdooCSDf2L8-i4awdoUwiEb';
  const KEYS = {
    keys: [
      {
        kty: 'EC',
        use: 'sig',
        crv: 'P-384',
        kid: 'example-kid',
        x: '46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk',
        y: 'XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI',
        alg: 'ES384',
      },
    ],
  };
  const ISSUER = 'https://fhir-ehr.example.com/';
  const THEN = 1_422_568_800;

  test('is signed by the printed key', async () => {
    const [tenant] = settingsOf([tenantOf('spec', { issuer: ISSUER, jwks: KEYS })]).tenants;
    const keys = keysOf(tenant?.clients[0] as Client, {
      fetch: fetch as never,
      now: () => 0,
      onTrouble: () => undefined,
    });
    const { payload } = await jwtVerify(TOKEN, keys, {
      issuer: ISSUER,
      audience: `${BASE}/cds-services/some-service`,
      algorithms: ['ES384'],
      currentDate: new Date(THEN * 1000),
    });
    expect(payload).toMatchObject({ jti: 'ee22b021-e1b7-4611-ba5b-8eec6a33ac1e', exp: 1_422_568_860 });
  });

  test('is refused for the three years it lives, and for nothing else', async () => {
    const { iat, ...payload } = decodeJwt(TOKEN);
    const header = { alg: 'ES384', typ: 'JWT', kid: 'example-kid' };
    expect(checkedClaims(header, { ...payload, iat: THEN }, THEN)).toMatchObject({ issuer: ISSUER });
    expect(checkedClaims(header, { ...payload, iat: iat as number }, THEN)).toBeUndefined();
    const who = authenticator([tenantOf('spec', { issuer: ISSUER, jwks: KEYS })], { now: () => THEN * 1000 });
    expect(await enter(who, TOKEN, '/cds-services/some-service')).toBe('unauthorised');
  });
});
