import { generateKeyPairSync } from 'node:crypto';
import { client, file, linesOf, load, tenant, type Options } from './support.js';

const withTenant = (over: Options): Options => file({ tenants: [tenant(over)] });
const withClient = (over: Options): Options => withTenant({ clients: [client(over)] });
const withServer = (entry: unknown): Options => withTenant({ fhirServers: [entry] });
const smart = (over: Options): Options =>
  withTenant({ fhirServers: ['https://a.example/fhir'], smart: { clientId: 'app', ...over } });
const cards = (over: Options): Options => withTenant({ cards: { emergencyContact: 'x', ...over } });

const jwkOf = (kid: string): Options => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
  kid,
});
const EC = jwkOf('k1');
const withJwks = (jwks: unknown): Options => withClient({ jwks, jwksUri: undefined });
const weakRsa = {
  ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
  kid: 'r1',
};
const privateEc = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' }),
  kid: 'p1',
};

it('fills in the published defaults', () => {
  expect(load(file())).toMatchObject({
    profile: 'configured',
    production: false,
    publicBaseUrl: 'https://cds.example.org',
    deadlineMs: 4000,
    limits: {
      bodyBytes: 10485760,
      jsonDepth: 64,
      pages: 20,
      resources: 20000,
      responseBytes: 10485760,
      concurrent: 64,
      queue: 64,
      requestsPerMinute: 1200,
    },
    cors: { origins: ['*'] },
    trustProxy: 0,
    store: { retentionDays: 730, patientKeyEnv: 'SPINEWATCH_PATIENT_KEY' },
    tenants: [
      {
        id: 'north',
        mode: 'live',
        timeZone: 'UTC',
        anonymous: false,
        explain: false,
        clients: [{ algorithms: ['ES384', 'RS384'], audience: [] }],
        fhir: { servers: [], anyLoopback: false, production: false },
        cards: { selectionBehavior: 'any', emergencyContactOutOfHours: '', mriContrast: 'without', guidance: 'uk' },
        rule: { otherCancers: true },
        quiet: { repeat: 'quiet', visitHours: 12 },
      },
    ],
  });
  const settings = load(file());
  expect(settings).not.toHaveProperty('operator');
  expect(settings.tenants[0]).not.toHaveProperty('compare');
  expect(settings.tenants[0]).not.toHaveProperty('localCodes');
  expect(settings.tenants[0]).not.toHaveProperty('smart');
  expect(load(smart({})).tenants[0]?.smart).toEqual({
    clientId: 'app',
    label: 'Show the evidence',
    launchUrl: 'https://cds.example.org/launch',
    redirectUri: 'https://cds.example.org/evidence',
    authorizationServers: [],
    frameAncestors: [],
    requestsPerMinute: 60,
  });
  expect(load(file({ operator: {} })).operator).toEqual({ tokenEnv: 'SPINEWATCH_OPERATOR_TOKEN' });
});

/** Key, the values at both ends, those just outside. */
const BOUNDS: readonly (readonly [path: string, min: number, max: number, make: (value: unknown) => Options])[] = [
  ['deadlineMs', 100, 10_000, (deadlineMs) => file({ deadlineMs })],
  ...(
    [
      ['bodyBytes', 100, 104_857_600],
      ['jsonDepth', 4, 1000],
      ['pages', 1, 1000],
      ['resources', 1, 1_000_000],
      ['responseBytes', 100, 104_857_600],
      ['concurrent', 1, 10_000],
      ['queue', 0, 10_000],
      ['requestsPerMinute', 1, 1_000_000],
    ] as const
  ).map(
    ([key, min, max]) => [`limits.${key}`, min, max, (value: unknown) => file({ limits: { [key]: value } })] as const,
  ),
  ['trustProxy', 0, 20, (trustProxy) => file({ trustProxy })],
  ['store.retentionDays', 1, 36_500, (retentionDays) => file({ store: { retentionDays } })],
  ['tenants[0].quiet.visitHours', 1, 720, (visitHours) => withTenant({ quiet: { visitHours } })],
  ['tenants[0].smart.requestsPerMinute', 1, 10_000, (requestsPerMinute) => smart({ requestsPerMinute })],
];

describe.each(BOUNDS)('%s', (path, min, max, make) => {
  it.each([min, max])('takes %d', (value) => {
    expect(() => load(make(value))).not.toThrow();
  });

  it.each([min - 1, max + 1, min + 0.5, 'many', null, true])('refuses %j', (value) => {
    const lines = linesOf(() => load(make(value)));
    expect(lines).toEqual([
      `${path}: found ${value === null ? 'nothing' : JSON.stringify(value)}; allowed: a whole number from ${min} to ${max}`,
    ]);
  });
});

