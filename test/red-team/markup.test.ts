/** A chart that attacks whoever reads its card: every text of every sample, in every view that shows it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import markdownit from 'markdown-it';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { createRenderer } from '../../src/web/app/markdown.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import { commandLine } from '../support/command-line.js';
import { daysAgo } from '../support/charts.js';
import { RENDERERS } from '../support/renderers.js';
import { realService } from '../support/service.js';
import { CALL, sandbox } from './support/hospital.js';
import { changed, planted, stringsOf, type Path } from './support/walk.js';

const VIEWS: Readonly<Record<string, (text: string) => string>> = {
  ...RENDERERS,
  'the page of the service': createRenderer(markdownit),
};

const PAYLOADS = [
  '<img src=x onerror=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '</p></li></ul><form action=//evil.example><button>',
  '[go](javascript:alert(1)) ![i](https://evil.example/p.png)',
  'https://evil.example/a www.evil.example a@evil.example //evil.example',
  '<https://evil.example> [x][1]\n\n[1]: https://evil.example',
  '\n\n# evil\n\n- evil\n\n| a | b |\n|---|---|\n| evil | evil |\n\n```\nevil\n',
  '&lt;img src=x&gt; &#60;b&#62; &amp;lt;script&amp;gt;',
  '\u001b]8;;https://evil.example\u0007evil\u001b[2J\u001b[31m\r\b\u009b31m',
  '\u202eevil\u2066\u200b\ufeff\u2028\u0000',
] as const;
/** Tags that a card's own Markdown makes. */
const OWN = /^<(?:p|ul|ol|li|strong|em|h[1-6]|br|hr|blockquote|code|a|table|thead|tbody|tr|th|td)(?: |>|\/)/i;

interface Card {
  readonly summary: string;
  readonly detail?: string;
  readonly suggestions?: readonly {
    readonly label: string;
    readonly actions: readonly { readonly resource: Json }[];
  }[];
  readonly links?: readonly { readonly url: string }[];
}
interface Answer {
  readonly cards: readonly Card[];
}

const rendered = new Map<string, readonly string[]>();
/** The tags that a view makes of a text. Most cards are like another. */
function tagsOf(view: keyof typeof VIEWS, text: string): readonly string[] {
  const key = `${view} ${text}`;
  const tags = rendered.get(key) ?? VIEWS[view]?.(text).match(/<[a-z!?][^>]*>/gi) ?? [];
  rendered.set(key, tags);
  return tags;
}
/** Whatever is told apart by its look: no control characters, nothing that turns the direction of reading. */
const ODD = /(?![\n\u200b-\u200d])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;

/** What is live in a card beyond what the untouched chart's own card has. */
function live(card: Card, own: ReadonlySet<string>): readonly string[] {
  const notes = (card.suggestions ?? []).flatMap(({ actions }) =>
    actions.flatMap(({ resource }) => (resource['note'] as readonly { text: string }[]).map(({ text }) => text)),
  );
  const texts = [card.summary, card.detail ?? '', ...(card.suggestions ?? []).map(({ label }) => label), ...notes];
  const found = texts.filter((text) => ODD.test(text)).map((text) => `odd characters in ${JSON.stringify(text)}`);
  for (const view of Object.keys(VIEWS)) {
    for (const text of texts) {
      for (const tag of tagsOf(view, text)) {
        if (!OWN.test(tag) || (/[a-z-]+=/i.test(tag) && !own.has(tag))) found.push(`${view}: ${tag}`);
      }
    }
  }
  const links = (card.links ?? []).map(({ url }) => url).filter((url) => url.includes('evil'));
  return [...found, ...links, ...(card.summary.length > 139 ? ['a long summary'] : [])];
}

/** Links and the like of an untouched card, as each view renders them. */
const tagsIn = ({ cards }: Answer): ReadonlySet<string> =>
  new Set(
    cards.flatMap(({ detail = '' }) =>
      Object.keys(VIEWS).flatMap((view) => tagsOf(view, detail).filter((tag) => tag.includes('='))),
    ),
  );

