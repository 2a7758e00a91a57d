/** A launch of the SMART app that goes wrong on the way: it is said what went wrong and what to do, and no more. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { complaints, launch, shot, watched } from './support/browser.js';
import { leftBehind, opened, settled, textOf, tierOf } from './support/smart-page.js';
import type { Launch } from './support/smart-server.js';
import { type Hospital, ID, startHospital } from './support/smart-service.js';

let browser: Browser;
let hospital: Hospital;
beforeAll(async () => {
  [browser, hospital] = await Promise.all([launch(), startHospital()]);
});
afterAll(async () => {
  await browser.close();
  await hospital.stop();
});

describe('the sign-in fails', () => {
  test.each<[string, Partial<Launch>, RegExp]>([
    ['the user refuses', { error: 'access_denied' }, /refused, or somebody cancelled it\. \(access_denied\)/],
    ['an error with words of its own', { error: '<b>call 0900</b>' }, /ended the sign-in with an error\./],
    ['the token endpoint refuses', { token: 'refused' }, /refused to give a token \(status 400\)/],
    ['no patient is named', { token: 'odd' }, /did not say which patient/],
    ['nothing tells how to sign in', { wellKnown: 'gone' }, /did not say how to sign in/],
    ['no page may read how to sign in', { cors: false }, /did not say how to sign in.*CORS/s],
    ['no PKCE', { wellKnown: { code_challenge_methods_supported: ['plain'] } }, /PKCE with S256/],
    [
      'a sign-in elsewhere',
      { wellKnown: { authorization_endpoint: 'https://evil.example/authorize' } },
      /names https:\/\/evil\.example for its sign-in/,
    ],
    ['a token from elsewhere', { wellKnown: { token_endpoint: 'https://evil.example/token' } }, /authorizationServers/],
  ])('%s: it is said, and what to do', async (_what, habits, words) => {
    const seen = await opened(browser, hospital, { ...hospital.chartOf('breast-history'), ...habits });
    const text = await textOf(seen.page);
    expect(text).toMatch(words);
    expect(text).toMatch(/open it again|ask whoever|Whoever runs/i);
    expect(text).not.toMatch(/0900|secret/);
    expect(await seen.page.locator('.evidence').count()).toBe(0);
    expect(seen.asked.filter((url) => url.includes('evil'))).toEqual([]);
    expect(await leftBehind(seen, hospital)).toEqual([]);
    expect(await complaints(seen.page)).toEqual([]);
    await seen.page.context().close();
  });

  test.each<[string, string, string]>([
    ['a service that is gone', JSON.stringify(context({ service: 'gone-service' })), '“gone-service”'],
    ['another site’s card', JSON.stringify(context({ tenant: 'south' })), 'another site’s card'],
    ['no words of ours', '<script>alert(1)</script>', 'none of Spinewatch’s'],
  ])('an appContext of %s: it is said, and no chart is read', async (_what, appContext, words) => {
    const before = hospital.ehr.reads.length;
    const { page, alarms } = await opened(browser, hospital, { ...hospital.chartOf('breast-history'), appContext });
    expect(await textOf(page)).toContain(words);
    expect(hospital.ehr.reads.length).toBe(before);
    expect(alarms).toEqual([]);
    await page.context().close();
  });
});

function context(over: object): object {
  return { tenant: 'north', service: ID, card: '20b5e0b0-f481-4186-9ced-9f423a1298f3', ...over };
}

describe('a FHIR server that', () => {
  const unread: [string, Partial<Launch>, string, RegExp][] = [
    ['refuses', { answer: { '*': 'forbidden' } }, 'incomplete', /did not allow it.*given the scope/s],
    ['is slow', { answer: { '*': 'silent' } }, 'incomplete', /no answer in time.*Read the chart again/s],
    ['fails', { answer: { '*': 'broken' } }, 'incomplete', /answered 500/],
  ];
  test.each(unread)('%s: what could not be read, and what to do', async (how, habits, tier, words) => {
    const seen = await opened(browser, hospital, { ...hospital.chartOf('breast-bone-metastases'), ...habits });
    const { page } = seen;
    expect(await tierOf(page)).toBe(tier);
    const text = await textOf(page);
    expect(text.toLowerCase()).toContain('not an all-clear');
    expect(text).toMatch(words);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-server-${how.replace(/\W/g, '-')}`);
    await page.context().close();
  });

  test('is not there any more: what could not be read, and what to do', async () => {
    const other = await startHospital();
    const { page } = await watched(browser);
    await page.goto(other.open({ ...hospital.chartOf('breast-bone-metastases'), leaves: true }));
    await settled(page);
    expect(await tierOf(page)).toBe('incomplete');
    expect(await textOf(page)).toMatch(/is away, or does not let a browser read it.*\(CORS\).*could not be reached/s);
    await shot(page, 'smart-server-not-there');
    await page.context().close();
    await other.stop();
  });

  test('refuses observations: it is said, and the tier is not lowered', async () => {
    const whole = await opened(browser, hospital, hospital.chartOf('breast-bone-metastases'));
    const part = await opened(browser, hospital, {
      ...hospital.chartOf('breast-bone-metastases'),
      answer: { Observation: 'forbidden' },
    });
    expect([await tierOf(whole.page), await tierOf(part.page)]).toEqual(['urgent', 'urgent']);
    expect(await textOf(part.page)).toMatch(
      /observations: the server did not allow it \(the server refused access \(403\)\)/,
    );
    expect(await textOf(whole.page)).not.toContain('Could not be read');
    await whole.page.context().close();
    await part.page.context().close();
  });

  test('has nothing: no card, no all-clear, and what that may mean', async () => {
    const { page } = await opened(browser, hospital, {
      ...hospital.chartOf('breast-history'),
      answer: Object.fromEntries(
        'Condition Observation Encounter MedicationRequest Procedure DiagnosticReport ServiceRequest CarePlan'
          .split(' ')
          .map((type) => [type, 'none' as const]),
      ),
    });
    expect(await tierOf(page)).toBe('none');
    expect(await textOf(page)).toMatch(/no-cancer.*nothing of this patient but the Patient itself.*scopes/s);
    expect(await complaints(page)).toEqual([]);
    await page.context().close();
  });

  test('was slow: reading again, with the same right, shows the card', async () => {
    const answer: Record<string, 'silent'> = { Condition: 'silent' };
    const { page } = await opened(browser, hospital, { ...hospital.chartOf('breast-bone-metastases'), answer });
    expect(await tierOf(page)).toBe('incomplete');
    delete answer['Condition'];
    await page.getByRole('button', { name: 'Read the chart again' }).click();
    await page.waitForSelector('article[data-tier=urgent]');
    await page.context().close();
  });
});