it.each<[string, Options]>([
  ['publicBaseUrl with a path', file({ publicBaseUrl: 'https://example.org/cds/' })],
  ['origins', file({ cors: { origins: ['https://a.example', 'http://localhost:9000'] } })],
  ['no origin', file({ cors: { origins: [] } })],
  ['an id of 32', withTenant({ id: 'a'.repeat(32) })],
  ['mode off without a contact', withTenant({ mode: 'off', cards: {} })],
  ['mode shadow without a contact', withTenant({ mode: 'shadow', cards: {} })],
  ['a time zone', withTenant({ timeZone: 'America/New_York' })],
  ['keys', withJwks({ keys: [EC, { ...jwkOf('k2'), use: 'sig', x5t: 'x' }] })],
  ['no keys yet', withJwks({ keys: [] })],
  ['algorithms', withClient({ algorithms: ['EdDSA', 'PS256'] })],
  ['an audience and a tenant claim', withClient({ audience: ['spinewatch'], tenantClaim: 'north' })],
  ['a private server with consent', withServer({ url: 'https://10.0.0.1/fhir', allowPrivateNetwork: true })],
  [
    'searches',
    withServer({
      url: 'https://a.example',
      searches: {
        patient: 'Patient/{{context.patientId}}',
        observations: 'Observation?subject=Patient/{{context.patientId}}&_count=50',
      },
    }),
  ],
  ['aliases', withTenant({ prefetchAliases: { problemList: 'conditions', 'item.1': 'patient' } })],
  ['an anonymous tenant', withTenant({ anonymous: true, clients: [] })],
  ['the SMART app', smart({ scope: 'launch patient/*.rs', label: 'Why?', frameAncestors: ['https://a.example:8443'] })],
])('takes %s', (_what, options) => {
  expect(() => load(options)).not.toThrow();
});