let running: Running;
beforeAll(async () => (running = await sandbox()));
afterAll(() => running.stop());
const fire = async (body: Json): Promise<Answer> => {
  const answer = await fetch(`${running.url}${CALL}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([200, 412]).toContain(answer.status);
  return { cards: [], ...((await answer.json()) as Partial<Answer>) };
};

const service = realService();
/** Beside what samples have: fields that some charts have and that speak of the patient in free words. */
const wordy = (resource: Json): Json => ({
  ...resource,
  ...(resource['resourceType'] === 'Patient'
    ? {}
    : { note: [{ text: 'note' }], text: { status: 'generated', div: '<div>div</div>' } }),
});
const SAMPLES = loadSamples(service.id).map((sample) => {
  const request = hookRequestOf(sample, service, Math.floor(Date.now() / 86_400_000), 'x');
  const prefetch = request['prefetch'] as Record<string, Json>;
  for (const value of Object.values(prefetch)) {
    for (const entry of (value['entry'] ?? []) as { resource: Json }[]) entry.resource = wordy(entry.resource);
  }
  return { name: sample.name, tier: sample.tier, request };
});
/** What names the resource, its type or its patient: another value there is another chart. */
const FIXED = /resourceType|reference$|fullUrl|\.mode$|\.type$/;
const placesOf = (request: Json): readonly Path[] =>
  stringsOf(request['prefetch'], ['prefetch']).filter((path) => !FIXED.test(path.join('.')));
/** Fields whose words the rule reads, so that a payload behind them still makes a card. */
const READ = /code$|system$|birthDate|Date|Time|status|Status|gender|id$|value$|unit$|class/;

const behind = <T>(value: T, plant: (text: string) => string): T =>
  changed(value, (text, path) => (FIXED.test(path.join('.')) || READ.test(String(path.at(-1))) ? text : plant(text)));

describe.each(SAMPLES)('$name', ({ request, tier }) => {
  test('with a payload behind every free text at once, and before it', async () => {
    const own = tagsIn(await fire(request));
    for (const payload of PAYLOADS) {
      for (const plant of [(text: string) => `${text} ${payload}`, (text: string) => `${payload} ${text}`]) {
        const body = { ...request, prefetch: behind(request['prefetch'], plant) };
        const { cards } = await fire(body);
        expect([payload, cards.flatMap((card) => live(card, own))]).toEqual([payload, []]);
      }
    }
  });

  // A sample without a card shows nothing that a single text could reach.
  if (tier === 'none') return;
  test('with a payload in each place, one after another, codes and dates included', async () => {
    const own = tagsIn(await fire(request));
    let turn = 0;
    for (const path of placesOf(request)) {
      const payload = PAYLOADS[(turn += 1) % PAYLOADS.length] as string;
      const { cards } = await fire(planted(request, path, (before) => `${before}${payload}`));
      expect([path.join('.'), payload, cards.flatMap((card) => live(card, own))]).toEqual([
        path.join('.'),
        payload,
        [],
      ]);
    }
  });
});

test('the views would show it: what is planted here is live where nothing is escaped', () => {
  for (const payload of PAYLOADS.slice(0, 7)) {
    expect([payload, live({ summary: '', detail: `x ${payload}` }, new Set())]).not.toEqual([payload, []]);
  }
  for (const payload of PAYLOADS.slice(8)) expect(live({ summary: payload }, new Set())).not.toEqual([]);
});

describe('on a terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-terminal-'));
  const BARE = /(?!\n|\u200b)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;

  test.each(['breast-history', 'hostile-texts', 'deceased', 'colon-no-major'])(
    'check steers nothing with %s',
    async (name) => {
      const sample = loadSamples(service.id).find((one) => one.name === name);
      const bundle = sample?.bundle(Math.floor(Date.now() / 86_400_000)) as unknown as Json;
      const payload = PAYLOADS.slice(8).join(' ');
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify(behind(bundle, (before) => `${before} ${payload}`)));
      for (const options of [[], ['--json'], ['--patient', `x${payload}`]]) {
        const { stdout, stderr } = await commandLine('check', '--bundle', path, ...options);
        expect(`${stdout}${stderr}`).not.toBe('');
        expect([options, `${stdout}${stderr}`.match(BARE)?.[0]]).toEqual([options, undefined]);
      }
    },
  );

  test('nor where there is no card: dates, texts and references that are told all the same', async () => {
    const payload = PAYLOADS[8];
    const resource = {
      resourceType: 'Condition',
      id: `c1${payload}`,
      subject: { reference: 'Patient/p1' },
      onsetDateTime: daysAgo(10),
      code: {
        text: `Low back pain ${payload}`,
        coding: [{ system: 'http://snomed.info/sct', code: '279039007', display: `Low back pain ${payload}` }],
      },
    };
    const path = join(folder, 'silent.json');
    const entry = [{ resource: { resourceType: 'Patient', id: 'p1' } }, { resource }];
    writeFileSync(path, JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }));
    const { stdout } = await commandLine('check', '--bundle', path);
    expect(stdout).toMatch(/no card: no-cancer/);
    expect(stdout.match(BARE)?.[0]).toBeUndefined();
  });
});
