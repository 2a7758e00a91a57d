/**
 * The requirements of CDS Hooks on what a service answers, one test a row, held against the answers to every sample
 * chart. Rows: J JSON, S response, A card, X extensions. What it takes: requirements.test.ts.
 */
import supertest from 'supertest';
import { parseDay } from '../../src/fhir/dates.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import type { Card } from '../../src/sdk/card.js';
import { realService } from '../support/service.js';
import { ID, PATH, prefetch, request } from './bodies.js';
import { emptyElements, schemaErrors, start } from './vectors.js';

const TODAY = parseDay(new Date().toISOString().slice(0, 10)) ?? 0;

let service: Running;
/** The answer to every sample chart, by the sample's name and the status. */
let answers: [string, { cards: Card[]; extension?: Json }][];
let cards: Card[];

beforeAll(async () => {
  service = await start();
  const own = realService();
  answers = await Promise.all(
    loadSamples(ID).map(async (sample): Promise<(typeof answers)[number]> => {
      const { status, body } = await call(hookRequestOf(sample, own, TODAY, 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea'));
      return [`${sample.name} ${status}`, body as { cards: Card[] }];
    }),
  );
  cards = answers.flatMap(([, { cards: these }]) => these);
});
afterAll(() => service.stop());

const call = (body: unknown) =>
  supertest(service.url)
    .post(PATH)
    .send(body as object);

test('there are silent answers and cards of every urgency to look at', () => {
  expect(answers.filter(([name]) => !name.endsWith(' 200'))).toEqual([]);
  expect(new Set(cards.map(({ indicator }) => indicator))).toEqual(new Set(['info', 'warning', 'critical']));
  expect(answers.some(([, { cards: these }]) => these.length === 0)).toBe(true);
});

describe('A1 JSON', () => {
  test('J2 J3 J4 nothing is null or empty but cards', async () => {
    const error = await call({});
    const discovery = await supertest(service.url).get('/cds-services');
    for (const value of [discovery.body, error.body, ...answers.map(([, answer]) => answer)])
      expect(emptyElements(value)).toEqual([]);
  });

  test('J5 resources in actions are FHIR JSON', () => {
    for (const card of cards) {
      for (const { actions } of card.suggestions ?? []) {
        for (const { resource } of actions) expect(resource).toMatchObject({ resourceType: 'ServiceRequest' });
      }
    }
  });
});

describe('A5 response', () => {
  test('S1 every success has a list of cards, and holds to the schema', () => {
    for (const [name, answer] of answers) expect([name, schemaErrors('response', answer)]).toEqual([name, []]);
  });

  test('S2 no guidance is an empty list', async () => {
    expect((await call(request({ prefetch: prefetch() })).expect(200)).body.cards).toEqual([]);
  });

  test('S3 S4 S7 neither systemActions nor actionSelectionBehavior, which need an agreement', () => {
    expect(JSON.stringify(answers)).not.toMatch(/systemActions|actionSelectionBehavior/);
  });

  test('S5 S6 what is no success carries an OperationOutcome', async () => {
    for (const response of [
      await call({}),
      await call(request()),
      await supertest(service.url).get('/cds-services/none'),
      await supertest(service.url).get(PATH),
    ]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.body).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', details: { text: expect.any(String) } }],
      });
    }
  });

  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const each = (what: (card: Card) => void) => () => cards.forEach(what);

  test('A1 every card and suggestion has a uuid of its own', () => {
    const uuids = cards.flatMap((card) => [card.uuid, ...(card.suggestions ?? []).map(({ uuid }) => uuid)]);
    for (const uuid of uuids) expect(uuid).toMatch(UUID);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test(
    'A2 the summary is one line of fewer than 140 characters',
    each(({ summary }) => {
      expect(summary).toMatch(/^[^\n]{1,139}$/);
    }),
  );

  test(
    'A3 the detail has no HTML',
    each(({ detail }) => {
      expect(detail).not.toMatch(/<[a-z/!?]/i);
    }),
  );

  test(
    'A4 the indicator is info, warning or critical',
    each(({ indicator }) => {
      expect(['info', 'warning', 'critical']).toContain(indicator);
    }),
  );

  test(
    'A5 A6 A7 the source has a label, and an absolute URL if any',
    each(({ source }) => {
      expect(source.label).toBe('Spinewatch');
      if (source.url !== undefined) expect(new URL(source.url).protocol).toMatch(/^https?:$/);
    }),
  );

  test(
    'A9 the topic is a Coding with a static code',
    each(({ source }) => {
      expect(source.topic).toMatchObject({ system: expect.any(String), code: expect.stringMatching(/^[a-z]{1,100}$/) });
    }),
  );

  test(
    'A10 A11 selectionBehavior goes with suggestions, and only with them',
    each((card) => {
      expect(card.suggestions === undefined).toBe(card.selectionBehavior === undefined);
      if (card.selectionBehavior !== undefined) expect(['any', 'at-most-one']).toContain(card.selectionBehavior);
    }),
  );

  test(
    'A12 every override reason has system, code and display',
    each(({ overrideReasons }) => {
      for (const reason of overrideReasons ?? []) {
        expect(reason).toEqual({
          system: expect.any(String),
          code: expect.any(String),
          display: expect.stringMatching(/\S/),
        });
      }
    }),
  );

  test(
    'A13 links are absolute and have label and type',
    each(({ links }) => {
      for (const link of links ?? []) {
        expect(link).toEqual({
          label: expect.stringMatching(/\S/),
          url: expect.stringMatching(/^https:\/\//),
          type: 'absolute',
        });
      }
    }),
  );

  test(
    'A14 the extension of a card is an object',
    each(({ extension }) => {
      expect(extension).toBeInstanceOf(Object);
    }),
  );

  test(
    'suggestions have a label and actions, actions a type, a description and a whole resource',
    each(({ suggestions }) => {
      for (const { label, actions } of suggestions ?? []) {
        expect(label).toMatch(/\S/);
        // One action a suggestion: Epic takes no more.
        expect(actions).toEqual([
          {
            type: 'create',
            description: expect.stringMatching(/\S/),
            resource: expect.objectContaining({ resourceType: 'ServiceRequest' }),
          },
        ]);
      }
    }),
  );
});

describe('A8 extensions', () => {
  const isExtensionObject = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(
      ([key, element]) =>
        (key !== 'extension' || (typeof element === 'object' && element !== null && !Array.isArray(element))) &&
        (key === 'resource' || isExtensionObject(element)),
    );
  };

  test('X1 X2 an extension is an object wherever it stands (FHIR resources aside)', () => {
    for (const [, answer] of answers) expect(isExtensionObject(answer)).toBe(true);
  });

  test('X3 extensions are named by reversed domain', () => {
    const named = [...cards.map(({ extension }) => extension), ...answers.map(([, { extension }]) => extension)];
    for (const extension of named) {
      for (const name of Object.keys(extension ?? {})) expect(name).toMatch(/^[a-z]+(\.[a-z-]+)+$/);
    }
  });

  test('X4 unknown extensions in a request are passed over', async () => {
    const extension = { 'com.epic.cdshooks.request.bpa-trigger-action': '60', 'com.example.timestamp': 'x' };
    await call(request({ extension, prefetch: prefetch() })).expect(200);
    await call(request({ extension: 'odd', prefetch: prefetch() })).expect(200);
  });
});