it.each<[string, string, Options]>([
  ['publicBaseUrl', 'found nothing; allowed: an http(s) URL', file({ publicBaseUrl: undefined })],
  ['publicBaseUrl', 'found "cds.example.org"', file({ publicBaseUrl: 'cds.example.org' })],
  [
    'publicBaseUrl',
    'found "https://…@cds.example.org/?…"',
    file({ publicBaseUrl: 'https://me:hunter2@cds.example.org/?token=hunter2' }),
  ],
  ['publicBaseUrl', 'found "https:…@cds.example.org"', file({ publicBaseUrl: 'https:me:hunter2@cds.example.org' })],
  ['tenants[0].smart.clientId', 'found nothing; allowed: a client id', smart({ clientId: undefined })],
  ['tenants[0].smart.clientId', 'without spaces', smart({ clientId: 'two words' })],
  ['tenants[0].smart.scope', 'one space between them', smart({ scope: 'launch  openid' })],
  ['tenants[0].smart.label', 'a line of text of 1 to 80', smart({ label: ' ' })],
  [
    'tenants[0].smart.authorizationServers[0]',
    'without a path',
    smart({ authorizationServers: ['https://a.example/oauth'] }),
  ],
  ['tenants[0].smart.frameAncestors[0]', 'an origin such as', smart({ frameAncestors: ['*'] })],
  ['tenants[0].smart.frameAncestors[0]', 'an origin such as', smart({ frameAncestors: ['https://a.example; x'] })],
  ['cors.origins[0]', '"*" alone', file({ cors: { origins: ['https://a.example/path'] } })],
  ['cors.origins[0]', '"*" alone', file({ cors: { origins: ['null'] } })],
  ['cors.origins', '"*" alone', file({ cors: { origins: ['*', 'https://a.example'] } })],
  [
    'operator.tokenEnv',
    'found a text of 8 characters; allowed: the name of',
    file({ operator: { tokenEnv: 'hunter2!' } }),
  ],
  [
    'store.patientKeyEnv',
    'found a text of 7 characters; allowed: the name of',
    file({ store: { patientKeyEnv: 'hunter2' } }),
  ],
  ['tenants', 'found nothing; allowed: a list of one or more tenants', file({ tenants: undefined })],
  ['tenants', 'found a list of 0', file({ tenants: [] })],
  ['tenants', 'found an object', file({ tenants: { north: {} } })],
  ['tenants[0]', 'found nothing', file({ tenants: [null] })],
  ['tenants[0].id', 'found nothing', withTenant({ id: undefined })],
  ['tenants[0].id', 'found "North"', withTenant({ id: 'North' })],
  ['tenants[0].id', '1 to 32', withTenant({ id: 'a'.repeat(33) })],
  ['tenants[0].mode', 'found "on"; allowed: live, shadow, off', withTenant({ mode: 'on' })],
  ['tenants[0].timeZone', 'found "Mars/Base"; allowed: an IANA time zone', withTenant({ timeZone: 'Mars/Base' })],
  ['tenants[0].anonymous', 'found "yes"; allowed: true or false', withTenant({ anonymous: 'yes' })],
  ['tenants[0].explain', 'found 1; allowed: true or false', withTenant({ explain: 1 })],
  ['tenants[0].clients', 'found an object', withTenant({ clients: {} })],
  ['tenants[0].clients[0].issuer', 'found nothing', withClient({ issuer: undefined })],
  ['tenants[0].clients[0].issuer', 'without spaces', withClient({ issuer: 'a b' })],
  ['tenants[0].clients[0].jwksUri', 'found "keys"', withClient({ jwksUri: 'keys' })],
  ['tenants[0].clients[0].jwks', 'a JWK Set', withJwks([])],
  ['tenants[0].clients[0].jwks.keys[0].kid', 'found nothing', withJwks({ keys: [{ ...EC, kid: undefined }] })],
  [
    'tenants[0].clients[0].jwks.keys[0].kty',
    'no symmetric keys',
    withJwks({ keys: [{ kty: 'oct', kid: 'a', k: 'hunter2' }] }),
  ],
  [
    'tenants[0].clients[0].jwks.keys[0]',
    'found an object; allowed: a public JWK',
    withJwks({ keys: [{ ...EC, x: 'hunter2' }] }),
  ],
  ['tenants[0].clients[0].jwks.keys[0]', 'without private members', withJwks({ keys: [privateEc] })],
  ['tenants[0].clients[0].jwks.keys[0]', '2048 bits', withJwks({ keys: [weakRsa] })],
  ['tenants[0].clients[0].jwks.keys', 'each kid once', withJwks({ keys: [EC, jwkOf('k1')] })],
  ['tenants[0].clients[0].algorithms', 'found a list of 0', withClient({ algorithms: [] })],
  [
    'tenants[0].clients[0].algorithms[0]',
    'found "HS256"; allowed: an asymmetric algorithm',
    withClient({ algorithms: ['HS256'] }),
  ],
  ['tenants[0].clients[0].algorithms[1]', 'found "none"', withClient({ algorithms: ['RS384', 'none'] })],
  ['tenants[0].clients[0].audience[0]', 'found ""', withClient({ audience: [''] })],
  ['tenants[0].clients[0].tenantClaim', 'found 7', withClient({ tenantClaim: 7 })],
  ['tenants[0].fhirServers[0]', 'found 7; allowed: a URL, or an object with url', withServer(7)],
  ['tenants[0].fhirServers[0]', 'found "ftp://a.example"', withServer('ftp://a.example')],
  ['tenants[0].fhirServers[0].url', 'found nothing', withServer({})],
  [
    'tenants[0].fhirServers[0].allowPrivateNetwork',
    'found "no"',
    withServer({ url: 'https://a.example', allowPrivateNetwork: 'no' }),
  ],
  [
    'tenants[0].fhirServers[0].backend.clientId',
    'found nothing',
    withServer({ url: 'https://a.example', backend: { tokenUrl: 'https://a.example', keyFile: 'k' } }),
  ],
  [
    'tenants[0].fhirServers[0].backend.alg',
    'found "HS256"',
    withServer({
      url: 'https://a.example',
      backend: { clientId: 'x', tokenUrl: 'https://a.example', keyFile: 'k', alg: 'HS256' },
    }),
  ],
  [
    'tenants[0].fhirServers[0].backend.keyFile',
    'found a text of 9 characters',
    withServer({
      url: 'https://a.example',
      backend: { clientId: 'x', tokenUrl: 'https://a.example', keyFile: 'hunter2\n1' },
    }),
  ],
  [
    'tenants[0].fhirServers[0].searches.conditions',
    'Condition?…',
    withServer({ url: 'https://a.example', searches: { conditions: 'Observation?patient={{context.patientId}}' } }),
  ],
  [
    'tenants[0].fhirServers[0].searches.conditions',
    'with {{context.patientId}} in it',
    withServer({ url: 'https://a.example', searches: { conditions: 'Condition?patient=1' } }),
  ],
  [
    'tenants[0].fhirServers[0].searches.conditions',
    'no other placeholder',
    withServer({
      url: 'https://a.example',
      searches: { conditions: 'Condition?patient={{context.patientId}}&x={{userId}}' },
    }),
  ],
  [
    'tenants[0].fhirServers[0].searches.conditions',
    'found "https://b.example/Condition?…"',
    withServer({
      url: 'https://a.example',
      searches: { conditions: 'https://b.example/Condition?patient={{context.patientId}}' },
    }),
  ],
  ['tenants[0].cards.selectionBehavior', 'any, at-most-one', cards({ selectionBehavior: 'all' })],
  ['tenants[0].cards.emergencyContact', 'up to 200 characters', cards({ emergencyContact: 'x'.repeat(201) })],
  ['tenants[0].cards.emergencyContact', 'a line of text', cards({ emergencyContact: 'a\nb' })],
  ['tenants[0].cards.emergencyContactOutOfHours', 'up to 200 characters', cards({ emergencyContactOutOfHours: 7 })],
  ['tenants[0].cards.mriContrast', 'without, with-and-without', cards({ mriContrast: 'with' })],
  ['tenants[0].cards.guidance', 'found "fr"; allowed: uk, us', cards({ guidance: 'fr' })],
  ['tenants[0].rule.otherCancers', 'true or false', withTenant({ rule: { otherCancers: 'some' } })],
  ['tenants[0].quiet.repeat', 'quiet, info, off', withTenant({ quiet: { repeat: 'loud' } })],
  [
    'tenants[0].prefetchAliases.problems',
    'found "problems"; allowed: patient, conditions',
    withTenant({ prefetchAliases: { problems: 'problems' } }),
  ],
  [
    'tenants[0].prefetchAliases["a b"]',
    'found an unknown key; allowed: a prefetch key',
    withTenant({ prefetchAliases: { 'a b': 'patient' } }),
  ],
  ['tenants[0].localCodes', 'found 7', withTenant({ localCodes: 7 })],
  ['tenants[0].compare.otherCancers', 'true or false', withTenant({ compare: { otherCancers: null } })],
])('refuses a wrong %s: %s', (path, words, options) => {
  const lines = linesOf(() => load(options));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+: found [^\n]+; allowed: [^\n]+$/);
  expect(lines[0]?.startsWith(`${path}: `)).toBe(true);
  expect(lines[0]).toContain(words);
  expect(lines[0]).not.toContain('hunter2');
});

