/** The start page of the running service: what it serves, under which policy, and that its samples are real calls. */
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import { startService, type Running } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { homePage } from '../../src/web/home.js';
import { createPages } from '../../src/web/pages.js';
import { realService } from '../support/service.js';
import { tempDataDir } from '../support/data-dir.js';

const SAMPLES = loadSamples('metastatic-back-pain');
let running: Running;
beforeAll(async () => {
  running = await startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }),
    'Europe/London',
  );
});
afterAll(() => running.stop());

const get = (path: string) => request(running.url).get(path);

/** Addresses that a text loads or links to within the service. */
const addresses = (text: string): string[] =>
  [...text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map((match) => match[1] as string);

describe('the start page', () => {
  test('allows nothing but its own files, and holds nothing that its policy forbids', async () => {
    const page = await get('/').expect(200).expect('Content-Type', 'text/html; charset=utf-8');
    const policy = page.headers['content-security-policy'] as string;
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|<(img|iframe|link)[^>]*https?:/i);
    expect(page.text).toContain('<html lang="en">');
  });

  test('offers every sample, and every address on it answers', async () => {
    const { text } = await get('/');
    expect([...text.matchAll(/data-sample="([^"]+)"/g)].map((match) => match[1])).toEqual(
      SAMPLES.map(({ name }) => name),
    );
    const seen = new Set<string>();
    const waiting = addresses(text);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await get(path);
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        '/assets/app.js',
        '/assets/style.css',
        '/cds-services',
        '/about/metastatic-back-pain/legend',
      ]),
    );
  });

  test('labels each field and gives each button a chart by name', async () => {
    const { text } = await get('/');
    for (const [, id] of text.matchAll(/<input id="([^"]+)"/g)) expect(text).toContain(`<label for="${id}">`);
    for (const [, id] of text.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
      expect(text).toContain(`id="${id}"`);
    }
  });

  test('has no charts to open where callers need a token', () => {
    const galleries = [{ service: realService(), samples: SAMPLES }];
    const text = homePage(galleries, false);
    expect(text).not.toMatch(/<script|data-sample/);
    expect(text).toContain('need a token');
  });

  test('says that charts cannot be opened where its script was not built', () => {
    const galleries = [{ service: realService(), samples: SAMPLES }];
    expect(homePage(galleries, true, false)).toContain('npm run build');
    expect(homePage(galleries, true, false)).not.toContain('<script');
    expect(homePage(galleries, true, true)).toContain('<script type="module" src="/assets/app.js">');
  });

  test('shows the words of content as text', () => {
    const [sample] = SAMPLES;
    if (!sample) throw new Error('no sample');
    const text = homePage([{ service: realService(), samples: [{ ...sample, title: '<img src=x>' }] }], true);
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x&gt;');
  });
});

test.each(SAMPLES.map((sample) => [sample.name, sample] as const))(
  'the request of %s, posted as it is, gets its tier',
  async (name, sample) => {
    const { body } = await get(`/samples/${name}.json`).expect(200);
    const answer = await request(running.url)
      .post('/cds-services/metastatic-back-pain')
      .send(body as object)
      .expect(200);
    const { cards, extension } = answer.body as {
      cards: { source: { topic: { code: string } } }[];
      extension?: Record<string, { reason?: string; unavailable?: unknown }>;
    };
    // The page shows how long each stage took.
    expect(answer.headers['server-timing']).toMatch(/^(?:[a-z]+;dur=\d+\.\d(?:, )?)+$/);
    expect(cards.map((card) => card.source.topic.code)).toEqual(sample.tier === 'none' ? [] : [sample.tier]);
    if (sample.tier === 'none') {
      expect(extension?.['org.spinewatch.assessment']).toMatchObject({ reason: sample.reason, unavailable: [] });
    }
  },
);

test.each([
  ['get', '/samples/nobody.json', 404],
  ['get', '/samples/index.yaml', 404],
  ['get', '/assets/../pages.js', 404],
  ['get', '/assets/%2e%2e/pages.js', 404],
  ['post', '/', 405],
  ['delete', '/samples/deceased.json', 405],
  ['post', '/assets/app.js', 405],
] as const)('%s %s is answered %i', async (method, path, status) => {
  await request(running.url)[method](path).expect(status);
});

test('two services with a sample of one name end the start', () => {
  const service = realService();
  const options = { samplesOf: () => SAMPLES, open: () => true, today: () => 0 };
  expect(() => createPages({ services: [service, { ...service, id: 'other' }], ...options })).toThrow(/two services/);
});
