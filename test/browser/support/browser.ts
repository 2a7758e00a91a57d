/** A Chromium of this machine, and pages in it that keep an eye on what they run, ask for and complain of. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Without a display and without a word to anyone else. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SHOTS = fileURLToPath(new URL('../../../.cache/browser/', import.meta.url));
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @throws Error that says what to install */
export function launch(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium: apt-get install chromium, or name one in CHROMIUM');
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface Watched {
  readonly page: Page;
  /** Addresses asked for, in order. */
  readonly asked: string[];
  /** Dialogs, errors of scripts, and what the page's policy forbade. */
  readonly alarms: string[];
}

export async function watched(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const asked: string[] = [];
  const alarms: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  page.on('pageerror', (error) => void alarms.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) alarms.push(message.text());
  });
  page.on('dialog', (dialog) => {
    alarms.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, asked, alarms };
}

/** Opens a sample chart and waits for its answer. */
export async function openSample(page: Page, name: string): Promise<void> {
  await page.click(`button[data-sample="${name}"]`);
  await answered(page);
}

export async function answered(page: Page): Promise<void> {
  await page.waitForSelector('.answer:not([aria-busy]) .took', { timeout: 20_000 });
}

/** Opens the chart of a patient on a FHIR server, through the page's form. */
export async function openOnServer(page: Page, server: string, patientId: string): Promise<void> {
  await page.click('details.server > summary');
  await page.fill('input[name=fhirServer]', server);
  await page.fill('input[name=patientId]', patientId);
  await page.click('details.server button[type=submit]');
  await answered(page);
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/**
 * What axe finds wrong by WCAG 2.2 A and AA, one line each. It is run by the debugger, which no policy of the page
 * stands in the way of.
 */
export async function complaints(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: readFileSync(AXE, 'utf8') });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const expression = `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((r) => r.violations)`;
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  await session.detach();
  if (!Array.isArray(result.value)) throw new Error('axe did not run');
  return (result.value as Violation[]).map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((one) => `${JSON.stringify(one.target)} ${one.failureSummary ?? ''}`).join(' | ')}`,
  );
}

/**
 * How much the first look at an address asks for: addresses, sorted, and bytes with their heads.
 * @param ready resolves when the page shows what it is to show
 */
export async function firstView(
  page: Page,
  url: string,
  ready?: (page: Page) => Promise<unknown>,
): Promise<{ readonly urls: string[]; readonly bytes: number }> {
  const sizes: Promise<number>[] = [];
  const urls: string[] = [];
  page.on('requestfinished', (request) => {
    // Browsers ask for an icon by themselves.
    if (request.url().endsWith('/favicon.ico')) return;
    urls.push(request.url());
    sizes.push(request.sizes().then((one) => one.responseBodySize + one.responseHeadersSize));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await ready?.(page);
  return { urls: urls.sort(), bytes: (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0) };
}

/** Goes on by Tab to the first element that the selector matches. @throws Error where it is not reached so soon */
export async function tabTo(page: Page, wanted: string, most: number): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) === true, wanted)) return;
  }
  throw new Error(`${wanted} is not reached by Tab`);
}

/** Folds out everything within. */
export async function unfold(page: Page, within = 'details'): Promise<void> {
  for (const details of await page.locator(within).all()) await details.evaluate((one) => one.setAttribute('open', ''));
}

/** Narrow screens, as `test.each` takes them: how, width and pixels of the device for one of the page. */
export const NARROW: readonly (readonly [how: string, width: number, deviceScaleFactor: number])[] = [
  ['at 200 % zoom', 640, 2],
  ['on a phone', 360, 2],
  ['at 400 % zoom', 320, 1],
];

/** Kept as build output, `.cache/browser/<name>.png`. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/**
 * The upper part of an element, as `.cache/browser/<name>.png`; `UPDATE_PICTURES=1` puts it into docs/ too.
 * @returns its size in bytes
 */
export async function picture(page: Page, selector: string, name: string, height: number): Promise<number> {
  mkdirSync(SHOTS, { recursive: true });
  // Seen from its top: what stays in view while the page is scrolled stands where it begins.
  await page.evaluate(() => scrollTo(0, 0));
  const element = page.locator(selector);
  const box = await element.evaluate((one) => {
    const { x, y, width } = one.getBoundingClientRect();
    return { x: x + scrollX, y: y + scrollY, width };
  });
  const path = join(SHOTS, `${name}.png`);
  const bytes = await page.screenshot({ path, fullPage: true, clip: { ...box, height } });
  if (process.env['UPDATE_PICTURES'] === '1') writeFileSync(join(DOCS, `${name}.png`), bytes);
  return bytes.length;
}
