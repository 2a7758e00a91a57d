/** The running service remembers: answers keep cards quiet, new evidence speaks, shadow records and shows nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { startService } from '../../src/main.js';
import type { Card } from '../../src/sdk/card.js';
import { BREAST_CANCER, PATIENT, backPain, daysAgo, hookRequest, prefetchOf } from '../support/charts.js';

const PATH = '/cds-services/metastatic-back-pain';
const WEAK: Json = { Condition: { id: 'w1', code: 'SCT#713514005 Muscle weakness of limb', onset: daysAgo(2) } };
const LOSS: Json = { Condition: { id: 'l1', code: 'SCT#448765001 Unintentional weight loss', onset: daysAgo(9) } };
const QUIET = 'org.spinewatch.quiet';

let folder: string;
let running: Running[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-memory-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(tenant: Json = {}): Promise<Running> {
  const file = join(folder, 'spinewatch.json');
  const one = {
    id: 'north',
    anonymous: true,
    explain: true,
    cards: { emergencyContact: 'Coordinator' },
    quiet: { repeat: 'off' },
    ...tenant,
  };
  writeFileSync(file, JSON.stringify({ publicBaseUrl: 'http://127.0.0.1', tenants: [one] }));
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), CONFIG_FILE: file };
  const service = await startService(readEnvironment(environment), 'UTC');
  running.push(service);
  return service;
}

interface Answer {
  readonly cards: readonly Card[];
  readonly extension?: Record<string, Json>;
}

/** What `user` sees on a chart with breast cancer, back pain and what is given beside. */
async function view(service: Running, user: string, ...rows: readonly Json[]): Promise<Answer> {
  const context = { patientId: 'p1', userId: `Practitioner/${user}` };
  const body = hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain(), ...rows), { context });
  return (await request(service.url).post(PATH).send(body).expect(200)).body as Answer;
}
const tierOf = ({ cards }: Answer): string => cards[0]?.source.topic?.code ?? 'none';

const respond = (service: Running, { cards }: Answer, more: Json) =>
  request(service.url)
    .post(`${PATH}/feedback`)
    .send({ feedback: [{ card: cards[0]?.uuid, outcomeTimestamp: new Date().toISOString(), ...more }] })
    .expect(200, {});
const overridden = (code: string): Json => ({
  outcome: 'overridden',
  overrideReason: { reason: { code, system: 'urn:spinewatch:override-reason' } },
});

test('an override keeps the card quiet for everyone, a new major feature or an emergency speaks', async () => {
  const service = await start();
  const first = await view(service, 'a');
  expect(tierOf(first)).toBe('recommended');
  await respond(service, first, overridden('assessed-benign-cause'));
  const second = await view(service, 'b');
  expect(tierOf(second)).toBe('none');
  expect(second.extension?.['org.spinewatch.assessment']).toMatchObject({ tier: 'recommended' });
  const until = Date.parse(String(second.extension?.[QUIET]?.['until']));
  expect(second.extension?.[QUIET]?.['reason']).toBe('snoozed');
  expect((until - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
  expect(tierOf(await view(service, 'b', LOSS))).toBe('urgent');
  expect(tierOf(await view(service, 'a', WEAK))).toBe('emergency');
});

test('an emergency that one clinician sets aside still speaks to the next, but for a reason that says it is settled', async () => {
  const service = await start();
  await respond(service, await view(service, 'a', WEAK), overridden('no-current-back-pain'));
  expect(tierOf(await view(service, 'a', WEAK))).toBe('none');
  const next = await view(service, 'b', WEAK);
  expect(tierOf(next)).toBe('emergency');
  await respond(service, next, overridden('discussed-oncology-mscc'));
  expect(tierOf(await view(service, 'c', WEAK))).toBe('none');
});

test('an accepted suggestion keeps the card quiet, and the later word stands', async () => {
  const service = await start();
  const first = await view(service, 'a', LOSS);
  const accepted = { outcome: 'accepted', acceptedSuggestions: [{ id: first.cards[0]?.suggestions?.[0]?.uuid }] };
  await respond(service, first, accepted);
  expect(tierOf(await view(service, 'b', LOSS))).toBe('none');
  await respond(service, first, overridden('not-my-patient-role'));
  expect(tierOf(await view(service, 'b', LOSS))).toBe('urgent');
  expect(tierOf(await view(service, 'a', LOSS))).toBe('none');
});

test('what was answered outlives a restart', async () => {
  const before = await start();
  await respond(before, await view(before, 'a'), overridden('patient-declined'));
  await before.stop();
  running.pop();
  expect(tierOf(await view(await start(), 'b'))).toBe('none');
});

test.each([
  ['quiet', 'none', undefined],
  ['info', 'urgent', 'info'],
  ['off', 'urgent', 'warning'],
])('a repeat to the same user with repeat: %s', async (repeat, tier, indicator) => {
  const service = await start({ quiet: { repeat, visitHours: 12 } });
  expect((await view(service, 'a', LOSS)).cards[0]?.indicator).toBe('warning');
  const again = await view(service, 'a', LOSS);
  expect([tierOf(again), again.cards[0]?.indicator]).toEqual([tier, indicator]);
  expect((await view(service, 'b', LOSS)).cards[0]?.indicator).toBe('warning');
  expect(tierOf(await view(service, 'a', LOSS, WEAK))).toBe('emergency');
  const { text } = await request(service.url).get('/metrics');
  if (repeat === 'off') expect(text).not.toMatch(/quieted_total\{/);
  else expect(text).toContain('spinewatch_quieted_total{reason="repeat"} 1\n');
});

test('of Epic’s events only those that the tenant names are answered', async () => {
  const service = await start({ epicTriggers: ['60'] });
  const fire = async (extension?: Json): Promise<number> => {
    const body = hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain()), extension ? { extension } : {});
    return (await request(service.url).post(PATH).send(body).expect(200)).body.cards.length as number;
  };
  const trigger = (value: string): Json => ({ 'com.epic.cdshooks.request.bpa-trigger-action': value });
  expect([await fire(trigger('60')), await fire(trigger('7')), await fire()]).toEqual([1, 0, 1]);
});

test('another patient, and a card of nobody, change nothing', async () => {
  const service = await start();
  const first = await view(service, 'a');
  await respond(service, { cards: [{ ...(first.cards[0] as Card), uuid: 'never-shown' }] }, overridden('other'));
  expect(tierOf(await view(service, 'a'))).toBe('recommended');
  const { text } = await request(service.url).get('/metrics');
  expect(text).toContain('spinewatch_feedback_total{outcome="overridden",tier="unknown"} 1\n');
});

test('shadow answers no card, and says why; off reads nothing', async () => {
  const shadow = await start({ mode: 'shadow' });
  const answer = await view(shadow, 'a', WEAK);
  expect(answer.cards).toEqual([]);
  expect(answer.extension).toMatchObject({
    'org.spinewatch.assessment': { tier: 'emergency' },
    [QUIET]: { reason: 'shadow' },
  });
  expect((await request(shadow.url).get('/metrics')).text).toContain('spinewatch_quieted_total{reason="shadow"} 1\n');
  await shadow.stop();
  running.pop();
  const off = await start({ mode: 'off' });
  expect(await view(off, 'a', WEAK)).toEqual({ cards: [] });
});
