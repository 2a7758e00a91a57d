import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadSettings, readTextFile } from '../../src/config/load.js';
import { ConfigurationError } from '../../src/config/problem.js';
import { client, disk, environment, file, linesOf, load, tenant, type Options } from './support.js';

/** Self-signed, of a key that was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgDCCASegAwIBAgIUPviSso07c013BA5F7zUdswIjCQwwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKY2EuZXhhbXBsZTAgFw0yNjExMjQyMzQyMDRaGA8yMTI2MTAz
MTIzNDIwNFowFTETMBEGA1UEAwwKY2EuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABPg4+2WlBUftqIKawyyZg/S/pb9jIdGngeTfhOWzSz2cm0FkSOHv
YYCNq+Fc5AXyeTGKyR1nhIJZ0vY09ebtLdKjUzBRMB0GA1UdDgQWBBSj+mPINCTr
hiPZC1ESzdo84dyLjzAfBgNVHSMEGDAWgBSj+mPINCTrhiPZC1ESzdo84dyLjzAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIF0aF103yW7gD7fz9afS
yAgbVOkad1Rr7+WseHTWtvR6AiA/u30bJPSrm30OSqKMMblGjhcp46A5XYXczLOB
9m89sA==
-----END CERTIFICATE-----
`;

const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const server = (over: Options): Options =>
  file({ tenants: [tenant({ fhirServers: [{ url: 'https://a.example/fhir', ...over }] })] });
const backend = (over: Options = {}): Options =>
  server({
    backend: { clientId: 'x', tokenUrl: 'https://a.example/token', keyFile: 'key.json', alg: 'ES384', ...over },
  });

describe('the file', () => {
  it('is YAML or JSON', () => {
    expect(load(file())).toEqual(load(JSON.stringify(file(), null, '\t')));
    expect(load(`\uFEFF${JSON.stringify(file())}`).tenants).toHaveLength(1);
  });

  it.each([
    ['', 'the file: found nothing; allowed: an object with publicBaseUrl, '],
    ['42', 'the file: found 42; '],
    ['a: [', 'CONFIG_FILE: found BAD_INDENT'],
    ['{"a": 1', 'CONFIG_FILE: found '],
    [
      'deadlineMs: 1\ndeadlineMs: 2',
      'CONFIG_FILE: found DUPLICATE_KEY at line 2, column 1; allowed: YAML or JSON, each key once',
    ],
    ['deadlineMs: !seconds 4', 'CONFIG_FILE: found TAG_RESOLVE_FAILED at line 1, column 13'],
    ['a: *nothing', 'CONFIG_FILE: found '],
  ])('%j is refused: %s', (text, start) => {
    const lines = linesOf(() => load(text));
    expect(lines[0]?.startsWith(start)).toBe(true);
    expect(lines[0]).not.toContain('\n');
  });

  it('survives references that grow without end', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`),
    ];
    expect(linesOf(() => load(bomb.join('\n')))[0]).toMatch(/^CONFIG_FILE: found references that can’t be resolved; /);
  });

  it('that is not there is named', () => {
    expect(linesOf(() => loadSettings(environment({ CONFIG_FILE: 'south.yaml' }), disk({}), 'UTC'))).toEqual([
      'CONFIG_FILE: found "south.yaml": no such file; allowed: the path of a YAML or JSON file',
    ]);
    expect(linesOf(() => loadSettings(environment({ CONFIG_FILE: '/' }), readTextFile, 'UTC'))[0]).toContain(
      '"/": can’t be read (EISDIR)',
    );
  });

  it('is read from the disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spinewatch-'));
    try {
      writeFileSync(join(folder, 'north.json'), JSON.stringify(file({ deadlineMs: 1234 })));
      expect(
        loadSettings(environment({ CONFIG_FILE: join(folder, 'north.json') }), readTextFile, 'UTC').deadlineMs,
      ).toBe(1234);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what the file names', () => {
  const jwk = JSON.stringify({ ...ec.privateKey.export({ format: 'jwk' }), kid: 'k1' });
  const pem = ec.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  it('is found from its folder', () => {
    const settings = load(file({ tenants: [tenant({ localCodes: 'codes/north.yaml' })] }), {
      files: { '/etc/spinewatch/codes/north.yaml': '' },
    });
    expect(settings.tenants[0]?.localCodes).toBe('/etc/spinewatch/codes/north.yaml');
  });

  it('holds private keys, as JWK or PEM, that nothing spells out', () => {
    const [asJwk] = load(backend(), { files: { '/etc/spinewatch/key.json': jwk } }).tenants[0]?.fhir.servers ?? [];
    expect(asJwk?.backend).toMatchObject({
      clientId: 'x',
      kid: 'k1',
      alg: 'ES384',
      scope: 'system/*.rs',
      tokenUrl: 'https://a.example/token',
    });
    expect(asJwk?.backend?.privateKey.asymmetricKeyType).toBe('ec');
    expect(JSON.stringify(asJwk)).not.toContain(String(ec.privateKey.export({ format: 'jwk' }).d));
    const [asPem] =
      load(backend({ keyFile: '/key.pem' }), { files: { '/key.pem': pem } }).tenants[0]?.fhir.servers ?? [];
    expect(asPem?.backend?.privateKey.equals(ec.privateKey)).toBe(true);
  });

  it('holds an authority to trust', () => {
    const settings = load(server({ caFile: 'ca.pem' }), { files: { '/etc/spinewatch/ca.pem': CERTIFICATE } });
    expect(settings.tenants[0]?.fhir.servers[0]?.ca).toBe(CERTIFICATE);
  });

  it.each<[string, string, Options, Record<string, string>]>([
    [
      'tenants[0].localCodes',
      '"codes.yaml": no such file',
      file({ tenants: [tenant({ localCodes: 'codes.yaml' })] }),
      {},
    ],
    ['tenants[0].fhirServers[0].caFile', '"ca.pem": no such file', server({ caFile: 'ca.pem' }), {}],
    [
      'tenants[0].fhirServers[0].caFile',
      'without a certificate',
      server({ caFile: 'ca.pem' }),
      { '/etc/spinewatch/ca.pem': 'hunter2' },
    ],
    ['tenants[0].fhirServers[0].backend.keyFile', '"key.json": no such file', backend(), {}],
    [
      'tenants[0].fhirServers[0].backend.keyFile',
      'without a private key',
      backend(),
      { '/etc/spinewatch/key.json': '{"kty":"oct","k":"hunter2"}' },
    ],
    [
      'tenants[0].fhirServers[0].backend.keyFile',
      'without a private key',
      backend(),
      { '/etc/spinewatch/key.json': '{"hunter2' },
    ],
    [
      'tenants[0].fhirServers[0].backend.alg',
      'RS384, which the key in keyFile can’t make',
      backend({ alg: 'RS384' }),
      { '/etc/spinewatch/key.json': jwk },
    ],
    [
      'tenants[0].fhirServers[0].backend.alg',
      'ES256, which',
      backend({ alg: 'ES256' }),
      { '/etc/spinewatch/key.json': jwk },
    ],
  ])('is refused when wrong: %s, %s', (path, words, options, files) => {
    const lines = linesOf(() => load(options, { files }));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${path}: found `)).toBe(true);
    expect(lines[0]).toContain(words);
    expect(lines[0]).not.toContain('hunter2');
  });
});

describe('the settings', () => {
  const settings = load(
    file({
      operator: {},
      publicBaseUrl: 'https://CDS.example.org/base/',
      tenants: [
        tenant({
          clients: [client({ tenantClaim: 'n' })],
          fhirServers: [
            'https://EHR.example:443/fhir/',
            {
              url: 'https://b.example',
              searches: { reports: 'DiagnosticReport?subject=Patient/{{context.patientId}}' },
            },
          ],
          prefetchAliases: { problemList: 'conditions' },
          compare: { otherCancers: false },
        }),
      ],
    }),
  );

  it('have URLs in their one spelling, and no key that is undefined', () => {
    expect(settings.publicBaseUrl).toBe('https://cds.example.org/base');
    expect(settings.tenants[0]?.fhir.servers).toEqual([
      { url: 'https://ehr.example/fhir', allowPrivateNetwork: false },
      {
        url: 'https://b.example',
        allowPrivateNetwork: false,
        searches: { reports: 'DiagnosticReport?subject=Patient/{{context.patientId}}' },
      },
    ]);
    expect(settings.tenants[0]?.clients[0]).toStrictEqual({
      issuer: 'https://ehr.north.example/fhir',
      jwksUri: 'https://ehr.north.example/jwks',
      algorithms: ['ES384', 'RS384'],
      audience: [],
      tenantClaim: 'n',
    });
  });

  it('have a second rule setting only where one is named, and aliases without inherited keys', () => {
    expect(settings.tenants[0]?.compare).toEqual({ otherCancers: false });
    expect(load(file({ tenants: [tenant({ compare: {} })] })).tenants[0]).not.toHaveProperty('compare');
    expect(settings.tenants[0]?.prefetchAliases['problemList']).toBe('conditions');
    expect(settings.tenants[0]?.prefetchAliases['constructor']).toBeUndefined();
  });

  it('are frozen all the way down', () => {
    const loose: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) loose.push(path);
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    };
    visit(settings, 'settings');
    expect(loose).toEqual([]);
  });
});

describe('whatever the file holds', () => {
  const anything = fc.oneof(fc.anything({ withNullPrototype: true, maxDepth: 4 }), fc.jsonValue());
  const orAnything = (options: Options): fc.Arbitrary<unknown> =>
    fc.record(
      Object.fromEntries(
        Object.entries(options).map(([key, value]) => [key, fc.oneof(fc.constant(value), fc.jsonValue())]),
      ),
      { requiredKeys: [] },
    );
  const nearly = fc.oneof(
    orAnything(file({ limits: {}, cors: {}, store: {}, operator: {} })),
    orAnything(tenant({ fhirServers: [], prefetchAliases: {}, quiet: {}, cards: {} })).map((one) =>
      file({ tenants: [one] }),
    ),
    orAnything(client({ jwks: { keys: [] }, algorithms: [] })).map((one) =>
      file({ tenants: [tenant({ clients: [one] })] }),
    ),
  );

  const onlyConfigurationErrors = (text: string): void => {
    try {
      load(text);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      for (const line of (error as ConfigurationError).lines) expect(line).toMatch(/^.+: found .+; allowed: .+$/);
    }
  };

  it('loading ends in settings or in a ConfigurationError', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.jsonValue()), (value) => onlyConfigurationErrors(JSON.stringify(value))),
      { numRuns: 200 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), onlyConfigurationErrors), { numRuns: 200 });
    fc.assert(
      fc.property(anything, (value) => onlyConfigurationErrors(fc.stringify(value))),
      { numRuns: 200 },
    );
  });
});
