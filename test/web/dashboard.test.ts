/** The dashboard's figures over HTTP: those of the store, narrowed as asked, never a comment, and never nought for what cannot be read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import request from 'supertest';
import { makeReport } from '../../src/analytics/make-report.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import type { Running } from '../../src/main.js';
import { STORE_FILE, openLibsql } from '../../src/store/engines/libsql/open.js';
import type { DecisionRecord } from '../../src/store/port.js';
import { createSpill } from '../../src/store/spill.js';
import { dashboardSchema, type WireDashboard, type WireReport } from '../../src/web/dashboard/schema.js';
import { type OpenApi, reader } from '../http/described.js';
import { FIGURES, ownersConfiguration, startOwners, stopOwners, TENANTS, TOKEN } from '../support/dashboard.js';
import { tempDataDir } from '../support/data-dir.js';
import { COMMENT, OWNERS_NOW, seedOwners, type Seeded } from '../support/owners.js';
import { decision } from '../support/records.js';
import { until } from '../support/until.js';

let dataDir: string;
let seeded: Seeded;
let open: Running;
beforeAll(async () => {
  dataDir = tempDataDir();
  seeded = await seedOwners(dataDir, TENANTS);
  open = await startOwners({
    DATA_DIR: dataDir,
    CONFIG_FILE: ownersConfiguration(),
    SPINEWATCH_OPERATOR_TOKEN: TOKEN,
  });
}, 60_000);
afterAll(() => stopOwners());

const ask = (query = '') => request(open.url).get(`${FIGURES}${query}`).set('Authorization', `Bearer ${TOKEN}`);
const figures = async (query = ''): Promise<WireReport> =>
  ((await ask(query).expect(200)).body as WireDashboard).report;

describe('the figures', () => {
  test('are the report that the command makes of the same store, comments aside', async () => {
    const store = await openLibsql({ dataDir });
    const expected = await makeReport(store, {
      since: parseDay('2026-03-23') as Day,
      mode: 'live',
      now: OWNERS_NOW,
      openComment: () => undefined,
      sealed: 'they may name patients, so the dashboard never opens them; `spinewatch report` does',
    });
    await store.close();
    const body = (await ask().expect(200).expect('Cache-Control', 'no-store')).body as WireDashboard;
    expect(body.report).toEqual(expected);
    expect(body.tenants).toEqual(['north', 'south']);
    expect(body.store).toEqual({ status: 'ok', lost: 0, spilled: 0 });
    // Every key is described, and nothing else is sent.
    expect(dashboardSchema.parse(body)).toEqual(body);
  });

  test('are those of the records, counted one by one', async () => {
    const live = seeded.decisions.filter(({ mode }) => mode === 'live');
    const cards = live.filter(({ shown }) => shown !== 'no');
    const report = await figures();
    expect([report.calls, report.cards]).toEqual([live.length, cards.length]);
    expect(report.byTier).toEqual(tiers(cards));
    expect(report.weeks.reduce((sum, week) => sum + week.byTier.emergency, 0)).toBe(tiers(cards).emergency);
    for (const week of report.weeks) expect(Object.values(week.byTier).reduce((sum, n) => sum + n, 0)).toBe(week.cards);
    expect(report.feedback.accepted).toBe(seeded.feedback.filter(({ outcome }) => outcome === 'accepted').length);
    const reasons = new Map<string, number>();
    for (const { code } of seeded.feedback.flatMap(({ reasons: own }) => own))
      reasons.set(code, (reasons.get(code) ?? 0) + 1);
    expect(Object.fromEntries(report.feedback.byReason.map(({ code, count }) => [code, count]))).toEqual(
      Object.fromEntries(reasons),
    );
    const errors = live.filter(({ inputs }) => inputs.observations === 'error').length;
    expect(report.inputs).toContainEqual({ input: 'observations', state: 'error', count: errors });
    expect(report.versions.map(({ version, since, until: last }) => [version, since, last])).toEqual([
      ['1.0.0', '2026-03-30', '2026-05-16'],
      ['1.1.0', '2026-05-18', '2026-06-11'],
    ]);
    expect(report.latency.map(({ stage }) => stage).sort()).toEqual(['assess', 'decide', 'read', 'render', 'total']);
  });

  test('never hold a comment, though the key is there', async () => {
    const { text, body } = await ask().expect(200);
    expect(body.report.feedback.commentsTotal).toBeGreaterThan(3);
    expect(body.report.feedback.comments).toEqual([]);
    expect(text).not.toContain(COMMENT.slice(0, 8));
    expect(text).not.toMatch(/patient-\d/);
  });
});

const tiers = (cards: readonly DecisionRecord[]) =>
  Object.fromEntries(
    ['emergency', 'urgent', 'recommended', 'incomplete'].map((tier) => [
      tier,
      cards.filter((one) => one.tier === tier).length,
    ]),
  );

describe('the filters', () => {
  type Wanted = (one: DecisionRecord) => boolean;
  test.each<[string, Wanted]>([
    ['?tenant=south', ({ tenant }) => tenant === 'south'],
    ['?version=1.1.0', ({ rule }) => rule.version === '1.1.0'],
    ['?site=prostate', ({ sites }) => sites.includes('prostate')],
    ['?service=metastatic-back-pain', () => true],
    ['?service=another', () => false],
    ['?from=2026-05-01&to=2026-05-09', ({ asOf }) => asOf >= '2026-05-01' && asOf <= '2026-05-09'],
    ['?weeks=2', ({ asOf }) => asOf >= '2026-06-01'],
    ['?weeks=1&to=2026-05-06', ({ asOf }) => asOf >= '2026-05-04' && asOf <= '2026-05-06'],
    [
      '?tenant=north&site=lung&version=1.0.0',
      ({ tenant, sites, rule }) => tenant === 'north' && sites.includes('lung') && rule.version === '1.0.0',
    ],
  ])('%s', async (query, wanted) => {
    const own = seeded.decisions.filter((one) => one.mode === 'live' && wanted(one));
    const report = await figures(query);
    expect([report.calls, report.cards]).toEqual([own.length, own.filter(({ shown }) => shown !== 'no').length]);
  });

  test('of shadow count what shadow did', async () => {
    const report = await figures('?mode=shadow');
    expect(report.calls).toBe(seeded.decisions.filter(({ mode }) => mode === 'shadow').length);
    expect(report.calls).toBeGreaterThan(20);
  });

  test('narrow unknown codes by day and tenant alone, and names not at all', async () => {
    expect((await figures('?to=2026-05-31')).unmapped).toEqual([
      { system: 'https://codes.example', code: 'N77', count: 9 },
    ]);
    expect((await figures('?tenant=south')).unmapped).toEqual([]);
    const { unmapped, names, only, alarms } = await figures('?site=lung');
    expect(unmapped).toHaveLength(2);
    expect(names).toEqual({
      services: ['metastatic-back-pain'],
      versions: ['1.0.0', '1.1.0'],
      sites: ['breast', 'lung', 'prostate'],
    });
    expect(only).toEqual({ service: null, version: null, site: 'lung' });
    expect(alarms).toEqual((await figures()).alarms);
  });

  test.each([
    ['?from=yesterday', 'from', 'YYYY-MM-DD'],
    ['?from=2026-02-30', 'from', 'YYYY-MM-DD'],
    ['?to=2026-06-01T00:00:00Z', 'to', 'YYYY-MM-DD'],
    ['?from=2026-06-01&to=2026-05-01', 'from', 'not after'],
    ['?from=2030-01-01', 'from', 'nor after today'],
    ['?weeks=0', 'weeks', '1 to 520'],
    ['?weeks=521', 'weeks', '1 to 520'],
    ['?weeks=4&from=2026-06-01', 'from', 'not beside weeks'],
    ['?mode=off', 'mode', 'live or shadow'],
    ['?tenant=elsewhere', 'tenant', 'north, south'],
    ['?tenant=north&tenant=south', 'tenant', 'once'],
    ['?site=', 'site', 'name'],
    ['?sites=lung', 'query', 'site'],
  ])('%s is refused: what is wrong and what is allowed, and nothing of what was sent', async (query, name, allowed) => {
    const { body } = await ask(query).expect(400);
    const [issue] = body.issue;
    expect(issue.details.coding[0].code).toBe('invalid-filter');
    expect(issue.details.text).toContain(allowed);
    expect(issue.expression).toEqual([name]);
    expect(JSON.stringify(body)).not.toMatch(/yesterday|elsewhere|2026-02-30|2030/);
  });
});

describe('days are those of the tenants', () => {
  // At noon of 12 June in UTC it is the 13th already in the far east, and the 11th is just over in the far west.
  test.each([
    ['Pacific/Kiritimati', '2026-06-13', '2026-06-14'],
    ['Etc/GMT+12', '2026-06-12', '2026-06-13'],
  ])('in %s today is %s', async (timeZone, today, tomorrow) => {
    const folder = tempDataDir();
    const store = await openLibsql({ dataDir: folder });
    const days = ['2026-06-11', '2026-06-12', '2026-06-13'].filter((day) => day <= today);
    await store.recordDecisions(
      days.map((asOf, index) => decision(`2026-06-1${index + 1}T06:00:00Z`, { tenant: 'sandbox', asOf })),
    );
    await store.close();
    const service = await startOwners({ DATA_DIR: folder }, timeZone);
    const got = (query: string) => request(service.url).get(`${FIGURES}${query}`);
    const report = async (query: string) => ((await got(query).expect(200)).body as WireDashboard).report;
    expect(await report('')).toMatchObject({ until: today, calls: days.length });
    expect(await report(`?from=${today}`)).toMatchObject({ since: today, until: today, calls: 1 });
    // A last day is one, also where UTC has not passed it.
    expect(await report('?to=2026-06-12')).toMatchObject({ until: '2026-06-12', calls: 2 });
    await got(`?from=${tomorrow}`).expect(400);
    await stopOwners(service);
  });
});

describe('a store that fails', () => {
  test('from the start: the figures are not zero, they are not there', async () => {
    const folder = tempDataDir();
    writeFileSync(join(folder, STORE_FILE), 'x'.repeat(8192));
    const service = await startOwners({ DATA_DIR: folder });
    const { body, headers } = await request(service.url).get(FIGURES).expect(503);
    expect(body.issue[0].details).toMatchObject({
      coding: [{ code: 'report-unavailable' }],
      text: expect.stringMatching(/^The store cannot be read: .* \(STORE_CLOSED\)\.$/),
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(await complaints(service)).toEqual([]);
  });

  test('to be written to: what waits and what fails stands beside the figures', async () => {
    const folder = tempDataDir();
    await seedOwners(folder, ['sandbox']);
    const service = await startOwners({ DATA_DIR: folder });
    const other = new Database(join(folder, STORE_FILE));
    other.exec('BEGIN IMMEDIATE');
    try {
      await createSpill(folder).write([decision('2026-06-12T09:00:00Z')]);
      await until(
        'the store fails',
        async () => (await request(service.url).get(FIGURES)).body.store.status === 'failing',
        20_000,
      );
      const { body } = await request(service.url).get(FIGURES).expect(200);
      expect(body.report.calls).toBeGreaterThan(300);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
  }, 60_000);
});

test.each([
  ['post', FIGURES, 405],
  ['delete', '/dashboard', 405],
  ['get', '/dashboard/reports', 404],
  ['get', '/Dashboard', 404],
] as const)('%s %s is answered %i', async (method, path, status) => {
  await request(open.url)[method](path).set('Authorization', `Bearer ${TOKEN}`).expect(status);
});

async function complaints(service: Running, query = '', header = ''): Promise<readonly string[]> {
  const document = (await request(service.url).get('/openapi.json')).body as OpenApi;
  const answer = await request(service.url).get(`${FIGURES}${query}`).set('Authorization', header);
  return reader(document).complaints('get', FIGURES, answer);
}

test('every answer is as /openapi.json describes it', async () => {
  expect(await complaints(open, '', `Bearer ${TOKEN}`)).toEqual([]);
  expect(await complaints(open)).toEqual([]);
  expect(await complaints(open, '?mode=off', `Bearer ${TOKEN}`)).toEqual([]);
  const closed = await startOwners({ DATA_DIR: tempDataDir(), CONFIG_FILE: ownersConfiguration({}) });
  expect(await complaints(closed)).toEqual([]);
});

describe('the page', () => {
  test('holds no figure, and nothing that its policy forbids', async () => {
    const page = await request(open.url)
      .get('/dashboard')
      .expect(200)
      .expect('Content-Type', 'text/html; charset=utf-8');
    const policy = page.headers['content-security-policy'] as string;
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "form-action 'none'"]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org)/i);
    expect(page.text).not.toContain('1.1.0');
  });

  test('is compressed for whoever takes it', async () => {
    const page = await request(open.url)
      .get('/dashboard')
      .set('Accept-Encoding', 'gzip')
      .expect('Content-Encoding', 'gzip');
    expect(Number(page.headers['content-length'])).toBeLessThan(10_000);
  });
});

test('the icon that browsers ask for is there', async () => {
  const icon = await request(open.url).get('/favicon.ico').expect(200).expect('Content-Type', 'image/svg+xml');
  expect(String(icon.body)).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(String(icon.body)).not.toMatch(/<script|style=|href/);
});
