/** A real launch of the SMART app in Chromium, from the link on a card to the evidence, against an EHR across origins. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { complaints, launch, shot, watched, type Watched } from './support/browser.js';
import { ID, SAMPLES, startHospital, type Hospital } from './support/smart-service.js';
import type { Launch } from './support/smart-server.js';

let browser: Browser;
let hospital: Hospital;
beforeAll(async () => {
  [browser, hospital] = await Promise.all([launch(), startHospital()]);
});
afterAll(async () => {
  await browser.close();
  await hospital.stop();
});

/** The evidence, or why there is none. */
const settled = (page: Page): Promise<unknown> => page.waitForSelector('.evidence, [role=alert]', { timeout: 30_000 });

async function opened(launched: Launch, url?: string): Promise<Watched> {
  const seen = await watched(browser);
  await seen.page.goto(hospital.open(launched, url));
  await settled(seen.page);
  return seen;
}

const textOf = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';
const tierOf = (page: Page): Promise<string | null> => page.locator('article.card').getAttribute('data-tier');

/** No token, code or verifier stands in an address, in storage or in what the service wrote. */
async function leftBehind({ page, asked }: Watched): Promise<string[]> {
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  const own = asked.filter((url) => !url.includes('/evidence?'));
  const places = { address: page.url(), kept, log: hospital.log(), asked: own.join(' ') };
  return hospital.ehr.secrets.flatMap((secret) =>
    Object.entries(places).flatMap(([name, text]) => (text.includes(secret) ? [`${name}: ${secret.slice(0, 8)}`] : [])),
  );
}

describe('from the card to the evidence', () => {
  test.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
    const card = await hospital.fire(sample);
    expect(card?.source.topic.code ?? 'none').toBe(sample.tier);
    const link = card?.links?.find(({ type }) => type === 'smart');
    expect(link === undefined).toBe(sample.tier === 'none');
    const seen = await opened(
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
    expect(await leftBehind(seen)).toEqual([]);
    expect(alarms).toEqual([]);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${name}`);
    await page.context().close();
  });

  test('the values that were read are drawn, page by page, and medications are looked up', async () => {
    const { page } = await opened({ ...hospital.chartOf('prostate-weight-loss'), page: 1 });
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
    const { page } = await opened({ ...hospital.chartOf('breast-history'), userId: 'Patient/breast' });
    expect(await tierOf(page)).toBe('none');
    expect(await textOf(page)).toContain('not-a-clinician');
    await page.context().close();
  });

  test('a chart whose texts attack is shown as text: nothing runs, nothing is fetched', async () => {
    const { page, alarms, asked } = await opened(hospital.chartOf('hostile-texts'));
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
    const { page } = await opened(hospital.chartOf('breast-history'));
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
    const seen = await opened({ ...hospital.chartOf('breast-history'), ...habits });
    const text = await textOf(seen.page);
    expect(text).toMatch(words);
    expect(text).toMatch(/open it again|ask whoever|Whoever runs/i);
    expect(text).not.toMatch(/0900|secret/);
    expect(await seen.page.locator('.evidence').count()).toBe(0);
    expect(seen.asked.filter((url) => url.includes('evil'))).toEqual([]);
    expect(await leftBehind(seen)).toEqual([]);
    expect(await complaints(seen.page)).toEqual([]);
    await seen.page.context().close();
  });

  test.each<[string, string, string]>([
    ['a service that is gone', JSON.stringify(context({ service: 'gone-service' })), '“gone-service”'],
    ['another site’s card', JSON.stringify(context({ tenant: 'south' })), 'another site’s card'],
    ['no words of ours', '<script>alert(1)</script>', 'none of Spinewatch’s'],
  ])('an appContext of %s: it is said, and no chart is read', async (_what, appContext, words) => {
    const before = hospital.ehr.reads.length;
    const { page, alarms } = await opened({ ...hospital.chartOf('breast-history'), appContext });
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
    const seen = await opened({ ...hospital.chartOf('breast-bone-metastases'), ...habits });
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
    const whole = await opened(hospital.chartOf('breast-bone-metastases'));
    const part = await opened({ ...hospital.chartOf('breast-bone-metastases'), answer: { Observation: 'forbidden' } });
    expect([await tierOf(whole.page), await tierOf(part.page)]).toEqual(['urgent', 'urgent']);
    expect(await textOf(part.page)).toMatch(/observations: the server did not allow it/);
    expect(await textOf(whole.page)).not.toContain('Could not be read');
    await whole.page.context().close();
    await part.page.context().close();
  });

  test('has nothing: no card, no all-clear, and what that may mean', async () => {
    const { page } = await opened({
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
    const { page } = await opened({ ...hospital.chartOf('breast-bone-metastases'), answer });
    expect(await tierOf(page)).toBe('incomplete');
    delete answer['Condition'];
    await page.getByRole('button', { name: 'Read the chart again' }).click();
    await page.waitForSelector('article[data-tier=urgent]');
    await page.context().close();
  });
});

describe('for every reader', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing with everything folded out, %s', async (colorScheme) => {
    const { page } = await watched(browser, { colorScheme });
    await page.goto(hospital.open(hospital.chartOf('prostate-weight-loss')));
    await settled(page);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${colorScheme}`);
    await page.context().close();
  });

  test.each([
    ['at 200 % zoom', 640, 2],
    ['on a phone', 360, 2],
    ['at 400 % zoom', 320, 1],
  ])('%s nothing is cut off or scrolls sideways', async (how, width, deviceScaleFactor) => {
    const { page } = await watched(browser, { viewport: { width, height: 800 }, deviceScaleFactor });
    await page.goto(hospital.open(hospital.chartOf('prostate-weight-loss')));
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await complaints(page)).toEqual([]);
    await shot(page, `smart-${how.replace(/\W+/g, '-')}`);
    await page.context().close();
  });

  test('by keyboard alone: what was read is where reading goes on, and its marks are reached', async () => {
    const { page } = await opened(hospital.chartOf('lung-fever'));
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
    const { page } = await opened(hospital.chartOf('prostate-cauda-equina'));
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
  const framed = async (smart: Parameters<typeof startHospital>[0]): Promise<string> => {
    const other = await startHospital(smart);
    const { page } = await watched(browser);
    // The EHR's own page, at the origin of its authorisation server.
    await page.goto(`${other.ehr.auth}/`);
    const inside = other.open(hospital.chartOf('breast-history'));
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      frame.width = '900';
      frame.height = '700';
      document.body.replaceChildren(frame);
    }, inside);
    const shown = await page
      .frameLocator('iframe')
      .locator('.evidence, [role=alert]')
      .first()
      .textContent({ timeout: 8000 })
      .catch(() => 'nothing');
    await page.context().close();
    await other.stop();
    return shown ?? '';
  };

  test('no EHR that the tenant does not name may show it', async () => {
    expect(await framed(() => ({}))).toBe('nothing');
  });

  test('an EHR that the tenant names shows it', async () => {
    expect(await framed(({ auth }) => ({ frameAncestors: [auth] }))).toContain('The evidence, as of');
  });
});
