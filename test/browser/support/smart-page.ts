/** What the pages of the SMART app show, and what they leave behind. */
import type { Browser, Page } from 'playwright-core';
import { type Watched, watched } from './browser.js';
import type { Launch } from './smart-server.js';
import type { Hospital } from './smart-service.js';

/** The evidence, or why there is none. */
export const settled = (page: Page): Promise<unknown> =>
  page.waitForSelector('.evidence, [role=alert]', { timeout: 30_000 });

/** Launched as an EHR does. @param url of the card's link */
export async function opened(browser: Browser, hospital: Hospital, launched: Launch, url?: string): Promise<Watched> {
  const seen = await watched(browser);
  await seen.page.goto(hospital.open(launched, url));
  await settled(seen.page);
  return seen;
}

export const textOf = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';
export const tierOf = (page: Page): Promise<string | null> => page.locator('article.card').getAttribute('data-tier');

/** Where a token, a code or a verifier stands: in an address, in storage, in what the service wrote. Nowhere, it should be. */
export async function leftBehind({ page, asked }: Watched, { ehr, log }: Hospital): Promise<string[]> {
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  // The way back carries the code, once.
  const own = asked.filter((url) => !url.includes('/evidence?'));
  const places = { address: page.url(), kept, log: log(), asked: own.join(' ') };
  return ehr.secrets.flatMap((secret) =>
    Object.entries(places).flatMap(([name, text]) => (text.includes(secret) ? [`${name}: ${secret.slice(0, 8)}`] : [])),
  );
}
