import { client, file, linesOf, load, PRODUCTION, tenant, type Given, type Options } from './support.js';

const server = (entry: unknown): Options => file({ tenants: [tenant({ fhirServers: [entry] })] });
const second = (over: Options): Options =>
  tenant({ id: 'south', clients: [client({ issuer: 'https://south.example' })], ...over });
const SMART = { clientId: 'app' };
const POSTGRES: Given = { env: { DATABASE_URL: 'postgres://spinewatch:hunter2@db/spinewatch' } };

describe('anywhere', () => {
  it.each<[string, string, Options]>([
    ['tenants[1].id', '"north", which is tenants[0].id too', file({ tenants: [tenant(), second({ id: 'north' })] })],
    [
      'tenants[1].clients[0].issuer',
      'stands once in the whole file',
      file({ tenants: [tenant(), tenant({ id: 'south' })] }),
    ],
    [
      'tenants[0].clients[1].issuer',
      'which is tenants[0].clients[0].issuer too',
      file({ tenants: [tenant({ clients: [client(), client()] })] }),
    ],
    ['tenants[0].clients', 'nobody could call', file({ tenants: [tenant({ clients: [] })] })],
    [
      'tenants[0].clients[0]',
      'both jwks and jwksUri',
      file({ tenants: [tenant({ clients: [client({ jwks: { keys: [] } })] })] }),
    ],
    [
      'tenants[0].clients[0]',
      'neither jwks nor jwksUri',
      file({ tenants: [tenant({ clients: [client({ jwksUri: undefined })] })] }),
    ],
    [
      'tenants[1].anonymous',
      'a second anonymous tenant',
      file({ tenants: [tenant({ anonymous: true }), second({ anonymous: true })] }),
    ],
    ['tenants[0].smart', 'no fhirServers, so nobody could launch it', file({ tenants: [tenant({ smart: SMART })] })],
    [
      'tenants[1].smart',
      '"https://a.example/fhir", which is tenants[0].smart too',
      file({
        tenants: [
          tenant({ fhirServers: ['https://a.example/fhir'], smart: SMART }),
          second({ fhirServers: ['https://A.example/fhir/'], smart: SMART }),
        ],
      }),
    ],
    ['tenants[0].cards.emergencyContact', 'required for mode live', file({ tenants: [tenant({ cards: {} })] })],
    [
      'tenants[0].cards.emergencyContact',
      'required for mode live',
      file({ tenants: [tenant({ cards: { emergencyContact: '  ' } })] }),
    ],
    [
      'tenants[0].fhirServers[0]',
      'a loopback address; allowed: such an address with allowPrivateNetwork: true',
      server('http://localhost:8080/fhir'),
    ],
    ['tenants[0].fhirServers[0]', 'a loopback address', server('http://0x7f000001/fhir')],
    ['tenants[0].fhirServers[0]', 'a private address', server('https://192.168.0.7/fhir')],
    ['tenants[0].fhirServers[0].url', 'a private address', server({ url: 'https://[fd12::1]/fhir' })],
    [
      'tenants[0].fhirServers[0].url',
      'a link-local or metadata address',
      server({ url: 'http://169.254.169.254', allowPrivateNetwork: true }),
    ],
    [
      'tenants[0].fhirServers[1]',
      'each FHIR server once',
      file({ tenants: [tenant({ fhirServers: ['https://a.example/fhir', 'https://A.example:443/fhir/'] })] }),
    ],
    [
      'tenants[0].prefetchAliases.b',
      'a second key for conditions',
      file({ tenants: [tenant({ prefetchAliases: { a: 'conditions', b: 'conditions' } })] }),
    ],
  ])('refuses %s: %s', (path, words, options) => {
    const lines = linesOf(() => load(options));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${path}: found `)).toBe(true);
    expect(lines[0]).toContain(words);
  });

  it('names everything that is wrong at once, in one line each', () => {
    const lines = linesOf(() =>
      load(file({ tenants: [tenant({ cards: {}, clients: [] }), second({ id: 'north', cards: {} })] })),
    );
    expect(lines.map((line) => line.split(': ')[0])).toEqual([
      'tenants[0].clients',
      'tenants[0].cards.emergencyContact',
      'tenants[1].cards.emergencyContact',
      'tenants[1].id',
    ]);
  });
});

describe('production', () => {
  it.each<[string, string, Options]>([
    ['publicBaseUrl', 'an https URL', file({ publicBaseUrl: 'http://cds.example.org' })],
    ['tenants[0].anonymous', 'every call needs a JWT', file({ tenants: [tenant({ anonymous: true })] })],
    [
      'tenants[0].clients[0].jwksUri',
      'an https URL',
      file({ tenants: [tenant({ clients: [client({ jwksUri: 'http://ehr.example/jwks' })] })] }),
    ],
    ['tenants[0].fhirServers[0]', 'an https URL', server('http://ehr.example/fhir')],
    [
      'tenants[0].fhirServers[0].url',
      'an https URL',
      server({ url: 'http://10.0.0.1/fhir', allowPrivateNetwork: true }),
    ],
    [
      'tenants[0].fhirServers[0].url',
      'no loopback address',
      server({ url: 'https://127.0.0.1/fhir', allowPrivateNetwork: true }),
    ],
    [
      'tenants[0].fhirServers[0].url',
      'no loopback address',
      server({ url: 'https://localhost/fhir', allowPrivateNetwork: true }),
    ],
    [
      'tenants[0].fhirServers[0].backend.tokenUrl',
      'an https URL',
      server({
        url: 'https://a.example',
        backend: { clientId: 'x', tokenUrl: 'http://a.example/token', keyFile: 'key.pem' },
      }),
    ],
    [
      'tenants[0].smart.authorizationServers[0]',
      'an https URL',
      file({
        tenants: [
          tenant({
            fhirServers: ['https://a.example/fhir'],
            smart: { ...SMART, authorizationServers: ['http://a.example'] },
          }),
        ],
      }),
    ],
    [
      'tenants[0].smart.frameAncestors[1]',
      'an https URL',
      file({
        tenants: [
          tenant({
            fhirServers: ['https://a.example/fhir'],
            smart: { ...SMART, frameAncestors: ['https://a.example', 'http://b.example'] },
          }),
        ],
      }),
    ],
  ])('refuses %s: %s', (path, words, options) => {
    const lines = linesOf(() => load(options, PRODUCTION));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${path}: found `)).toBe(true);
    expect(lines[0]).toContain(words);
  });

  it('takes outside of it what it refuses', () => {
    expect(load(file({ publicBaseUrl: 'http://cds.example.org' })).publicBaseUrl).toBe('http://cds.example.org');
    expect(load(file({ tenants: [tenant({ anonymous: true })] })).tenants[0]?.anonymous).toBe(true);
    expect(
      load(server({ url: 'http://127.0.0.1:8080/fhir/', allowPrivateNetwork: true })).tenants[0]?.fhir.servers,
    ).toEqual([{ url: 'http://127.0.0.1:8080/fhir', allowPrivateNetwork: true }]);
  });

  it('tells the FHIR client', () => {
    expect(load(file(), PRODUCTION).tenants[0]?.fhir.production).toBe(true);
  });
});

describe('with PostgreSQL', () => {
  it('needs the key of the patient hash', () => {
    const lines = linesOf(() => load(file({ store: { patientKeyEnv: 'NORTH_KEY' } }), POSTGRES));
    expect(lines).toEqual([
      'store.patientKeyEnv: found nothing in the variable NORTH_KEY; allowed: the key of the patient hash in that variable (required with PostgreSQL)',
    ]);
  });

  it('starts with it, and a command runs without', () => {
    expect(() => load(file(), { env: { ...POSTGRES.env, SPINEWATCH_PATIENT_KEY: 'k' } })).not.toThrow();
    expect(() => load(file(), { ...POSTGRES, use: 'command' })).not.toThrow();
  });
});
