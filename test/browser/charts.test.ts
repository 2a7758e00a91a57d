/** Every sample chart in a real browser: the card and tier on screen, the evidence below, nothing run, nothing asked elsewhere. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { loadSamples } from '../../src/registry/samples.js';
import { tempDataDir } from '../support/data-dir.js';
import { running } from '../support/running.js';
import { complaints, launch, openSample, shot, watched } from './support/browser.js';

const SAMPLES = loadSamples('metastatic-back-pain');
let browser: Browser;
let service: Awaited<ReturnType<typeof running>>;
beforeAll(async () => {
  [browser, service] = await Promise.all([launch(), running({ DATA_DIR: tempDataDir() })]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

test.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
  const { page, asked, alarms } = await watched(browser);
  await page.goto(service.url);
  await openSample(page, name);
  expect(await page.locator('.answer article.card').getAttribute('data-tier')).toBe(sample.tier);
  const heading = await page.locator('.answer article h3').first().textContent();
  expect(heading).toMatch(sample.tier === 'none' ? /shows nothing/ : /\w{4}/);
  if (sample.tier === 'none') {
    expect(await page.locator('.answer article').textContent()).toContain(sample.reason);
  } else {
    const words = { emergency: 'Critical', urgent: 'Warning', recommended: 'Information', incomplete: 'Information' };
    expect(await page.locator('.answer .indicator').textContent()).toContain(words[sample.tier]);
    // Cancer and pain stand on the timeline, each with its resource, code and date.
    const labels = await page.locator('.timeline .mark').evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''));
    const basis = labels.filter((label) => label.includes('Condition/') && / · \d{4}-\d{2}-\d{2} · /.test(label));
    expect(basis.filter((label) => /(snomed|icd)/.test(label)).length).toBeGreaterThan(0);
  }
  expect(await page.locator('.evidence h2').textContent()).toMatch(/as of \d{4}-\d{2}-\d{2}$/);
  expect(asked.filter((url) => !url.startsWith(`${service.url}/`))).toEqual([]);
  expect(alarms).toEqual([]);
  expect(await complaints(page)).toEqual([]);
  await shot(page, name);
  await page.context().close();
});

describe('the evidence view', () => {
  test('draws the weights, rings those that the assessment names, and the threshold of fever', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'prostate-weight-loss');
    const points = page.locator('figure[data-measure=weight] .point');
    expect(await points.count()).toBe(3);
    expect(await page.locator('figure[data-measure=weight] .point.used').count()).toBe(2);
    expect(await points.first().getAttribute('aria-label')).toMatch(
      /^88 kg · \d{4}-\d\d-\d\d · Observation\/.* · LOINC 29463-7/,
    );
    expect(await page.locator('figure[data-measure=temperature] .threshold').getAttribute('data-value')).toBe('38');
    await page.context().close();
  });

  test('draws laboratory values with their reference range and the figures of the rule', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'prostate-rising-psa');
    await page.getByLabel('2 years').check();
    for (const [measure, points, thresholds] of [
      ['psa', 5, ['20']],
      ['calcium', 3, ['2.65', '3']],
      ['esr', 3, ['50']],
      ['haemoglobin', 3, ['130']],
    ] as const) {
      const plot = page.locator(`figure[data-measure=${measure}]`);
      expect([measure, await plot.locator('.point').count()]).toEqual([measure, points]);
      const drawn = await plot
        .locator('.threshold')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-value')));
      expect([measure, drawn]).toEqual([measure, thresholds]);
      expect(await plot.locator('figcaption').textContent()).toContain('reference range');
    }
    const newest = page.locator('figure[data-measure=calcium] .point').last();
    expect(await newest.getAttribute('aria-label')).toMatch(/^2\.54 mmol\/L \(reported as 10\.2 mg\/dL\)/);
    await page.context().close();
  });

  test('says why this tier and not the next, what was not found, the version and the citations', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'breast-history');
    const text = (await page.locator('.evidence').textContent()) ?? '';
    for (const words of [
      'Why Recommended, and not Urgent',
      'Row 4.',
      'Row 2.',
      'not the same as absent',
      'Weight loss',
      'Could not be checked',
      'Rule metastatic-back-pain 1.0.0',
      'Downie 2013',
    ]) {
      expect(text).toContain(words);
    }
    await page.context().close();
  });

  test('the shown time can be changed: what is older stands at the edge, and says so', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'breast-history');
    const cancer = page.locator('.mark[data-reference*=breast-history-breast-history]').first();
    expect(await cancer.getAttribute('aria-label')).toContain('before what is shown');
    await page.getByLabel('everything').check();
    expect(await cancer.getAttribute('aria-label')).not.toContain('before what is shown');
    await page.context().close();
  });
});

test('on paper: the whole drawing, the tables behind it, and the card on the first page', async () => {
  const { page } = await watched(browser);
  await page.goto(service.url);
  await openSample(page, 'prostate-rising-psa');
  await page.setViewportSize({ width: 700, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  // As on paper: the drawings keep the width that they had on screen.
  const widths = await page.locator('.timeline > svg').evaluate((svg) => {
    svg.setAttribute('width', '1200');
    svg.setAttribute('viewBox', '0 0 1200 260');
    return [svg.getBoundingClientRect().width, svg.parentElement?.clientWidth ?? 0] as const;
  });
  expect(widths[0]).toBeLessThanOrEqual(widths[1]);
  expect(widths[0]).toBeGreaterThan(300);
  const table = page.locator('.evidence table').first();
  expect(await table.isVisible()).toBe(true);
  expect(await table.textContent()).toContain('Condition/');
  expect(await page.locator('figure[data-measure=psa] table').isVisible()).toBe(true);
  expect(await page.locator('.card').evaluate((card) => getComputedStyle(card).breakInside)).toBe('auto');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.locator('details.behind[open]').count()).toBe(0);
  await page.context().close();
});

test('what kept the card back is not followed by rows that were lacking', async () => {
  const { page } = await watched(browser);
  await page.goto(service.url);
  await openSample(page, 'deceased');
  const why = (await page.locator('.why').textContent()) ?? '';
  expect(why).toContain('has died');
  expect(why).not.toMatch(/would need|lacks/);
  expect(await page.locator('.beside').textContent()).toContain('No feature was looked for');
  await page.context().close();
});

test('a chart whose texts attack is shown as text: nothing runs, nothing is fetched', async () => {
  const { page, asked, alarms } = await watched(browser);
  await page.goto(service.url);
  await openSample(page, 'hostile-texts');
  for (const details of await page.locator('.answer details').all()) await details.locator('summary').first().click();
  const answer = page.locator('.answer');
  expect(await answer.locator('img, iframe, script, form[action], object, embed, style, link').count()).toBe(0);
  expect(await answer.locator('.patient').textContent()).toContain('<img src=x onerror=alert(1)>');
  expect(await answer.locator('.timeline').textContent()).toContain('<iframe srcdoc=');
  const links = await answer.locator('a').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
  expect(links.filter((link) => /^(javascript|data):|tracker|evil/i.test(link))).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(`${service.url}/`))).toEqual([]);
  expect(alarms).toEqual([]);
  await page.context().close();
});
