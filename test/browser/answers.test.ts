/** What a clinician answers in the browser reaches the store, and FHIR servers that fail are explained. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { tempDataDir } from '../support/data-dir.js';
import { running } from '../support/running.js';
import { complaints, launch, openOnServer, openSample, shot, watched } from './support/browser.js';
import { chartServer, emptyServer, nobody, refusingServer, silentServer } from './support/fhir-servers.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const dataDir = tempDataDir();
let browser: Browser;
let service: Awaited<ReturnType<typeof running>>;
beforeAll(async () => {
  [browser, service] = await Promise.all([launch(), running({ DATA_DIR: dataDir })]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

interface Asked {
  readonly prefetch: Readonly<Record<string, unknown>>;
  readonly context: { readonly patientId: string };
}

/** `spinewatch store lookup`, as an operator would ask. */
async function lookup(patient: string): Promise<string> {
  const script = 'const { run } = await import("./src/cli/main.ts"); await run(process.argv.slice(1));';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
      'store',
      'lookup',
      '--patient',
      patient,
      '--tenant',
      'sandbox',
    ],
    { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir } },
  );
  return stdout;
}

describe('feedback', () => {
  test('accepting a suggestion is stored, and the card is then quiet', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'kidney-thoracic-pain');
    await page.locator('button.accept').first().click();
    await page.waitForSelector('.stored.done');
    expect(await page.locator('.stored').textContent()).toContain('Accepted');
    expect(await page.locator('button.accept').first().isDisabled()).toBe(true);
    expect(await lookup('sample-kidney-thoracic-pain')).toContain('accepted');
    await openSample(page, 'kidney-thoracic-pain');
    await page.waitForSelector('.card.silent');
    expect(await page.locator('.card.silent').textContent()).toMatch(/kept quiet: snoozed, until \d{4}-/);
    expect(await complaints(page)).toEqual([]);
    await page.context().close();
  });

  test('dismissing is stored with its reason', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'breast-bone-metastases');
    await page.getByLabel('If it does not apply, why').selectOption('already-imaged');
    await page.getByLabel('Comment').fill('MRI last week');
    await page.getByRole('button', { name: 'Dismiss the card' }).click();
    await page.waitForSelector('.stored.done');
    const told = await lookup('sample-breast-bone-metastases');
    expect(told).toContain('overridden');
    expect(told).toContain('already-imaged');
    expect(await page.locator('.stored').textContent()).toContain('with the reason');
    await page.context().close();
  });

  test('dismissing without a reason is not said to be stored with one', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openSample(page, 'thyroid-leg-weakness');
    await page.getByRole('button', { name: 'Dismiss the card' }).click();
    await page.waitForSelector('.stored.done');
    expect(await page.locator('.stored').textContent()).toContain('without a reason');
    await page.context().close();
  });
});

describe('a FHIR server that', () => {
  test('has the chart: its values are drawn as if they had been sent', async () => {
    const sample = await fetch(`${service.url}/samples/prostate-rising-psa.json`);
    const { prefetch, context } = (await sample.json()) as Asked;
    const server = await chartServer(prefetch);
    const { page } = await watched(browser);
    const drawn = async (): Promise<readonly (string | null)[]> => {
      await page.getByLabel('everything').check();
      return page.locator('figure.plot .point').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    };
    await page.goto(service.url);
    await openSample(page, 'prostate-rising-psa');
    const sent = await drawn();
    expect(sent.length).toBeGreaterThan(10);
    await openOnServer(page, server.url, context.patientId);
    expect(await drawn()).toEqual(sent);
    expect(await page.locator('figure[data-measure=haemoglobin] .threshold').getAttribute('data-value')).toBe('130');
    expect(await page.locator('.evidence').textContent()).toContain('The service read these values itself.');
    expect(await page.locator('figure[data-measure=calcium]').textContent()).toContain('not corrected for albumin');
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'server-with-chart');
    await page.context().close();
    await server.stop();
  });

  test('is empty: no card, with the reason, and no all-clear', async () => {
    const server = await emptyServer();
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openOnServer(page, server.url, 'p1');
    expect(await page.locator('.card.silent').textContent()).toContain('no-cancer');
    expect(await page.locator('.evidence').textContent()).toContain('The service read this chart itself');
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'server-empty');
    await page.context().close();
    await server.stop();
  });

  test.each([
    ['refuses', refusingServer, 'the server did not allow it', 'sends no token'],
    ['is slow', silentServer, 'no answer in time', 'Open the chart again'],
  ] as const)('%s: what could not be read, and what to do', async (how, start, state, remedy) => {
    const server = await start();
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openOnServer(page, server.url, 'p1');
    const text = (await page.locator('.answer').textContent()) ?? '';
    expect(await page.locator('.card').first().getAttribute('data-tier')).toBe('incomplete');
    expect(text.toLowerCase()).toContain('not an all-clear');
    expect(text).toContain(state);
    expect(text).toContain(remedy);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `server-${how.replace(/\W/g, '-')}`);
    await page.context().close();
    await server.stop();
  });

  test('is not there: what could not be read, and what to check', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openOnServer(page, await nobody(), 'p1');
    expect(await page.locator('.card').first().getAttribute('data-tier')).toBe('incomplete');
    expect(await page.locator('.answer').textContent()).toContain('Check the address of the FHIR server');
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'server-not-there');
    await page.context().close();
  });

  test('may not be read: the error and what to do', async () => {
    const { page } = await watched(browser);
    await page.goto(service.url);
    await openOnServer(page, 'https://fhir.invalid/r4', 'p1');
    expect(await page.locator('.card.problem').textContent()).toMatch(/Error 412.*allowed/s);
    expect(await complaints(page)).toEqual([]);
    await shot(page, 'server-not-allowed');
    await page.context().close();
  });
});

test('a service that went away is told as that', async () => {
  const other = await running({ DATA_DIR: tempDataDir() });
  const { page } = await watched(browser);
  await page.goto(other.url);
  await other.stop();
  await page.click('button[data-sample="breast-history"]');
  await page.waitForSelector('.answer p.problem');
  expect(await page.locator('.answer').textContent()).toContain('The service did not answer');
  expect(await complaints(page)).toEqual([]);
  await page.context().close();
});
