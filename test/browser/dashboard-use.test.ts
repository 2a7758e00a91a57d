/** The dashboard in a real browser, for every reader: the token, what could not be read, refreshing, axe, keyboard, phone, paper. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import type { Browser } from 'playwright-core';
import type { Running } from '../../src/main.js';
import { openLibsql, STORE_FILE } from '../../src/store/engines/libsql/open.js';
import { ownersConfiguration, startOwners, stopOwners, TENANTS, TOKEN } from '../support/dashboard.js';
import { tempDataDir } from '../support/data-dir.js';
import { seedOwners } from '../support/owners.js';
import { decision } from '../support/records.js';
import { until } from '../support/until.js';
import { complaints, firstView, launch, NARROW, shot, tabTo, unfold, watched } from './support/browser.js';
import { openDashboard, shown } from './support/dashboard.js';

let browser: Browser;
let sandbox: Running;
let configured: Running;
beforeAll(async () => {
  const [one, both] = [tempDataDir(), tempDataDir()];
  await Promise.all([seedOwners(one, ['sandbox']), seedOwners(both, TENANTS)]);
  const token = { SPINEWATCH_OPERATOR_TOKEN: TOKEN };
  [browser, sandbox, configured] = await Promise.all([
    launch(),
    startOwners({ DATA_DIR: one }),
    startOwners({ DATA_DIR: both, CONFIG_FILE: ownersConfiguration(), ...token }),
  ]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await stopOwners();
});

test('the first view is three requests and less than 200 kB, all of the service', async () => {
  const { page, alarms } = await watched(browser);
  const { urls, bytes } = await firstView(page, `${sandbox.url}/dashboard`, shown);
  expect(urls.map((url) => url.replace(sandbox.url, ''))).toEqual([
    '/assets/dashboard.js',
    '/dashboard',
    '/dashboard/report',
  ]);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(200_000);
  expect(alarms).toEqual([]);
  await page.context().close();
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
    const service = await startOwners({ DATA_DIR: tempDataDir() });
    const { page } = await openDashboard(browser, service.url);
    await stopOwners(service);
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
    const service = await startOwners({ DATA_DIR: folder });
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
    const service = await startOwners({ DATA_DIR: folder });
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
      const { page } = await openDashboard(browser, service.url);
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
  const service = await startOwners({ DATA_DIR: folder });
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

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
  const { page } = await openDashboard(browser, sandbox.url, { colorScheme });
  await unfold(page);
  expect(await complaints(page)).toEqual([]);
  await shot(page, `dashboard-${colorScheme}`);
  await page.context().close();
});

test.each(NARROW)('%s nothing is cut off or scrolls sideways', async (how, width, deviceScaleFactor) => {
  const { page } = await openDashboard(browser, sandbox.url, { viewport: { width, height: 800 }, deviceScaleFactor });
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
  const { page } = await openDashboard(browser, sandbox.url);
  await tabTo(page, '#filter-site', 80);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, '.send button', 80);
  await page.keyboard.press('Enter');
  await page.waitForURL(/site=breast/);
  await page.waitForFunction(() => document.querySelector('.scope')?.textContent?.includes('breast'));
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Show');
  await tabTo(page, 'button[aria-pressed]', 80);
  await page.keyboard.press('Space');
  expect(await page.locator('button[aria-pressed=true]').count()).toBe(1);
  await tabTo(page, 'details.behind summary', 80);
  await page.keyboard.press('Enter');
  await tabTo(page, 'details.behind .wide', 80);
  expect(await page.locator('table[data-table=weeks]').isVisible()).toBe(true);
  await page.context().close();
});

test('on paper: the figures and the tables behind the drawings, without what can only be clicked', async () => {
  const { page } = await openDashboard(browser, sandbox.url);
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
  const { page } = await openDashboard(browser, sandbox.url);
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
