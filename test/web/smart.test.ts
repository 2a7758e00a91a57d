/** The SMART app's side of the service: closed until a tenant has it, one FHIR server a page, and the hook's own assessment. */
import { writeFileSync } from 'node:fs';
import { CALL, chart, errorOf, hospitals, NORTH, sandbox, type Hospitals } from '../red-team/support/hospital.js';
import { mark, marksIn } from '../red-team/support/marks.js';
import { INPUTS } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import { sitesOf } from '../../src/web/smart/sites.js';
import { scopeOf } from '../../src/web/smart/scope.js';
import { realService } from '../support/service.js';
import { settingsOf, tenantOf } from '../security/tokens.js';

const VIEW = '/evidence/metastatic-back-pain';
const AUTH = 'https://auth.north.example';
const smart = { clientId: 'app-1', authorizationServers: [AUTH], requestsPerMinute: 1000 };
const north = { fhirServers: [NORTH], smart };
const south = { fhirServers: ['https://ehr.south.example/r4'], smart: { clientId: 'app-2' } };
const LAUNCH = `/launch?iss=${encodeURIComponent(NORTH)}&launch=x%22%3E`;

let service: Hospitals;
beforeAll(async () => (service = await hospitals({ north, south })));
afterAll(() => service.stop());

const get = async (path: string, from: { url: string } = service) => {
  const answer = await fetch(`${from.url}${path}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const policyOf = ({ headers }: { headers: Headers }): string => headers.get('content-security-policy') ?? '';
/** What the page's script is told. */
const told = (text: string): Json =>
  JSON.parse(
    (/data-settings="([^"]*)"/.exec(text)?.[1] ?? '{}')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#96;', '`')
      .replaceAll('&amp;', '&'),
  ) as Json;

/** The chart of a call, as the page would have read it. */
function viewOf(call: Json, over: Json = {}): Json {
  const prefetch = call['prefetch'] as Record<string, Json | null>;
  const inputs = Object.fromEntries(
    INPUTS.map((input) => {
      const value = prefetch[input];
      const entries = value?.['resourceType'] === 'Bundle' ? value['entry'] : value ? [{ resource: value }] : [];
      return [input, { state: (entries as unknown[]).length > 0 ? 'present' : 'empty', entries }];
    }),
  );
  return { iss: NORTH, patientId: 'p1', userId: 'Practitioner/d1', inputs, ...over };
}
const post = (body: unknown, more: { path?: string; headers?: Record<string, string> } = {}) =>
  service.post(body, { path: VIEW, token: null, ...more });

describe('where no tenant has it', () => {
  test.each([
    ['GET', '/launch'],
    ['GET', '/evidence'],
    ['POST', VIEW],
  ])('%s %s is 404, and says so', async (method, path) => {
    const closed = await sandbox();
    const answer = await fetch(`${closed.url}${path}`, { method });
    const body = (await answer.json()) as Json;
    expect([answer.status, errorOf(body)]).toEqual([404, 'not-found']);
    expect(JSON.stringify(body)).toContain('tenants[].smart');
    await closed.stop();
  });

  test('no card has a link of it; a reload opens and closes it', async () => {
    const one = await hospitals({ north: { fhirServers: [NORTH] } });
    const links = async () =>
      ((await one.post(chart())).body['cards'] as { links: { type: string }[] }[])[0]?.links.map(({ type }) => type);
    expect(await links()).not.toContain('smart');
    expect((await get(LAUNCH, one)).status).toBe(404);
    const tenant = {
      ...tenantOf('north', { issuer: NORTH, jwks: { keys: [one.north.jwk] } }),
      quiet: { repeat: 'off' },
    };
    writeFileSync(
      one.configFile,
      JSON.stringify({ publicBaseUrl: 'https://cds.example.org', tenants: [{ ...tenant, ...north }] }),
    );
    one.reload();
    expect(await links()).toContain('smart');
    expect((await get(LAUNCH, one)).status).not.toBe(404);
    await one.stop();
  });
});

test('a card has a link with names of ours in its appContext, and nothing of the patient', async () => {
  const { body } = await service.post(chart());
  const [card] = body['cards'] as { uuid: string; links: Json[] }[];
  const link = card?.links.find(({ type }) => type === 'smart') as { url: string; label: string; appContext: string };
  expect([link.url, link.label]).toEqual(['https://cds.example.org/launch', 'Show the evidence']);
  expect(JSON.parse(link.appContext)).toEqual({ tenant: 'north', service: 'metastatic-back-pain', card: card?.uuid });
  expect(link.appContext).not.toContain('p1');
});

describe('/launch', () => {
  test('is told what it needs, under a policy for this FHIR server alone', async () => {
    const page = await get(LAUNCH);
    expect(page.status).toBe(200);
    expect(told(page.text)).toEqual({
      iss: NORTH,
      launch: 'x">',
      clientId: 'app-1',
      scope: scopeOf([realService()]),
      redirectUri: 'https://cds.example.org/evidence',
      ref: expect.stringMatching(/^[\w-]{12}$/),
      origins: ['https://ehr.north.example', AUTH],
    });
    expect(policyOf(page).split('; ').sort()).toEqual([
      "base-uri 'none'",
      `connect-src 'self' https://ehr.north.example ${AUTH}`,
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|south/i);
    expect([page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([
      'no-referrer',
      'no-store',
    ]);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  });

  test.each([
    [403, '/launch?iss=https%3A%2F%2Fevil.example&launch=x'],
    [403, `/launch?iss=${encodeURIComponent(`${NORTH}/more`)}&launch=x`],
    [403, `/launch?iss=${encodeURIComponent('javascript:alert(1)')}&launch=x`],
    [400, '/launch?launch=x'],
    [400, `/launch?iss=${encodeURIComponent(NORTH)}`],
    [400, '/launch'],
  ])('%d for %s: a page without a script, that may ask nobody, and says what to do', async (status, path) => {
    const page = await get(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(policyOf(page)).not.toMatch(/script-src|connect-src/);
    expect(page.text).not.toMatch(/<script|data-settings|evil|javascript|clientId/);
    expect(page.text).toMatch(/role="alert">[^<]{30,}<\/p>\n<p>[^<]{30,}</);
  });

  test.each(['shadow', 'off'])('a site in mode %s shows nothing', async (mode) => {
    const one = await hospitals({ north: { ...north, mode } });
    expect((await get(LAUNCH, one)).text).toContain('not live at this site');
    expect((await one.post(viewOf(chart()), { path: VIEW, token: null })).status).toBe(400);
    await one.stop();
  });

  test('frames: those that the tenant names, and then no older header that knows no list', async () => {
    const frames = ['https://ehr.north.example', 'https://portal.north.example'];
    const one = await hospitals({ north: { ...north, smart: { ...smart, frameAncestors: frames } } });
    const page = await get(LAUNCH, one);
    expect(policyOf(page)).toContain(`frame-ancestors ${frames.join(' ')}`);
    expect(page.headers.get('x-frame-options')).toBeNull();
    await one.stop();
  });
});

describe('/evidence', () => {
  const settings = settingsOf([
    { ...tenantOf('north', { issuer: NORTH, jwksUri: 'https://x.example' }), ...north },
    { ...tenantOf('south', { issuer: 'https://s.example', jwksUri: 'https://x.example' }), ...south },
  ]);
  const refs = Object.fromEntries(sitesOf(settings).map(({ tenant, ref }) => [tenant.id, ref]));
  const stateOf = (tenant: string): string => `${'r'.repeat(43)}.${refs[tenant]}`;

  test('knows by the state which FHIR server it may talk to, and tells of no other', async () => {
    const page = await get(`/evidence?code=c&state=${stateOf('south')}`);
    expect(page.status).toBe(200);
    expect(policyOf(page)).toContain("connect-src 'self' https://ehr.south.example;");
    expect(page.text).not.toMatch(/north/);
    const settingsTold = told(page.text);
    expect(settingsTold).toMatchObject({ tenant: 'south', base: 'https://ehr.south.example/r4', deadlineMs: 4000 });
    const { requirements } = realService();
    expect(settingsTold['services']).toEqual([
      expect.objectContaining({ requirements: JSON.parse(JSON.stringify(requirements)) as unknown }),
    ]);
  });

  test.each([
    '',
    '?code=c',
    '?code=c&state=x',
    `?code=c&state=${'r'.repeat(43)}.aaaaaaaaaaaa`,
    `?state=${'r'.repeat(19)}.x`,
  ])('%s is none: a page without a script', async (query) => {
    const page = await get(`/evidence${query}`);
    expect(page.status).toBe(400);
    expect(policyOf(page)).not.toMatch(/script-src|connect-src/);
    expect(page.text).toContain('Open it again from the chart');
  });
});

describe('the assessment of what a page has read', () => {
  test('is the very one that the hook makes, with the head of its card and no more of it', async () => {
    const call = chart();
    const { body } = await service.post(call);
    const [card] = body['cards'] as { summary: string; indicator: string; source: Json; extension: Json }[];
    const view = await post(viewOf(call));
    expect(view.status).toBe(200);
    expect(view.body).toEqual({
      assessment: card?.extension['org.spinewatch.evidence'],
      card: { summary: card?.summary, indicator: card?.indicator, source: card?.source },
    });
    // Whom the site calls is for those who have signed in there.
    expect(view.text).not.toContain('Coordinator');
    expect(view.headers.get('cache-control')).toBe('no-store');
  });

  test('follows the tenant: its rule', async () => {
    const call = chart();
    const pancreas = JSON.parse(JSON.stringify(viewOf(call)).replaceAll('254837009', '372142002')) as Json;
    const tiers = async (rule: Json): Promise<unknown> => {
      const one = await hospitals({ north: { ...north, rule } });
      const { body } = await one.post(pancreas, { path: VIEW, token: null });
      await one.stop();
      return (body['assessment'] as Json)['settings'];
    };
    expect([await tiers({}), await tiers({ otherCancers: false })]).toEqual([
      { otherCancers: true },
      { otherCancers: false },
    ]);
  });

  test('is no call of the hook: neither counted nor recorded', async () => {
    const metrics = async () =>
      (await get('/metrics')).text
        .split('\n')
        .filter((line) => /^spinewatch_(calls|feedback|quieted|store)/.test(line));
    const before = await metrics();
    await post(viewOf(chart()));
    expect(await metrics()).toEqual(before);
  });

  test('a user who is a patient gets no card', async () => {
    const { body } = await post(viewOf(chart(), { userId: `${NORTH}/Patient/p1` }));
    expect(body['assessment']).toMatchObject({ tier: null, reason: 'not-a-clinician' });
    expect(body['card']).toBeUndefined();
  });

  test.each(['not-permitted', 'error', 'timeout', 'truncated'] as const)(
    'conditions that ended %s: incomplete, never silent',
    async (state) => {
      const view = viewOf(chart());
      (view['inputs'] as Json)['conditions'] = { state, entries: [] };
      const { body } = await post(view);
      expect(body['assessment']).toMatchObject({ tier: 'incomplete', unavailable: [{ input: 'conditions', state }] });
    },
  );

  test('a server of another release is told as that', async () => {
    const view = viewOf(chart());
    (view['inputs'] as Json)['observations'] = { state: 'error', entries: [], release: 'STU3' };
    const { body } = await post(view);
    expect((body['assessment'] as Json)['unavailable']).toEqual([
      { input: 'observations', state: 'error', why: 'server speaks FHIR STU3, not R4' },
    ]);
  });

  test('what is about somebody else is left out, and its input is an error', async () => {
    const view = viewOf(chart());
    const { conditions } = view['inputs'] as Record<string, { entries: { resource: Json }[] }>;
    const others = JSON.parse(
      JSON.stringify(conditions?.entries ?? []).replaceAll('Patient/p1', 'Patient/p2'),
    ) as unknown;
    (view['inputs'] as Json)['conditions'] = { state: 'present', entries: others };
    const { body } = await post(view);
    expect(body['assessment']).toMatchObject({
      tier: 'incomplete',
      found: [],
      unavailable: [{ input: 'conditions', state: 'error' }],
    });
  });

  test.each<[string, number, string, (view: Json) => unknown]>([
    ['another patient', 412, 'patient-mismatch', (view) => ({ ...view, patientId: 'p2' })],
    [
      'no conditions',
      412,
      'missing-prefetch',
      (view) => ({ ...view, inputs: { patient: (view['inputs'] as Json)['patient'] } }),
    ],
    ['an iss that is not listed', 400, 'invalid-request', (view) => ({ ...view, iss: 'https://evil.example' })],
    ['no iss', 400, 'invalid-request', ({ iss: _none, ...view }) => view],
    ['an id that is none', 400, 'invalid-request', (view) => ({ ...view, patientId: '../x' })],
    ['no inputs', 400, 'invalid-request', (view) => ({ ...view, inputs: [] })],
    [
      'a state of no kind',
      400,
      'invalid-request',
      (view) => ({ ...view, inputs: { patient: { state: 'fine', entries: [] } } }),
    ],
    [
      'entries that are none',
      400,
      'invalid-request',
      (view) => ({ ...view, inputs: { patient: { state: 'present', entries: [{}] } } }),
    ],
    ['a list', 400, 'invalid-request', () => []],
    ['no JSON', 400, 'malformed', () => '{'],
  ])('%s is refused', async (_what, status, code, change) => {
    const { body, ...answer } = await post(change(viewOf(chart())));
    expect([answer.status, errorOf(body)]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/evil|\.\.\/x/);
  });

  test('another type and a body too large are refused', async () => {
    expect((await post('x', { headers: { 'Content-Type': 'text/plain' } })).status).toBe(415);
    expect((await post(`"${'x'.repeat(10_500_000)}"`)).status).toBe(413);
  });

  test('more entries than are read make an input truncated', async () => {
    const one = await hospitals({ north, file: { limits: { resources: 1 } } });
    const { body } = await one.post(viewOf(chart()), { path: VIEW, token: null });
    expect((body['assessment'] as Json)['unavailable']).toContainEqual({ input: 'conditions', state: 'truncated' });
    await one.stop();
  });

  test('one address asks so many times a minute, and the hook is not counted with it', async () => {
    const one = await hospitals({ north: { ...north, smart: { ...smart, requestsPerMinute: 2 } } });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push(await one.post(viewOf(chart()), { path: VIEW, token: null }));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(statuses[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await one.post(chart(), { path: CALL })).status).toBe(200);
    await one.stop();
  });

  test('no answer repeats what was sent where it should not be', async () => {
    const marked = JSON.parse(JSON.stringify(viewOf(chart())).replaceAll('"p1"', JSON.stringify(mark('-id')))) as Json;
    const refused = await post({ ...marked, patientId: `${mark('id')}/`, userId: mark('user') });
    expect([refused.status, marksIn(refused.text)]).toEqual([400, []]);
    expect(marksIn((await get('/metrics')).text)).toEqual([]);
  });
});

test('the scopes are those of what the services read, and to read alone', () => {
  const scopes = scopeOf([realService()]).split(' ');
  expect(scopes.slice(0, 5)).toEqual(['launch', 'openid', 'fhirUser', 'patient/Patient.r', 'patient/Condition.rs']);
  expect(scopes).toContain('patient/Medication.r');
  expect(scopes.filter((scope) => !/^(launch|openid|fhirUser|patient\/[A-Z]\w+\.rs?)$/.test(scope))).toEqual([]);
});
