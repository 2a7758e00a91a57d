/** Parts of the SMART app that run in the browser, without one: what comes back of a link, a token, a read, a large chart. */
import { INPUTS, type ChartInputs, type InputState } from '../../src/chart/inputs.js';
import { createPageAccess } from '../../src/web/app/smart/access.js';
import { appContextOf } from '../../src/web/app/smart/app-context.js';
import { fitting } from '../../src/web/app/smart/fitting.js';
import { createKept } from '../../src/web/app/smart/kept.js';

const CONTEXT = { tenant: 'north', service: 'metastatic-back-pain', card: '20b5e0b0-f481-4186-9ced-9f423a1298f3' };

describe('the appContext', () => {
  test.each<[unknown, unknown]>([
    [JSON.stringify(CONTEXT), CONTEXT],
    [CONTEXT, CONTEXT],
    [JSON.stringify({ ...CONTEXT, more: '<script>' }), CONTEXT],
    [undefined, 'none'],
    [null, 'none'],
    ['', 'none'],
    ['north', 'odd'],
    ['{"tenant":"north"', 'odd'],
    ['[]', 'odd'],
    [7, 'odd'],
    [JSON.stringify({ ...CONTEXT, service: '../x' }), 'odd'],
    [JSON.stringify({ ...CONTEXT, service: { id: 'x' } }), 'odd'],
    [JSON.stringify({ ...CONTEXT, card: '<b>' }), 'odd'],
    [JSON.stringify({ ...CONTEXT, tenant: 'NORTH' }), 'odd'],
    [`{"__proto__":${JSON.stringify(CONTEXT)}}`, 'odd'],
    [JSON.stringify({ ...CONTEXT, note: 'x'.repeat(2000) }), 'odd'],
  ])('%j', (given, expected) => {
    expect(appContextOf(given)).toEqual(expected);
  });
});

describe('what is kept over a sign-in', () => {
  const storage = () => {
    const held = new Map<string, string>();
    return {
      held,
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    };
  };

  test('is given out once', async () => {
    const tab = storage();
    const kept = createKept(tab);
    await kept.set('s', { codeVerifier: 'v', tokenResponse: {} });
    expect(tab.held.size).toBe(1);
    expect(await kept.get('s')).toEqual({ codeVerifier: 'v', tokenResponse: {} });
    expect([await kept.get('s'), tab.held.size]).toEqual([null, 0]);
  });

  test('is never a token', async () => {
    const tab = storage();
    await createKept(tab).set('s', { tokenResponse: { access_token: 'secret' } });
    expect(tab.held.size).toBe(0);
  });
});

