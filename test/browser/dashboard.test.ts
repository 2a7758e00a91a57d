/** The dashboard in a real browser: every figure on screen against the store's, for every reader, and what it does where it fails. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { makeReport } from '../../src/analytics/make-report.js';
import type { Report } from '../../src/analytics/report.js';
import { readEnvironment } from '../../src/config/environment.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import { startService, type Running } from '../../src/main.js';
import { openLibsql, STORE_FILE } from '../../src/store/engines/libsql/open.js';
import { tempDataDir } from '../support/data-dir.js';
import { COMMENT, HOSTILE, KEY_VARIABLE, OWNERS_NOW, seedOwners, type Seeded } from '../support/owners.js';
import { decision } from '../support/records.js';
import { until } from '../support/until.js';
import { complaints, launch, picture, shot, watched } from './support/browser.js';

const TOKEN = 'an-operator-of-this-service-0123456789';
let browser: Browser;
let dataDir: string;
let seeded: Seeded;
let sandbox: Running;
let configured: Running;
const started: Running[] = [];

async function start(environment: Readonly<Record<string, string>>): Promise<Running> {
  const read = readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', ...KEY_VARIABLE, ...environment });
  const service = await startService(read, 'UTC', { now: () => OWNERS_NOW });
  started.push(service);
  return service;
}

beforeAll(async () => {
  dataDir = tempDataDir();
  seeded = await seedOwners(dataDir, ['sandbox']);
  const both = tempDataDir();
  await seedOwners(both, ['north', 'south']);
  const file = join(mkdtempSync(join(tmpdir(), 'spinewatch-owners-')), 'spinewatch.json');
  const tenants = ['north', 'south'].map((id) => ({
    id,
    mode: 'shadow',
    clients: [{ issuer: `https://${id}.example`, jwksUri: `https://${id}.example/jwks` }],
  }));
  writeFileSync(file, JSON.stringify({ publicBaseUrl: 'https://cds.example.org', operator: {}, tenants }));
  [browser, sandbox, configured] = await Promise.all([
    launch(),
    start({ DATA_DIR: dataDir }),
    start({ DATA_DIR: both, CONFIG_FILE: file, SPINEWATCH_OPERATOR_TOKEN: TOKEN }),
  ]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await Promise.all(started.map((one) => one.stop()));
});

const shown = async (page: Page): Promise<void> =>
  void (await page.waitForSelector('.shown .scope', { timeout: 20_000 }));

async function opened(options: BrowserContextOptions = {}, query = '', service = sandbox) {
  const all = await watched(browser, options);
  await all.page.goto(`${service.url}/dashboard${query}`);
  await shown(all.page);
  return all;
}

/** The cells of a table, row by row, folded or not. */
const cells = (page: Page, name: string): Promise<string[][]> =>
  page
    .locator(`table[data-table="${name}"] tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

const reportOf = async (more: object = {}): Promise<Report> => {
  const store = await openLibsql({ dataDir });
  try {
    return await makeReport(store, {
      since: parseDay('2026-03-23') as Day,
      mode: 'live',
      now: OWNERS_NOW,
      openComment: () => undefined,
      ...more,
    });
  } finally {
    await store.close();
  }
};

// Written anew here, so that a wrong figure of the page is not compared with itself.
const number = (value: number | null): string => {
  if (value === null) return '–';
  const options = Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 };
  return value.toLocaleString('en-GB', options);
};
const rate = ({ perHundred, low, high }: { perHundred: number | null; low: number; high: number }): string =>
  perHundred === null ? '–' : `${number(perHundred)} (${number(low)} to ${number(high)})`;

describe('the figures on screen are those of the store', () => {
  let page: Page;
  let report: Report;
  beforeAll(async () => {
    ({ page } = await opened());
    report = await reportOf();
  });
  afterAll(() => page.context().close());

  test('in brief, counted in the records', async () => {
    const live = seeded.decisions.filter(({ mode }) => mode === 'live');
    const cards = live.filter(({ shown: how }) => how !== 'no');
    const accepted = seeded.feedback.filter(({ outcome }) => outcome === 'accepted').length;
    const value = (name: string) => page.locator(`[data-figure=${name}] b`).textContent();
    expect(await value('calls')).toBe(number(live.length));
    expect(await value('cards')).toBe(number(cards.length));
    // The report rounds to two decimals.
    const share = (count: number): string => `${number(Math.round((10_000 * count) / seeded.feedback.length) / 100)} %`;
    expect(await value('accepted')).toBe(share(accepted));
    expect(await value('overridden')).toBe(share(seeded.feedback.length - accepted));
    expect(await value('unanswered')).toBe(number(cards.length - seeded.feedback.length));
    expect(await page.locator('[data-figure=comments]').textContent()).toContain(String(report.feedback.commentsTotal));
  });

  test.each<[string, (one: Report) => readonly (readonly string[])[]]>([
    [
      'weeks',
      ({ weeks }) =>
        weeks.map((w) => [
          w.week,
          number(w.calls),
          number(w.cards),
          rate(w),
          w.calls === 0 ? '–' : `${number(w.expected.low)} to ${number(w.expected.high)}`,
          (w.perHundred ?? 0) > w.expected.high || (w.perHundred ?? 100) < w.expected.low ? 'yes' : 'no',
        ]),
    ],
    [
      'tiers',
      ({ weeks, byTier, cards }) => [
        ...weeks.map((w) => [
          w.week,
          ...[w.byTier.emergency, w.byTier.urgent, w.byTier.recommended, w.byTier.incomplete, w.cards].map(number),
        ]),
        ['all weeks', ...[byTier.emergency, byTier.urgent, byTier.recommended, byTier.incomplete, cards].map(number)],
      ],
    ],
    ['firing-tier', ({ firing }) => firing.byTier.map((one) => [one.name, number(one.count), rate(one)])],
    ['firing-site', ({ firing }) => firing.bySite.map((one) => [one.name, number(one.count), rate(one)])],
    ['firing-feature', ({ firing }) => firing.byFeature.map((one) => [one.name, number(one.count), rate(one)])],
    [
      'answers',
      ({ feedback }) =>
        feedback.byTier.map((one) => [
          one.tier,
          number(one.accepted.count),
          number(one.accepted.of - one.accepted.count),
          number(one.unanswered),
          rate(one.accepted),
        ]),
    ],
    ['reasons', ({ feedback }) => feedback.byReason.map((one) => [one.code, one.system, number(one.count)])],
    [
      'inputs',
      ({ inputs, calls }) =>
        inputs.map((one) => [one.input, one.state, number(one.count), number((100 * one.count) / calls)]),
    ],
    [
      'input-states',
      ({ inputStates, calls }) =>
        inputStates.map(({ input, states }) => [
          input,
          number(states['present'] ?? 0),
          number(states['empty'] ?? 0),
          number(calls - (states['present'] ?? 0) - (states['empty'] ?? 0)),
        ]),
    ],
    ['silent', ({ silent }) => silent.map((one) => [one.reason, number(one.count)])],
    ['quieted', ({ quieted }) => quieted.map((one) => [one.reason, number(one.count)])],
    ['latency', ({ latency }) => latency.map((one) => [one.stage, number(one.p50), number(one.p95)])],
    [
      'versions',
      ({ versions }) =>
        versions.map((one) => [
          one.version,
          one.contentHash,
          one.since,
          one.until,
          number(one.calls),
          number(one.cards),
          rate(one),
          one.difference
            ? `${number(one.difference.points)} (${number(one.difference.low)} to ${number(one.difference.high)})`
            : '–',
        ]),
    ],
    [
      'modes',
      ({ modes }) => [
        ['live', number(modes.live.calls), number(modes.live.cards), 'yes'],
        ['shadow', number(modes.shadow.calls), number(modes.shadow.cards), 'no'],
      ],
    ],
    ['unmapped', ({ unmapped }) => unmapped.map((one) => [one.code, one.system || '(no system)', number(one.count)])],
  ])('table %s', async (name, expected) => {
    const rows = await cells(page, name);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(expected(report));
  });

  test('alarms, each with its state in words', async () => {
    const said = await page.locator('.alarms li').evaluateAll((all) => all.map((one) => one.textContent ?? ''));
    expect(said).toHaveLength(report.alarms.length);
    expect(report.alarms.map(({ until: end }) => end === undefined).sort()).toEqual(
      expect.arrayContaining([false, true]),
    );
    report.alarms.forEach(({ code, since, until: end, text, detected }, index) => {
      for (const words of [end === undefined ? 'Open' : 'Over', code, `since ${since}`, `seen on ${detected}`, text])
        expect(said[index]).toContain(words);
    });
    const open = report.alarms.filter(({ until: end }) => end === undefined).length;
    expect(await page.locator('#alarms').textContent()).toBe(`Alarms: ${open} open`);
  });

  test('drawings have a mark for each week with calls, and an area for each tier with cards', async () => {
    const weeks = report.weeks.filter(({ calls }) => calls > 0);
    expect(
      await page
        .locator('[data-plot=weeks] .week')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-week'))),
    ).toEqual(weeks.map(({ week }) => week));
    const areas = weeks.reduce((sum, { byTier }) => sum + Object.values(byTier).filter((count) => count > 0).length, 0);
    expect(await page.locator('[data-plot=tiers] figcaption ~ div .area').count()).toBe(areas);
    for (const svg of await page.locator('figure.plot > div > svg').all())
      expect((await svg.getAttribute('aria-label'))?.length).toBeGreaterThan(20);
  });

  test('what an EHR sends is text, and a comment is nowhere', async () => {
    const html = await page.content();
    expect(html).not.toContain(COMMENT.slice(0, 8));
    expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    expect((await cells(page, 'reasons')).map(([code]) => code)).toContain(HOSTILE);
  });
});

test('the first view is three requests and less than 200 kB, all of the service', async () => {
  const { page, alarms } = await watched(browser);
  const sizes: Promise<number>[] = [];
  const paths: string[] = [];
  page.on('requestfinished', (one) => {
    // The icon is asked for by browsers themselves.
    if (one.url().endsWith('/favicon.ico')) return;
    paths.push(one.url());
    sizes.push(one.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
  });
  await page.goto(`${sandbox.url}/dashboard`, { waitUntil: 'networkidle' });
  await shown(page);
  expect(paths.map((path) => path.replace(sandbox.url, '')).sort()).toEqual([
    '/assets/dashboard.js',
    '/dashboard',
    '/dashboard/report',
  ]);
  const total = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
  expect(total).toBeGreaterThan(20_000);
  expect(total).toBeLessThan(200_000);
  expect(alarms).toEqual([]);
  await page.context().close();
});

describe('the filters', () => {
  test('stand in the address; the way back leads to those before, and a reload keeps them', async () => {
    const { page } = await opened();
    const calls = () => page.locator('[data-figure=calls] b').textContent();
    const all = await calls();
    await page.getByLabel('Cancer site', { exact: true }).selectOption('prostate');
    await page.getByLabel('Version of the rule', { exact: true }).selectOption('1.1.0');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/\?version=1\.1\.0&site=prostate$/);
    await page.waitForFunction(() => document.querySelector('.scope')?.textContent?.includes('cancer site prostate'));
    const expected = await reportOf({ version: '1.1.0', site: 'prostate' });
    expect(await calls()).toBe(number(expected.calls));
    await page.reload();
    await shown(page);
    expect(await calls()).toBe(number(expected.calls));
    expect(await page.getByLabel('Cancer site', { exact: true }).inputValue()).toBe('prostate');
    await page.goBack();
    await page.waitForFunction(
      () => !document.querySelector('.scope')?.textContent?.includes('prostate') && document.querySelector('.scope'),
    );
    expect([await calls(), await page.getByLabel('Cancer site', { exact: true }).inputValue()]).toEqual([all, '']);
    await page.context().close();
  });

  test('from one day to another', async () => {
    const { page } = await opened();
    await page.getByLabel('Period', { exact: true }).selectOption('days');
    await page.getByLabel('First day', { exact: true }).fill('2026-05-01');
    await page.getByLabel('Last day', { exact: true }).fill('2026-05-09');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector('.scope')?.textContent?.includes('2026-05-01 to 2026-05-09'),
    );
    const expected = await reportOf({ since: parseDay('2026-05-01'), until: parseDay('2026-05-09') });
    expect(await page.locator('[data-figure=calls] b').textContent()).toBe(number(expected.calls));
    expect(expected.calls).toBeGreaterThan(50);
    await page.context().close();
  });

  test('that cannot be are told with what is allowed, and no figure is shown', async () => {
    const { page } = await watched(browser);
    await page.goto(`${sandbox.url}/dashboard?from=2026-06-01&to=2026-05-01`);
    await page.waitForSelector('[data-trouble=filter]');
    expect(await page.locator('[data-trouble=filter]').textContent()).toContain('from: allowed');
    expect(await page.locator('.figures').count()).toBe(0);
    expect(await complaints(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await shown(page);
    expect(new URL(page.url()).search).toBe('');
    await page.context().close();
  });

  test('under which nothing was called say that, and not a rate of nought', async () => {
    const { page } = await opened({}, '?from=2026-06-12');
    expect(await page.locator('[data-none=calls]').textContent()).toContain('No call');
    expect(await page.locator('[data-figure=cards]').textContent()).toContain('– per hundred');
    expect(await complaints(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the token', () => {
  test('is asked for, refused when wrong, kept in memory alone, and never in an address', async () => {
    const { page, asked, alarms } = await watched(browser);
    await page.goto(`${configured.url}/dashboard?tenant=south`);
    const field = page.getByLabel('Operator’s token');
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual(['password', 'off']);
    expect(asked.map((url) => new URL(url).pathname).sort()).toEqual(['/assets/dashboard.js', '/dashboard']);
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'dashboard-token');
    for (const wrong of ['not-the-token', 'schlüssel', 'two words']) {
      await field.fill(wrong);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('#token-wrong')?.textContent !== '');
      expect(await page.locator('#token-wrong').textContent()).toContain('not the token');
      expect(await page.locator('.figures').count()).toBe(0);
    }
    expect(await complaints(page)).toEqual([]);
    await field.fill(TOKEN);
    await page.keyboard.press('Enter');
    await shown(page);
    expect(await page.locator('.scope').textContent()).toContain('Tenant south');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('top');
    const kept = await page.evaluate(() =>
      JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        location.href,
        document.documentElement.outerHTML,
      ]),
    );
    expect(kept).not.toContain(TOKEN);
    expect(asked.join(' ')).not.toContain(TOKEN);
    expect(alarms).toEqual([]);
    await page.reload();
    await field.waitFor();
    expect(await page.locator('.figures').count()).toBe(0);
    await page.context().close();
  });
});

describe('what could not be read', () => {
  test('a service that went away: the old figures are said to be old, and when they are of', async () => {
    const service = await start({ DATA_DIR: tempDataDir() });
    const { page } = await opened({}, '', service);
    started.splice(started.indexOf(service), 1);
    await service.stop();
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.waitForSelector('[data-trouble=failed]');
    const words = await page.locator('[data-trouble=failed]').textContent();
    expect(words).toContain('did not answer');
    expect(words).toContain('nothing newer could be read');
    expect(await page.locator('.figures').count()).toBe(1);
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'dashboard-stale');
    await page.context().close();
  });

  test('a store that cannot be opened: no figure, and no nought', async () => {
    const folder = tempDataDir();
    writeFileSync(join(folder, STORE_FILE), 'x'.repeat(8192));
    const service = await start({ DATA_DIR: folder });
    const { page } = await watched(browser);
    await page.goto(`${service.url}/dashboard`);
    await page.waitForSelector('[data-trouble=failed]');
    const words = await page.locator('[data-trouble=failed]').textContent();
    expect(words).toContain('The store cannot be read');
    expect(words).toContain('does not mean that there are none');
    expect(await page.locator('.figures, .plot, table').count()).toBe(0);
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'dashboard-no-store');
    await page.context().close();
  });

  test('a store that takes no writes, and decisions that wait: said before the figures', async () => {
    const folder = tempDataDir();
    await seedOwners(folder, ['sandbox']);
    const service = await start({ DATA_DIR: folder });
    const other = new Database(join(folder, STORE_FILE));
    other.exec('BEGIN IMMEDIATE');
    try {
      const ready = async () =>
        (await (await fetch(`${service.url}/health/ready`)).json()) as {
          checks: { store: { status: string; spilled: number } };
        };
      await until('the store fails', async () => (await ready()).checks.store.status === 'failing', 20_000);
      const sample = await (await fetch(`${service.url}/samples/breast-history.json`)).text();
      await fetch(`${service.url}/cds-services/metastatic-back-pain`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: sample,
      });
      await until('a decision waits', async () => (await ready()).checks.store.spilled === 1, 20_000);
      const { page } = await opened({}, '', service);
      expect(await page.locator('[data-trouble=failing]').textContent()).toContain('takes no writes');
      expect(await page.locator('[data-trouble=spilled]').textContent()).toContain('1 decisions wait');
      expect(await complaints(page)).toEqual([]);
      await page.context().close();
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
  });
});

test('is refreshed every minute, until it is paused; what changed is announced', async () => {
  const folder = tempDataDir();
  const service = await start({ DATA_DIR: folder });
  const { page, asked } = await watched(browser);
  await page.clock.install();
  await page.goto(`${service.url}/dashboard`);
  await shown(page);
  const times = () => asked.filter((url) => url.includes('/dashboard/report')).length;
  const announced = () => page.locator('.announced').textContent();
  expect([times(), await page.locator('[data-figure=calls] b').textContent()]).toEqual([1, '0']);
  const store = await openLibsql({ dataDir: folder });
  await store.recordDecisions([decision('2026-06-11T09:00:00Z', { tenant: 'sandbox' })]);
  await store.close();
  // What was made lately is handed out again.
  await until(
    'the service would read anew',
    async () => (await (await fetch(`${service.url}/dashboard/report`)).json()).report.calls === 1,
    20_000,
  );
  await page.clock.fastForward(61_000);
  await page.waitForFunction(() => document.querySelector('[data-figure=calls] b')?.textContent === '1');
  expect(await announced()).toContain('Figures as of');
  expect(times()).toBe(2);
  await page.clock.fastForward(61_000);
  await page.waitForFunction(() => document.querySelector('.announced')?.textContent === '');
  await page.getByRole('button', { name: 'Pause refreshing' }).click();
  expect(await page.locator('.status').textContent()).toContain('paused');
  const before = times();
  await page.clock.fastForward(600_000);
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await page.waitForFunction(() => document.querySelector('.announced')?.textContent?.startsWith('Figures'));
  expect(times()).toBe(before + 1);
  await page.context().close();
});

const unfold = async (page: Page): Promise<void> => {
  for (const one of await page.locator('details').all())
    await one.evaluate((details) => details.setAttribute('open', ''));
};

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
  const { page } = await opened({ colorScheme });
  await unfold(page);
  expect(await complaints(page)).toEqual([]);
  await shot(page, `dashboard-${colorScheme}`);
  await page.context().close();
});

test.each([
  ['at 200 % zoom', 640, 2],
  ['on a phone', 360, 2],
  ['at 400 % zoom', 320, 1],
])('%s nothing is cut off or scrolls sideways', async (how, width, deviceScaleFactor) => {
  const { page } = await opened({ viewport: { width, height: 800 }, deviceScaleFactor });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  await unfold(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  const drawn = await page
    .locator('figure.plot > div > svg')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
  expect(Math.max(...drawn)).toBeLessThanOrEqual(width);
  expect(await complaints(page)).toEqual([]);
  await shot(page, `dashboard-${how.replace(/\W+/g, '-')}`);
  await page.context().close();
});

test('by keyboard alone: filters are set, refreshing is paused, a table is unfolded', async () => {
  const { page } = await opened();
  const tabTo = async (wanted: string): Promise<void> => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((selector) => document.activeElement?.matches(selector) === true, wanted)) return;
    }
    throw new Error(`${wanted} is not reached by Tab`);
  };
  await tabTo('#filter-site');
  await page.keyboard.press('ArrowDown');
  await tabTo('.send button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/site=breast/);
  await page.waitForFunction(() => document.querySelector('.scope')?.textContent?.includes('breast'));
  await tabTo('button[aria-pressed]');
  await page.keyboard.press('Space');
  expect(await page.locator('button[aria-pressed=true]').count()).toBe(1);
  await tabTo('details.behind summary');
  await page.keyboard.press('Enter');
  await tabTo('details.behind .wide');
  expect(await page.locator('table[data-table=weeks]').isVisible()).toBe(true);
  await page.context().close();
});

test('on paper: the figures and the tables behind the drawings, without what can only be clicked', async () => {
  const { page } = await opened();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  for (const [selector, visible] of [
    ['h1', true],
    ['.scope', true],
    ['.as-of', true],
    ['[data-plot=weeks] svg', true],
    ['table[data-table=weeks]', true],
    ['.filters', false],
    ['.status button', false],
  ] as const) {
    expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, visible]);
  }
  await shot(page, 'dashboard-print');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.locator('details.behind[open]').count()).toBe(0);
  await page.context().close();
});

test('told apart without colour: every kind of area has a pattern or an outline of its own', async () => {
  const { page } = await opened();
  const fills = await page
    .locator('[data-plot=tiers] .key .area')
    .evaluateAll((all) =>
      all.map((one) =>
        [...one.classList].find((name) => ['solid', 'hatch', 'dots', 'cross', 'back', 'empty'].includes(name)),
      ),
    );
  expect(fills).toHaveLength(4);
  expect(new Set(fills).size).toBe(4);
  await page.context().close();
});

test('the picture that the README shows: the dashboard', async () => {
  const { page } = await opened({ viewport: { width: 1200, height: 900 } });
  expect(await picture(page, 'main', 'dashboard', 1250)).toBeLessThan(300_000);
  await page.context().close();
});
