/** A site's own codes: how the file is read, what is refused and how it is said, and what they mean to whom. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { stringify } from 'yaml';
import { readEnvironment } from '../../src/config/environment.js';
import { parseLocalCodes } from '../../src/config/local-codes.js';
import { startService } from '../../src/main.js';
import { loadEveryService } from '../../src/registry/load.js';
import { tenantServices } from '../../src/registry/tenant-services.js';
import { prefetchTemplates } from '../../src/chart/templates.js';
import { inputsOf } from '../support/case-chart.js';
import { BREAST_CANCER, daysAgo, hookRequest, PATIENT, prefetchOf } from '../support/charts.js';
import { commandLine } from '../support/command-line.js';
import { disk, file, linesOf, load, tenant } from './support.js';

const OWN = 'https://codes.north.example/local';
const LUMBAR = { system: OWN, code: 'LBP-1', display: 'Lumbar pain, local', role: 'trigger' };
const loaded = await loadEveryService();
const SERVICE = 'metastatic-back-pain';

/** Services for tenants `north` (with these codes) and `south` (without). */
function prepared(codes: unknown) {
  const text = typeof codes === 'string' ? codes : stringify(codes);
  const settings = load(
    file({ tenants: [tenant({ localCodes: 'codes.yaml' }), tenant({ id: 'south', clients: [], anonymous: true })] }),
    { files: { '/etc/spinewatch/codes.yaml': text } },
  );
  const services = tenantServices(loaded, disk({ '/etc/spinewatch/codes.yaml': text }));
  services.prepare(settings);
  const of = (i: number) => services.all(settings.tenants[i]!).find(({ id }) => id === SERVICE)!;
  return { north: of(0), south: of(1), settings, services };
}

const assess = (service: ReturnType<typeof prepared>['north'], ...rows: Parameters<typeof inputsOf>[0]) =>
  service.assess({ inputs: inputsOf([PATIENT, ...rows]), asOf: 20_000, settings: { otherCancers: true } });
const localPain = { Condition: { code: `${OWN}|LBP-1`, onset: '2024-09-20' } };

describe('the file', () => {
  it('is value sets with codes; a code is a text even where it looks like a number', () => {
    const text = `back-pain:\n  - { system: ${OWN}, code: 0123, display: Pain, role: trigger, region: lumbar }\n`;
    expect(parseLocalCodes(text)).toEqual({
      codes: { 'back-pain': [{ system: OWN, code: '0123', display: 'Pain', role: 'trigger', region: ['lumbar'] }] },
    });
  });

  it.each([
    ['not YAML', 'back-pain: [', 'the file', /BAD_INDENT|MISSING|FLOW/],
    ['a key twice', 'back-pain: []\nback-pain: []', 'the file', /DUPLICATE_KEY at line 2/],
    ['a list', '- a', 'the file', /a list/],
    ['a set that is no list', 'back-pain: yes', 'back-pain', /"yes"/],
    ['an empty set', 'back-pain: []', 'back-pain', /a list of 0/],
    [
      'an unknown entry',
      `back-pain: [{ system: a, code: b, display: c, featur: d }]`,
      'back-pain[0].featur',
      /unknown key/,
    ],
    ['no display', `back-pain: [{ system: a, code: b }]`, 'back-pain[0].display', /nothing/],
    ['a code that is a list', `back-pain: [{ system: a, code: [b], display: c }]`, 'back-pain[0].code', /a list of 1/],
    ['an alias bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: [${'*b, '.repeat(200)}*b]`, 'the file', /references/],
    ['a flood', `#${'x'.repeat(2_000_001)}`, 'the file', /characters/],
  ])('says where it is wrong: %s', (_what, text, path, found) => {
    const parsed = parseLocalCodes(text);
    expect('problem' in parsed && parsed.problem.path).toBe(path);
    expect('problem' in parsed && parsed.problem.found).toMatch(found);
  });
});

describe('codes are checked as the shipped ones are; one line names the setting, the file, the set and the code', () => {
  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['an unknown set', { 'back-pains': [LUMBAR] }, /codes\.yaml: back-pains: no such value set/],
    [
      'a wrong check digit',
      { 'back-pain': [{ ...LUMBAR, system: 'http://snomed.info/sct', code: '279039008' }] },
      /codes\.yaml: back-pain: 279039008: is not a SNOMED CT concept id/,
    ],
    ['a code that is no code', { 'back-pain': [{ ...LUMBAR, code: 'LBP 1' }] }, /back-pain: LBP 1: is not a code of/],
    [
      'a system that is no URI',
      { 'back-pain': [{ ...LUMBAR, system: 'local' }] },
      /back-pain\[0\] \(code LBP-1\): "system"/,
    ],
    [
      'a role the set has not',
      { 'back-pain': [{ ...LUMBAR, role: 'triger' }] },
      /"role" is "triger", allowed: .*trigger/,
    ],
    ['a role left out', { 'back-pain': [{ ...LUMBAR, role: undefined }] }, /"role" is missing, allowed: /],
    [
      'another site than the set’s',
      { 'cancer-breast': [{ ...LUMBAR, role: undefined, site: 'lung' }] },
      /"site" is "lung", allowed: breast/,
    ],
    ['a confidence of another kind', { 'back-pain': [{ ...LUMBAR, confidence: 'sure' }] }, /"confidence" is "sure"/],
    [
      'a shipped code again',
      { 'neck-pain': [{ ...LUMBAR, role: undefined, system: 'http://snomed.info/sct', code: '81680005' }] },
      /stands twice/,
    ],
    ['a code twice', { 'back-pain': [LUMBAR, LUMBAR] }, /LBP-1: stands twice/],
    [
      'a code in two sets that exclude each other',
      { 'back-pain': [LUMBAR], 'neck-pain': [{ ...LUMBAR, role: undefined }] },
      /codes\.yaml: back-pain: LBP-1 .*matches in both back-pain and neck-pain/,
    ],
    [
      'a shipped code of a set that excludes this one',
      { 'cancer-other': [{ ...LUMBAR, role: undefined, system: 'http://snomed.info/sct', code: '254837009' }] },
      /codes\.yaml: .*254837009 .*matches in both cancer-breast and cancer-other/,
    ],
    [
      'an observation that cannot be searched for',
      { 'obs-vitals': [{ ...LUMBAR, code: 'W/1', role: 'weight' }] },
      /codes\.yaml: requirement "observations": "W\/1" cannot stand in a search/,
    ],
    [
      'a wrong shape',
      { 'back-pain': [{ ...LUMBAR, colour: 'red' }] },
      /codes\.yaml: back-pain\[0\]\.colour: an unknown key/,
    ],
  ];
  it.each(refused)('%s', (_what, codes, line) => {
    const lines = linesOf(() => prepared(JSON.parse(JSON.stringify(codes))));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^tenants\[0\]\.localCodes: found codes\.yaml: /);
    expect(lines[0]).toMatch(line);
  });
});

