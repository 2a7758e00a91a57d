/** The SMART app for every reader, and within the frame of an EHR. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { complaints, launch, NARROW, shot, unfold, watched } from './support/browser.js';
import { opened, settled } from './support/smart-page.js';
import type { Ehr } from './support/smart-server.js';
import { type Hospital, startHospital } from './support/smart-service.js';

let browser: Browser;
let hospital: Hospital;
beforeAll(async () => {
  [browser, hospital] = await Promise.all([launch(), startHospital()]);
});
afterAll(async () => {
  await browser.close();
  await hospital.stop();
});

describe('for every reader', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing with everything folded out, %s', async (colorScheme) => {
    const { page } = await watched(browser, { colorScheme });
    await page.goto(hospital.open(hospital.chartOf('prostate-weight-loss')));
    await settled(page);
    await unfold(page);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${colorScheme}`);
    await page.context().close();
  });

  test.each(NARROW)('%s nothing is cut off or scrolls sideways', async (how, width, deviceScaleFactor) => {
    const { page } = await watched(browser, { viewport: { width, height: 800 }, deviceScaleFactor });
    await page.goto(hospital.open(hospital.chartOf('prostate-weight-loss')));
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${how.replace(/\W+/g, '-')}`);
    await page.context().close();
  });

  test('by keyboard alone: what was read is where reading goes on, and its marks are reached', async () => {
    const { page } = await opened(browser, hospital, hospital.chartOf('lung-fever'));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('app');
    const reached = new Set<string>();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          const one = document.activeElement;
          return one?.closest('.mark') ? 'mark' : (one?.tagName.toLowerCase() ?? '');
        }),
      );
    }
    expect([...reached]).toEqual(expect.arrayContaining(['button', 'summary', 'input', 'mark']));
    await page.context().close();
  });

  test('on paper: whose chart it is, the head of the card and the evidence, without what can only be clicked', async () => {
    const { page } = await opened(browser, hospital, hospital.chartOf('prostate-cauda-equina'));
    await page.emulateMedia({ media: 'print' });
    for (const [selector, visible] of [
      ['.patient', true],
      ['article.card', true],
      ['.timeline svg', true],
      ['.again', false],
      ['.ranges', false],
    ] as const) {
      expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, visible]);
    }
    await page.context().close();
  });
});

describe('within a frame', () => {
  /** What is shown in a frame of the EHR's page. @param host by which the EHR is called: `localhost` is Spinewatch's too */
  const framed = async (host: string, named: boolean): Promise<string> => {
    const originOf = ({ auth }: Ehr): string => auth.replace('127.0.0.1', host);
    const other = await startHospital((ehr) => ({ frameAncestors: named ? [originOf(ehr)] : [] }));
    const { page } = await watched(browser);
    await page.goto(originOf(other.ehr));
    await page.evaluate(
      (url) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        frame.width = '900';
        frame.height = '700';
        document.body.replaceChildren(frame);
      },
      other.open(hospital.chartOf('breast-history')),
    );
    const inside = page.frameLocator('iframe').locator('.evidence, [role=alert]').first();
    const shown = await inside.textContent({ timeout: named ? 30_000 : 5000 }).catch(() => 'nothing');
    await page.context().close();
    await other.stop();
    return shown ?? '';
  };

  test('no EHR that the tenant does not name may show it', async () => {
    expect(await framed('localhost', false)).toBe('nothing');
  });

  test('an EHR that the tenant names shows it', async () => {
    expect(await framed('localhost', true)).toContain('The evidence, as of');
  });

  test('an EHR of another site shows it too, or why the browser does not let it', async () => {
    expect(await framed('127.0.0.1', true)).toMatch(/The evidence, as of|keeps nothing for a page within/);
  });
});
