/** `spinewatch report`: what it writes for a store that a service has filled, and how it ends when it cannot. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import { startService } from '../../src/main.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';
import { commandLine } from '../support/command-line.js';
import { tempDataDir } from '../support/data-dir.js';

const PATH = '/cds-services/metastatic-back-pain';
const NOBODY = '00000000-0000-4000-8000-000000000000';
let dataDir: string;
let metrics: string;
const before = process.env['DATA_DIR'];
beforeAll(async () => {
  dataDir = tempDataDir();
  process.env['DATA_DIR'] = dataDir;
  const service = await startService(readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir }), 'UTC');
  const post = (path: string, body: object) => request(service.url).post(path).send(body).expect(200);
  const own = { Condition: { id: 'c9', code: 'https://codes.north.example|N77' } };
  const { body } = await post(PATH, hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain(), own)));
  await post(PATH, hookRequest(prefetchOf(PATIENT, backPain())));
  await request(service.url).post(PATH).send({}).expect(400);
  const overridden = (card: string) => ({
    card,
    outcome: 'overridden',
    overrideReason: { reason: { code: 'already-imaged' }, userComment: 'seen <i>before</i>' },
    outcomeTimestamp: new Date().toISOString(),
  });
  await post(`${PATH}/feedback`, { feedback: [overridden(body.cards[0].uuid), overridden(NOBODY)] });
  await post(PATH, hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain())));
  metrics = (await request(service.url).get('/metrics').expect(200)).text;
  await service.stop();
}, 60_000);
afterAll(() => {
  if (before === undefined) delete process.env['DATA_DIR'];
  else process.env['DATA_DIR'] = before;
});

const TODAY = new Date().toISOString().slice(0, 10);
const written = async (name: string): Promise<string> => {
  const file = join(dataDir, name);
  expect(await commandLine('report', '--since', TODAY, '--output', file)).toEqual({
    code: 0,
    stdout: `${file}\n`,
    stderr: '',
  });
  return readFileSync(file, 'utf8');
};

test('JSON has the shape of the contract, and what was fed back before it began', async () => {
  const report = JSON.parse(await written('report.json'));
  expect(report).toMatchObject({
    since: TODAY,
    until: TODAY,
    calls: 3,
    cards: 1,
    firingPerHundred: 33.33,
    byTier: { emergency: 0, urgent: 0, recommended: 1, incomplete: 0 },
    bySite: { breast: 1 },
    byFeature: {},
    feedback: {
      accepted: 0,
      overridden: 1,
      unanswered: 0,
      orphans: 1,
      byReason: [{ system: 'urn:spinewatch:override-reason', code: 'already-imaged', count: 1 }],
      comments: [{ tier: 'recommended', text: 'seen <i>before</i>', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
    },
    inputs: [],
    quieted: [{ reason: 'snoozed', count: 1 }],
    unmapped: [{ system: 'https://codes.north.example', code: 'N77', count: 1 }],
    weeks: [{ week: expect.stringMatching(/^\d{4}-W\d\d$/), calls: 3, cards: 1, low: 6.15, high: 79.23 }],
    versions: [{ version: expect.any(String), contentHash: expect.stringMatching(/^sha256:/), calls: 3, cards: 1 }],
    alarms: [],
  });
});

test('a page and a table are written by the ending of the file', async () => {
  expect(await written('report.html')).toMatch(/^<!doctype html>[^]*seen &lt;i&gt;before&lt;\/i&gt;[^]*<\/html>\n$/);
  expect(await written('report.csv')).toMatch(/^table,key,detail,measure,value\r\n/);
});

// The counters of the same calls: docs/report.md says which figure is which metric.
test.each([
  'spinewatch_calls_total{tenant="sandbox",service="metastatic-back-pain",tier="recommended",outcome="card"} 1',
  'spinewatch_calls_total{tenant="sandbox",service="metastatic-back-pain",tier="none",outcome="no-cancer"} 1',
  'spinewatch_calls_total{tenant="sandbox",service="metastatic-back-pain",tier="none",outcome="invalid-request"} 1',
  'spinewatch_feedback_total{outcome="overridden",tier="recommended"} 1',
  'spinewatch_feedback_total{outcome="overridden",tier="unknown"} 1',
  'spinewatch_unmapped_codes_total{system="other"} 1',
  'spinewatch_calls_total{tenant="sandbox",service="metastatic-back-pain",tier="recommended",outcome="snoozed"} 1',
  'spinewatch_quieted_total{reason="snoozed"} 1',
  'spinewatch_store_lost_total 0',
  'spinewatch_call_seconds_count{stage="assess"} 3',
  'spinewatch_call_seconds_count{stage="total"} 4',
])('/metrics has %s', (line) => expect(metrics.split('\n')).toContain(line));

describe('ends', () => {
  const use = ['report', '--since', '2026-06-01', '--output'];
  it.each([
    ['another ending', [...use, 'report.pdf'], /--output/],
    ['no ending', [...use, 'report'], /--output/],
    ['a day that is none', ['report', '--since', '2026-02-30', '--output', 'r.json'], /--since/],
    ['a moment in place of a day', ['report', '--since', '2026-06-01T00:00:00Z', '--output', 'r.json'], /--since/],
    ['no first day', ['report', '--output', 'r.json'], /--since/],
    ['a mode that is none', [...use, 'r.json', '--mode', 'off'], /--mode/],
    ['a tenant that is none', [...use, 'r.json', '--tenant', 'nowhere'], /--tenant/],
  ])('with 2 for %s', async (_what, args, line) => {
    const { code, stdout, stderr } = await commandLine(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
  });

  it('with 1 where there is no store, a damaged one, or no place to write to', async () => {
    const run = () => commandLine(...use, join(dataDir, 'missing', 'r.json'));
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringMatching(/--output \(ENOENT\)/) });
    const empty = tempDataDir();
    process.env['DATA_DIR'] = empty;
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringMatching(/no store in DATA_DIR/) });
    mkdirSync(join(empty, 'damaged'));
    process.env['DATA_DIR'] = join(empty, 'damaged');
    writeFileSync(join(empty, 'damaged', 'spinewatch.db'), 'x'.repeat(8192));
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringMatching(/NOTADB/) });
    process.env['DATA_DIR'] = dataDir;
  });
});