describe('what they mean', () => {
  it('is for the tenant’s own calls only, and its cards name another content', () => {
    const { north, south } = prepared({ 'back-pain': [LUMBAR] });
    const mine = assess(north, BREAST_CANCER, localPain);
    const theirs = assess(south, BREAST_CANCER, localPain);
    expect([mine.tier, theirs.tier, theirs.reason]).toEqual(['recommended', null, 'no-current-back-pain']);
    expect(mine.found[1]?.sources[0]).toMatchObject({ system: OWN, code: 'LBP-1', display: 'Lumbar pain, local' });
    expect(mine.rule.contentHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(mine.rule.contentHash).not.toBe(theirs.rule.contentHash);
    expect(north.about?.contentHash).toBe(mine.rule.contentHash);
  });

  it('leaves the shipped codes as they are, and hangs on the bytes of the file', () => {
    const { north, south } = prepared({ 'back-pain': [LUMBAR] });
    expect(assess(north, BREAST_CANCER, { Condition: { code: 'SCT#279039007', onset: '2024-09-20' } }).tier).toBe(
      'recommended',
    );
    const other = prepared({ 'back-pain': [{ ...LUMBAR, code: 'LBP-2' }] }).north;
    expect(new Set([north, south, other].map((one) => one.about?.contentHash)).size).toBe(3);
  });

  it('is by the very code of a system of one’s own: case and dots count, spelling of the system does not', () => {
    const { north } = prepared({ 'back-pain': [{ ...LUMBAR, code: 'N142.' }] });
    const tierOf = (system: string, code: string) =>
      assess(north, BREAST_CANCER, { Condition: { code: { system, code }, onset: '2024-09-20' } }).tier;
    expect(tierOf(OWN, 'N142.')).toBe('recommended');
    expect(tierOf(`${OWN.replace('https', 'http')}/|2024`, ' N142. ')).toBe('recommended');
    expect([tierOf(OWN, 'N142'), tierOf(OWN, 'n142.'), tierOf('https://other.example', 'N142.')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('may add a cancer, an emergency and a code of a known system by any of its names', () => {
    const { north } = prepared({
      'cancer-lung': [{ system: OWN, code: 'CA-LU', display: 'Lung cancer, local' }],
      'feature-emergency-neuro': [
        { system: OWN, code: 'WK', display: 'Leg weakness, local', feature: 'limb-weakness', undated: 'emergency' },
      ],
      'back-pain': [
        { system: 'urn:oid:2.16.840.1.113883.6.3', code: 'R99.1', display: 'Pain, national', role: 'trigger' },
      ],
    });
    const { tier, cancer, features } = assess(
      north,
      { Condition: { code: `${OWN}|CA-LU`, onset: '2020-01-01' } },
      { Condition: { code: `${OWN}|WK`, onset: '2024-09-25' } },
      { Condition: { code: 'ICD10#R991', onset: '2024-09-20' } },
    );
    expect([tier, cancer, features]).toEqual([
      'emergency',
      { level: 'established', sites: ['lung'] },
      ['limb-weakness'],
    ]);
  });

  it('is searched for where its set is searched, and only for this tenant', () => {
    const { north, south } = prepared({
      'obs-vitals': [{ system: OWN, code: '1234567', display: 'Weight', role: 'weight', feature: 'weight-loss' }],
      'cancer-lung': [{ system: OWN, code: 'CA-LU', display: 'Lung cancer, local' }],
    });
    const search = (service: typeof north) => prefetchTemplates(service.requirements)['observations'] ?? '';
    expect(search(north)).toMatch(/,1234567&/);
    expect(search(north)).not.toContain('CA-LU');
    expect(search(south)).not.toContain('1234567');
    expect(prefetchTemplates(north.requirements)['conditions']).toBe(
      prefetchTemplates(south.requirements)['conditions'],
    );
  });

  it('is one instance for tenants that name one file', () => {
    const text = stringify({ 'back-pain': [LUMBAR] });
    const files = { '/etc/spinewatch/codes.yaml': text };
    const tenants = [
      tenant({ localCodes: 'codes.yaml' }),
      tenant({ id: 'south', clients: [], anonymous: true, localCodes: './codes.yaml' }),
    ];
    const settings = load(file({ tenants }), { files });
    const services = tenantServices(loaded, disk(files));
    services.prepare(settings);
    expect(services.all(settings.tenants[0]!)).toBe(services.all(settings.tenants[1]!));
  });
});

describe('the running service', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spinewatch-local-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (codes: unknown): string => {
    const config = join(folder, 'config.yaml');
    const tenants = [
      {
        id: 'north',
        anonymous: true,
        explain: true,
        localCodes: 'codes.yaml',
        cards: { emergencyContact: 'MSCC' },
        quiet: { repeat: 'off' },
      },
    ];
    writeFileSync(config, stringify({ publicBaseUrl: 'http://127.0.0.1:8080', tenants }));
    writeFileSync(join(folder, 'codes.yaml'), stringify(codes));
    return config;
  };

  it('takes a changed file at a reload, keeps the old one where the new is wrong, and counts what no set knows', async () => {
    const config = write({ 'back-pain': [LUMBAR] });
    const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), CONFIG_FILE: config };
    const service = await startService(readEnvironment(environment), 'UTC');
    try {
      const pain = (code: string) => ({ Condition: { code: `${OWN}|${code}`, onset: daysAgo(20) } });
      const cards = async (code: string): Promise<number> => {
        const body = hookRequest(prefetchOf(PATIENT, BREAST_CANCER, pain(code)));
        const answer = await request(service.url).post(`/cds-services/${SERVICE}`).send(body).expect(200);
        return (answer.body as { cards: unknown[] }).cards.length;
      };
      expect([await cards('LBP-1'), await cards('LBP-2')]).toEqual([1, 0]);
      const counted = await request(service.url).get('/metrics').expect(200);
      expect(counted.text).toContain('spinewatch_unmapped_codes_total{system="other"} 1\n');

      write({ 'back-pain': [{ ...LUMBAR, role: 'nonsense' }] });
      service.reload();
      expect([await cards('LBP-1'), await cards('LBP-2')]).toEqual([1, 0]);

      write({ 'back-pain': [{ ...LUMBAR, code: 'LBP-2' }] });
      service.reload();
      expect([await cards('LBP-1'), await cards('LBP-2')]).toEqual([0, 1]);
    } finally {
      await service.stop();
    }
  }, 30_000);

  it('ends a command, as the start, with 2 and one line', async () => {
    const config = write({ 'back-pain': [{ ...LUMBAR, role: 'nonsense' }] });
    const { code, stderr } = await commandLine('prefetch', '--tenant', 'north', '--config', config);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(
      /^tenants\[0\]\.localCodes: found codes\.yaml: back-pain\[0\] \(code LBP-1\): "role" is "nonsense"/,
    );
  });

  it('shows a tenant’s own searches on its prefetch sheet', async () => {
    const codes = {
      'obs-vitals': [{ system: OWN, code: 'WGT', display: 'Weight', role: 'weight', feature: 'weight-loss' }],
    };
    const { code, stdout } = await commandLine('prefetch', '--tenant', 'north', '--config', write(codes));
    expect(code).toBe(0);
    expect(stdout).toMatch(/Observation\?.*,WGT[,&]/);
  });
});
