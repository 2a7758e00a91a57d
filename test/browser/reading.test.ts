/** The pages for every reader: by keyboard alone, enlarged, on a phone, in the dark, on paper; and how little is loaded. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { tempDataDir } from '../support/data-dir.js';
import { running } from '../support/running.js';
import {
  answered,
  complaints,
  firstView,
  launch,
  NARROW,
  openSample,
  picture,
  shot,
  tabTo,
  unfold,
  watched,
} from './support/browser.js';

let browser: Browser;
let service: Awaited<ReturnType<typeof running>>;
beforeAll(async () => {
  [browser, service] = await Promise.all([launch(), running({ DATA_DIR: tempDataDir() })]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

test('the first view is three requests and less than 200 kB', async () => {
  const { page } = await watched(browser);
  const { urls, bytes } = await firstView(page, service.url);
  expect(urls.map((url) => new URL(url).pathname)).toEqual(['/', '/assets/app.js', '/assets/style.css']);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(200_000);
  await page.context().close();
});

test.each(['light', 'dark'] as const)('axe finds nothing on the pages, %s', async (colorScheme) => {
  const { page } = await watched(browser, { colorScheme });
  for (const path of ['/', '/about/metastatic-back-pain']) {
    await page.goto(`${service.url}${path}`);
    expect([path, await complaints(page)]).toEqual([path, []]);
  }
  await page.goto(service.url);
  for (const name of ['prostate-weight-loss', 'thyroid-leg-weakness', 'in-situ']) {
    await openSample(page, name);
    await unfold(page, '.answer details');
    expect([name, await complaints(page)]).toEqual([name, []]);
  }
  await shot(page, `pages-${colorScheme}`);
  await page.context().close();
});

test('by keyboard alone: a chart is opened, its marks are read, the card is dismissed', async () => {
  const { page } = await watched(browser);
  await page.goto(service.url);
  await tabTo(page, 'button[data-sample="lung-fever"]', 120);
  await page.keyboard.press('Enter');
  await answered(page);
  // The answer is where reading goes on.
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('answer');
  await tabTo(page, '.dismiss button', 120);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.stored.done');
  await tabTo(page, '.timeline .mark', 120);
  const label = await page.evaluate(() => document.activeElement?.ariaLabel);
  expect(await page.locator('.timeline .said').textContent()).toBe(label?.replace(' · before what is shown', ''));
  await page.context().close();
});

test.each(NARROW)('%s nothing is cut off or scrolls sideways', async (how, width, deviceScaleFactor) => {
  const { page } = await watched(browser, { viewport: { width, height: 800 }, deviceScaleFactor });
  await page.goto(service.url);
  await openSample(page, 'prostate-weight-loss');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  // Drawings are made for the width there is: no word of theirs is smaller than on a desk.
  const drawn = await page
    .locator('.timeline svg')
    .evaluate((one) => [one.getBoundingClientRect().width, one.clientWidth]);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(width);
  expect(await complaints(page)).toEqual([]);
  await shot(page, how.replace(/\W+/g, '-'));
  await page.context().close();
});

test('on paper: the card and its evidence, without what can only be clicked', async () => {
  const { page } = await watched(browser);
  await page.goto(service.url);
  await openSample(page, 'prostate-cauda-equina');
  await page.emulateMedia({ media: 'print' });
  for (const [selector, visible] of [
    ['.answer article.card', true],
    ['.timeline svg', true],
    ['.gallery', false],
    ['.answers', false],
  ] as const) {
    expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, visible]);
  }
  await shot(page, 'print');
  await page.context().close();
});

test('the pictures that the README shows: a card beside the charts, and its evidence', async () => {
  const { page } = await watched(browser, { viewport: { width: 1340, height: 900 } });
  await page.goto(service.url);
  await openSample(page, 'prostate-rising-psa');
  await page.getByLabel('2 years').check();
  expect(await picture(page, 'section[data-service]', 'demo', 900)).toBeLessThan(300_000);
  expect(await picture(page, '.evidence', 'evidence', 1180)).toBeLessThan(300_000);
  await page.context().close();
});