describe('a read of the FHIR server', () => {
  const BASE = 'https://ehr.example/fhir';
  const deadline = () => ({ at: Date.now() + 1000, signal: new AbortController().signal });
  const access = (answer: () => Response | Promise<Response>) => {
    const sent: [string, RequestInit | undefined][] = [];
    return {
      sent,
      ...createPageAccess({
        base: BASE,
        searches: {},
        token: 'secret',
        responseBytes: 1000,
        fetch: async (url, init) => {
          sent.push([String(url), init]);
          return answer();
        },
      }),
    };
  };
  const json = (body: unknown, init?: ResponseInit) => new Response(JSON.stringify(body), init);

  test('carries the token, and no header that a server would have to allow besides', async () => {
    const one = access(() => json({ resourceType: 'Patient' }));
    expect(await one.get('Patient/1', deadline())).toEqual({ ok: true, body: { resourceType: 'Patient' } });
    const [url, init] = one.sent[0] as [string, RequestInit];
    expect(url).toBe(`${BASE}/Patient/1`);
    expect(init).toMatchObject({ redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer' });
    expect(init.headers).toEqual({ accept: 'application/fhir+json', authorization: 'Bearer secret' });
  });

  test.each([
    'https://evil.example/fhir/Patient/1',
    'https://ehr.example/other',
    `${BASE}/%2e%2e/x`,
    '//evil.example/',
  ])('never goes to %s', async (link) => {
    const one = access(() => json({}));
    expect(await one.get(link, deadline())).toMatchObject({ ok: false, state: 'error' });
    expect(one.sent).toEqual([]);
  });

  test.each<[string, () => Response | Promise<Response>, object]>([
    ['401', () => json({}, { status: 401 }), { state: 'not-permitted', status: 401 }],
    ['403', () => json({}, { status: 403 }), { state: 'not-permitted', status: 403 }],
    ['404', () => json({}, { status: 404 }), { state: 'error', status: 404 }],
    ['no JSON', () => new Response('<html>'), { state: 'error', why: 'the answer was not JSON' }],
    ['no UTF-8', () => new Response(new Uint8Array([0x22, 0xff, 0x22])), { state: 'error' }],
    ['too much', () => json({ x: 'x'.repeat(2000) }), { state: 'error', tooLarge: true }],
    ['too deep', () => new Response('['.repeat(90) + ']'.repeat(90)), { state: 'error' }],
    [
      'nobody',
      () => Promise.reject(new TypeError('Failed to fetch')),
      { state: 'error', why: expect.stringContaining('CORS') },
    ],
  ])('%s is a value, in fixed words', async (_what, answer, expected) => {
    const reply = await access(answer).get('Condition?patient=1', deadline());
    expect(reply).toMatchObject({ ok: false, ...expected });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  test('a busy server is asked once more', async () => {
    const answers = [json({}, { status: 503, headers: { 'Retry-After': '0' } }), json({ ok: 1 })];
    const one = access(() => answers.shift() as Response);
    expect(await one.get('Patient/1', deadline())).toEqual({ ok: true, body: { ok: 1 } });
    expect(one.sent.length).toBe(2);
  });

  test('after the deadline nothing is asked', async () => {
    const one = access(() => json({}));
    const over = { at: 0, signal: AbortSignal.abort() };
    expect(await one.get('Patient/1', over)).toMatchObject({ ok: false, state: 'timeout' });
    expect(one.sent).toEqual([]);
  });
});

describe('a chart that is larger than the service takes', () => {
  const entries = (count: number, type: string) =>
    Array.from({ length: count }, (_x, i) => ({
      resource: { resourceType: type, id: `r${i}`, text: 'é'.repeat(100) },
    }));
  const chart = (over: Partial<Record<keyof ChartInputs, InputState>>): ChartInputs => ({
    ...(Object.fromEntries(INPUTS.map((input) => [input, { state: 'empty', entries: [] }])) as unknown as ChartInputs),
    ...over,
  });
  const patient: InputState = { state: 'present', entries: entries(1, 'Patient') };
  const sizeOf = (inputs: ChartInputs): number => new TextEncoder().encode(JSON.stringify(inputs)).length;

  test('is sent whole where it fits', () => {
    const inputs = chart({ patient, conditions: { state: 'present', entries: entries(50, 'Condition') } });
    expect(fitting(inputs, 100_000)).toBe(inputs);
  });

  test('is cut at the end of the largest input, and that is told', () => {
    const observations: InputState = { state: 'present', entries: entries(2000, 'Observation') };
    const conditions: InputState = { state: 'present', entries: entries(20, 'Condition') };
    const cut = fitting(chart({ patient, conditions, observations }), 100_000);
    expect(sizeOf(cut)).toBeLessThan(100_000);
    expect(sizeOf(cut)).toBeGreaterThan(60_000);
    expect(cut.observations).toMatchObject({ state: 'truncated', why: expect.stringContaining('at once') });
    expect(cut.observations.entries).toEqual(observations.entries.slice(0, cut.observations.entries.length));
    expect([cut.conditions, cut.patient]).toEqual([conditions, patient]);
  });

  test('keeps a worse state as it is', () => {
    const observations: InputState = { state: 'not-permitted', entries: entries(2000, 'Observation') };
    expect(fitting(chart({ patient, observations }), 100_000).observations.state).toBe('not-permitted');
  });

  test('comes to an end where the Patient alone is too large', () => {
    expect(fitting(chart({ patient }), 100).patient).toEqual(patient);
  });
});