it.each<[string, Options]>([
  ['publicBaseURL', file({ publicBaseURL: 'x' })],
  ['__proto__', JSON.parse(JSON.stringify(file()).replace('{', '{"__proto__":{"a":1},')) as Options],
  ['limits.bodybytes', file({ limits: { bodybytes: 1 } })],
  ['cors.credentials', file({ cors: { credentials: true } })],
  ['operator.token', file({ operator: { token: 'hunter2' } })],
  ['store.patientKey', file({ store: { patientKey: 'hunter2' } })],
  ['tenants[0].name', withTenant({ name: 'x' })],
  ['tenants[0].clients[0].jku', withClient({ jku: 'x' })],
  ['tenants[0].fhirServers[0].token', withServer({ url: 'https://a.example', token: 'hunter2' })],
  [
    'tenants[0].fhirServers[0].backend.secret',
    withServer({
      url: 'https://a.example',
      backend: { clientId: 'x', tokenUrl: 'https://a.example', keyFile: 'k', secret: 'hunter2' },
    }),
  ],
  [
    'tenants[0].fhirServers[0].searches.allergies',
    withServer({ url: 'https://a.example', searches: { allergies: 'x' } }),
  ],
  ['tenants[0].cards.colour', cards({ colour: 'red' })],
  ['tenants[0].rule.painDays', withTenant({ rule: { painDays: 1 } })],
  ['tenants[0].quiet.days', withTenant({ quiet: { days: 1 } })],
  ['tenants[0].compare.painDays', withTenant({ compare: { painDays: 1 } })],
  ['["a\\nb"]', file({ 'a\nb': 1 })],
])('refuses the unknown key %s with its path and the known ones', (path, options) => {
  // The text goes in as JSON, which keeps `__proto__` as a key.
  const lines = linesOf(() => load(JSON.stringify(options)));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.startsWith(`${path}: found an unknown key; allowed: `)).toBe(true);
  expect(lines[0]).not.toContain('hunter2');
});
