/** A real launch of the SMART app in Chromium, from the link on a card to the evidence, against an EHR across origins. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { complaints, launch, shot, watched } from './support/browser.js';
import { leftBehind, opened, settled, textOf, tierOf } from './support/smart-page.js';
import { type Hospital, ID, SAMPLES, startHospital } from './support/smart-service.js';

let browser: Browser;
let hospital: Hospital;
beforeAll(async () => {
  [browser, hospital] = await Promise.all([launch(), startHospital()]);
});
afterAll(async () => {
  await browser.close();
  await hospital.stop();
});

describe('from the card to the evidence', () => {
  test.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
    const card = await hospital.fire(sample);
    expect(card?.source.topic.code ?? 'none').toBe(sample.tier);
    const link = card?.links?.find(({ type }) => type === 'smart');
    expect(link === undefined).toBe(sample.tier === 'none');
    const seen = await opened(
      browser,
      hospital,
      { ...hospital.chartOf(name), ...(link?.appContext === undefined ? {} : { appContext: link.appContext }) },
      link?.url,
    );
    const { page, alarms, asked } = seen;
    expect(await tierOf(page)).toBe(sample.tier);
    const text = await textOf(page);
    if (card) expect(await page.locator('article.card h2').textContent()).toBe(card.summary);
    else expect(text).toContain(sample.reason);
    if (card) expect(text).toContain(`Opened from card ${card.uuid}`);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/evidence');
    // The chart went from the EHR to the browser and to the service, and nowhere else.
    const origins = new Set(asked.map((url) => new URL(url).origin));
    expect([...origins].sort()).toEqual(
      [new URL(hospital.ehr.iss).origin, hospital.ehr.auth, new URL(page.url()).origin].sort(),
    );
    expect(await leftBehind(seen, hospital)).toEqual([]);
    expect(alarms).toEqual([]);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${name}`);
    await page.context().close();
  });

  test('the values that were read are drawn, page by page, and medications are looked up', async () => {
    const { page } = await opened(browser, hospital, { ...hospital.chartOf('prostate-weight-loss'), page: 1 });
    expect(await page.locator('figure[data-measure=weight] .point').count()).toBe(3);
    const nexts = hospital.ehr.reads.filter((url) => url.includes('from=1'));
    expect(nexts.length).toBeGreaterThan(0);
    await page.context().close();
  });

  test('the first view of each page is three requests and less than 200 kB', async () => {
    const { page } = await watched(browser);
    const sizes = new Map<string, Promise<number>>();
    page.on('requestfinished', (request) => {
      const url = new URL(request.url());
      if (url.hostname !== 'localhost' || url.pathname === '/favicon.ico' || request.method() === 'POST') return;
      sizes.set(
        url.pathname,
        request.sizes().then((one) => one.responseBodySize + one.responseHeadersSize),
      );
    });
    await page.goto(hospital.open(hospital.chartOf('breast-history')));
    await settled(page);
    const of = async (...paths: string[]): Promise<number> =>
      (await Promise.all(paths.map((path) => sizes.get(path) ?? NaN))).reduce((sum, one) => sum + one, 0);
    expect([...sizes.keys()].sort()).toEqual([
      `/about/${ID}/legend`,
      '/assets/evidence.js',
      '/assets/launch.js',
      '/assets/style.css',
      '/evidence',
      '/launch',
    ]);
    expect(await of('/launch', '/assets/launch.js', '/assets/style.css')).toBeLessThan(60_000);
    expect(await of('/evidence', '/assets/evidence.js', '/assets/style.css')).toBeLessThan(200_000);
    await page.context().close();
  });

  test('a patient who looks at his own chart gets no card', async () => {
    const { page } = await opened(browser, hospital, {
      ...hospital.chartOf('breast-history'),
      userId: 'Patient/breast',
    });
    expect(await tierOf(page)).toBe('none');
    expect(await textOf(page)).toContain('not-a-clinician');
    await page.context().close();
  });

  test('a chart whose texts attack is shown as text: nothing runs, nothing is fetched', async () => {
    const { page, alarms, asked } = await opened(browser, hospital, hospital.chartOf('hostile-texts'));
    for (const details of await page.locator('details').all()) await details.locator('summary').first().click();
    expect(await page.locator('main').locator('img, iframe, script, form, object, embed, style').count()).toBe(0);
    expect(await page.locator('.patient').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('.timeline').textContent()).toContain('<iframe srcdoc=');
    const links = await page.locator('main a').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    expect(links.filter((link) => /^(javascript|data):|tracker|evil/i.test(link))).toEqual([]);
    expect(asked.filter((url) => !/^http:\/\/(localhost|127\.0\.0\.1):/.test(url))).toEqual([]);
    expect(alarms).toEqual([]);
    await page.context().close();
  });

  test('loaded again it shows nothing, and says that nothing was kept', async () => {
    const { page } = await opened(browser, hospital, hospital.chartOf('breast-history'));
    await page.reload();
    await settled(page);
    expect(await textOf(page)).toContain('Nothing of the last view was kept');
    expect(await page.locator('.evidence').count()).toBe(0);
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain('/launch');
    await page.context().close();
  });
});

describe('a launch that is none', () => {
  const refusal = async (path: string): Promise<{ text: string; asked: string[] }> => {
    const { page, asked } = await watched(browser);
    await page.goto(`${hospital.service.url.replace('127.0.0.1', 'localhost')}${path}`);
    await settled(page);
    expect(await complaints(page)).toEqual([]);
    const text = await textOf(page);
    await page.context().close();
    return { text, asked: asked.filter((url) => !url.includes('favicon')) };
  };

  test('an unknown FHIR server: no script runs, nobody is asked, and it is said what to do', async () => {
    const { text, asked } = await refusal('/launch?iss=https%3A%2F%2Fevil.example%2Ffhir&launch=x');
    expect(text).toContain('is none that this service lets open charts');
    expect(asked.map((url) => new URL(url).pathname)).toEqual(['/launch', '/assets/style.css']);
  });

  test('without iss and launch', async () => {
    expect((await refusal('/launch')).text).toContain('opened by an EHR');
  });

  test('parameters that would change whom it trusts change nothing', async () => {
    const { page, asked } = await watched(browser);
    const more = '&clientId=evil&fhirServiceUrl=https%3A%2F%2Fevil.example&patientId=evil&client_id=evil';
    await page.goto(`${hospital.open(hospital.chartOf('breast-history'))}${more}`);
    await settled(page);
    expect(await tierOf(page)).toBe('recommended');
    expect(asked.filter((url) => url.includes('evil') && !url.includes('/launch?'))).toEqual([]);
    await page.context().close();
  });

  test('a state that this browser did not make: no token is asked for', async () => {
    const { page } = await watched(browser);
    const back = page.waitForRequest(/\/evidence\?/);
    await page.goto(hospital.open(hospital.chartOf('breast-history')));
    const url = new URL((await back).url());
    await settled(page);
    const before = hospital.ehr.exchanges.length;
    // Another browser, and this one a second time.
    const other = await watched(browser);
    for (const one of [other.page, page]) {
      await one.goto(url.href);
      await settled(one);
      expect(await textOf(one)).toContain('This is not the end of a sign-in that this browser tab began');
      expect(await one.locator('.evidence').count()).toBe(0);
      expect(one.url()).not.toContain('code');
    }
    expect(hospital.ehr.exchanges.length).toBe(before);
    await page.context().close();
    await other.page.context().close();
  });

  test('a code without a state', async () => {
    expect((await refusal('/evidence?code=stolen')).text).toContain('Nothing tells which sign-in');
  });
});

describe('the EHR checks, so that the app must do it right', () => {
  const authorize = (over: Record<string, string | undefined>) => {
    const launched = hospital.ehr.launch(hospital.chartOf('breast-history'));
    const redirect = `${hospital.service.url.replace('127.0.0.1', 'localhost')}/evidence`;
    const asked = {
      response_type: 'code',
      client_id: 'spinewatch-app',
      redirect_uri: redirect,
      aud: hospital.ehr.iss,
      launch: launched,
      state: 's',
      scope: 'launch openid patient/Condition.rs',
      // Of the verifier in RFC 7636, appendix B.
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...over,
    };
    const query = new URLSearchParams(
      Object.entries(asked).filter((one): one is [string, string] => one[1] !== undefined),
    );
    return fetch(`${hospital.ehr.auth}/authorize?${query}`, { redirect: 'manual' });
  };
  const exchange = async (answer: Response, verifier: string): Promise<number> => {
    const back = new URL(answer.headers.get('location') ?? '');
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'spinewatch-app',
      redirect_uri: `${back.origin}${back.pathname}`,
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    return (await fetch(`${hospital.ehr.auth}/token`, { method: 'POST', body })).status;
  };

  test('PKCE: the right verifier alone, and once', async () => {
    const right = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(await exchange(await authorize({}), 'wrong')).toBe(400);
    const answer = await authorize({});
    expect([await exchange(answer, right), await exchange(answer, right)]).toEqual([200, 400]);
  });

  test.each([
    ['no challenge', { code_challenge: undefined }, 302, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 302, 'invalid_request'],
    ['another aud', { aud: 'https://evil.example' }, 302, 'invalid_request'],
    ['no launch', { launch: undefined }, 302, 'invalid_request'],
    ['another redirect address', { redirect_uri: 'https://evil.example' }, 400, ''],
    ['another client', { client_id: 'x' }, 400, ''],
  ])('%s is refused', async (_what, over, status, error) => {
    const answer = await authorize(over);
    expect(answer.status).toBe(status);
    expect(new URL(answer.headers.get('location') ?? 'x:').searchParams.get('error') ?? '').toBe(error);
  });
});
