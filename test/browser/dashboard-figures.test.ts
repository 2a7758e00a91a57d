/** Every figure on the dashboard's screen against the store's, in a real browser. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Report } from '../../src/analytics/report.js';
import { parseDay } from '../../src/fhir/dates.js';
import type { Running } from '../../src/main.js';
import { startOwners, stopOwners } from '../support/dashboard.js';
import { tempDataDir } from '../support/data-dir.js';
import { COMMENT, HOSTILE, seedOwners, type Seeded } from '../support/owners.js';
import { complaints, launch, picture, watched } from './support/browser.js';
import { number, openDashboard, shown, storedReport } from './support/dashboard.js';

let browser: Browser;
let dataDir: string;
let seeded: Seeded;
let sandbox: Running;
beforeAll(async () => {
  dataDir = tempDataDir();
  seeded = await seedOwners(dataDir, ['sandbox']);
  [browser, sandbox] = await Promise.all([launch(), startOwners({ DATA_DIR: dataDir })]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await stopOwners();
});

/** The cells of a table, row by row, folded or not. */
const cells = (page: Page, name: string): Promise<string[][]> =>
  page
    .locator(`table[data-table="${name}"] tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

const rate = ({ perHundred, low, high }: { perHundred: number | null; low: number; high: number }): string =>
  perHundred === null ? '–' : `${number(perHundred)} (${number(low)} to ${number(high)})`;
describe('the figures on screen are those of the store', () => {
  let page: Page;
  let report: Report;
  beforeAll(async () => {
    ({ page } = await openDashboard(browser, sandbox.url));
    report = await storedReport(dataDir);
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

describe('the filters', () => {
  test('stand in the address; the way back leads to those before, and a reload keeps them', async () => {
    const { page } = await openDashboard(browser, sandbox.url);
    const calls = () => page.locator('[data-figure=calls] b').textContent();
    const all = await calls();
    await page.getByLabel('Cancer site', { exact: true }).selectOption('prostate');
    await page.getByLabel('Version of the rule', { exact: true }).selectOption('1.1.0');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/\?version=1\.1\.0&site=prostate$/);
    await page.waitForFunction(() => document.querySelector('.scope')?.textContent?.includes('cancer site prostate'));
    const expected = await storedReport(dataDir, { version: '1.1.0', site: 'prostate' });
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
    const { page } = await openDashboard(browser, sandbox.url);
    await page.getByLabel('Period', { exact: true }).selectOption('days');
    await page.getByLabel('First day', { exact: true }).fill('2026-05-01');
    await page.getByLabel('Last day', { exact: true }).fill('2026-05-09');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector('.scope')?.textContent?.includes('2026-05-01 to 2026-05-09'),
    );
    const expected = await storedReport(dataDir, { since: parseDay('2026-05-01'), until: parseDay('2026-05-09') });
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
    // Figures of other filters are not left standing as the answer to these.
    await page.getByLabel('Period', { exact: true }).selectOption('days');
    await page.getByLabel('First day', { exact: true }).fill('2026-06-01');
    await page.getByLabel('Last day', { exact: true }).fill('2026-05-01');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForSelector('[data-trouble=filter]');
    expect(await page.locator('.figures').count()).toBe(0);
    await page.context().close();
  });

  test('under which nothing was called say that, and not a rate of nought', async () => {
    const { page } = await openDashboard(browser, sandbox.url, { query: '?from=2026-06-12' });
    expect(await page.locator('[data-none=calls]').textContent()).toContain('No call');
    expect(await page.locator('[data-figure=cards]').textContent()).toContain('– per hundred');
    expect(await complaints(page)).toEqual([]);
    await page.context().close();
  });
});

test('the picture that the README shows: the dashboard', async () => {
  const { page } = await openDashboard(browser, sandbox.url, { viewport: { width: 1200, height: 900 } });
  expect(await picture(page, 'main', 'dashboard', 1250)).toBeLessThan(300_000);
  await page.context().close();
});
