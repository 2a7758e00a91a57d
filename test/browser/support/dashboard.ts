/** A browser, the dashboards that it opens, and the figures that they have to show. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { makeReport } from '../../../src/analytics/make-report.js';
import type { Report } from '../../../src/analytics/report.js';
import { parseDay, type Day } from '../../../src/fhir/dates.js';
import { openLibsql } from '../../../src/store/engines/libsql/open.js';
import { OWNERS_NOW } from '../../support/owners.js';
import { watched, type Watched } from './browser.js';

export const shown = async (page: Page): Promise<void> =>
  void (await page.waitForSelector('.shown .scope', { timeout: 20_000 }));

/** @param query filters, `?site=breast` */
export async function openDashboard(
  browser: Browser,
  url: string,
  { query = '', ...options }: BrowserContextOptions & { readonly query?: string } = {},
): Promise<Watched> {
  const all = await watched(browser, options);
  await all.page.goto(`${url}/dashboard${query}`);
  await shown(all.page);
  return all;
}

/** The report of the store, as the dashboard asks for it without filters, on the owners' clock. */
export async function storedReport(dataDir: string, more: object = {}): Promise<Report> {
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
}

// Written anew here, so that a wrong figure of the page is not compared with itself.
export const number = (value: number | null): string => {
  if (value === null) return '–';
  const options = Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 };
  return value.toLocaleString('en-GB', options);
};
