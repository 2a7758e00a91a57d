/**
 * Requirements of CDS Hooks 2.0, by their numbers in requirements.yaml, that no other test holds: what the cards of
 * every sample chart leave out, and what the configuration refuses.
 */
import supertest from 'supertest';
import { ALGORITHMS } from '../../src/config/schema-clients.js';
import type { Tenant } from '../../src/config/settings.js';
import { parseDay } from '../../src/fhir/dates.js';
import type { Json } from '../../src/fhir/resource.js';
import { withSmartLink } from '../../src/hooks/smart-link.js';
import type { Running } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import type { Card } from '../../src/sdk/card.js';
import { client, file, linesOf, load, PRODUCTION, tenant } from '../config/support.js';
import { realService } from '../support/service.js';
import { ID, PATH, prefetch, request } from './bodies.js';
import { start } from './vectors.js';

const TODAY = parseDay(new Date().toISOString().slice(0, 10)) ?? 0;
let service: Running;
let cards: Card[];
let incomplete: Card;

const call = async (body: Json): Promise<Card[]> =>
  ((await supertest(service.url).post(PATH).send(body).expect(200)).body as { cards: Card[] }).cards;

beforeAll(async () => {
  service = await start();
  const own = realService();
  const shown = await Promise.all(loadSamples(ID).map((sample) => call(hookRequestOf(sample, own, TODAY, 'x'))));
  const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] };
  [incomplete] = (await call(request({ prefetch: prefetch({ conditions: failed }) }))) as [Card];
  cards = [...shown.flat(), incomplete];
});
afterAll(() => service.stop());

test('94 98 the incomplete card has no suggestions, and reasons to override it', () => {
  expect(incomplete.source.topic?.code).toBe('incomplete');
  expect(incomplete).not.toHaveProperty('suggestions');
  expect(incomplete.overrideReasons?.length).toBeGreaterThan(0);
});

test('108 109 110 the url of the source is the same on every card', () => {
  expect(cards.length).toBeGreaterThan(3);
  expect(new Set(cards.map(({ source }) => source.url)).size).toBe(1);
  expect(new URL(cards[0]?.source.url ?? '').pathname).toBe('/');
});

test('111 112 113 the source has no icon', () => {
  for (const { source } of cards) expect(Object.keys(source).sort()).toEqual(['label', 'topic', 'url']);
});

test('120 121 122 nothing is recommended in advance', () => {
  const suggestions = cards.flatMap((card) => card.suggestions ?? []);
  expect(suggestions.length).toBeGreaterThan(3);
  for (const suggestion of suggestions) expect(suggestion).not.toHaveProperty('isRecommended');
});

test('131 what an action creates is new: it has no id', () => {
  const actions = cards.flatMap((card) => card.suggestions ?? []).flatMap((suggestion) => suggestion.actions);
  expect(actions.length).toBeGreaterThan(3);
  for (const { resource } of actions) {
    expect(resource).toMatchObject({ resourceType: 'ServiceRequest', status: 'draft' });
    expect(resource).not.toHaveProperty('id');
  }
});

test('132 133 134 135 nothing is updated or deleted', () => {
  for (const { suggestions = [] } of cards) {
    for (const action of suggestions.flatMap(({ actions }) => actions)) {
      expect(action.type).toBe('create');
      expect(action).not.toHaveProperty('resourceId');
    }
  }
});

test('140 142 144 145 146 147 links say nothing of the patient; appContext is a text, on SMART links alone', () => {
  const app = { fhirServers: ['https://ehr.example/fhir'], smart: { clientId: 'app' } };
  const [north] = load(file({ tenants: [tenant(app)] })).tenants as [Tenant];
  const links = cards.flatMap((card) => [...(card.links ?? []), ...(withSmartLink(card, ID, north).links ?? [])]);
  expect(links.length).toBeGreaterThan(3);
  expect([...new Set(links.map(({ type }) => type))].sort()).toEqual(['absolute', 'smart']);
  for (const link of links) {
    expect(link.url).not.toMatch(/[?&]|patient\//i);
    if (link.type === 'absolute') expect(link).not.toHaveProperty('appContext');
    else expect(Object.keys(JSON.parse(link.appContext ?? '') as object)).toEqual(['tenant', 'service', 'card']);
  }
});

test('2 168 production takes https alone, for itself and for what it reads', () => {
  const refused = (options: Json): string => linesOf(() => load(options, PRODUCTION)).join('\n');
  expect(refused(file({ publicBaseUrl: 'http://cds.example.org' }))).toMatch(/^publicBaseUrl: .*https/);
  expect(refused(file({ tenants: [tenant({ fhirServers: ['http://ehr.example/fhir'] })] }))).toMatch(/https/);
  expect(load(file(), PRODUCTION).publicBaseUrl).toMatch(/^https:/);
});

test('177 production has no caller without a token', () => {
  const open = file({ tenants: [tenant({ anonymous: true })] });
  expect(linesOf(() => load(open, PRODUCTION)).join('\n')).toMatch(/tenants\[0\]\.anonymous/);
});

const algorithms = (...names: string[]) => file({ tenants: [tenant({ clients: [client({ algorithms: names })] })] });

test('200 201 203 207 no client can be given a symmetric algorithm, or none', () => {
  for (const name of ['none', 'None', 'HS256', 'HS384', 'HS512', 'dir']) {
    expect([name, linesOf(() => load(algorithms(name))).length]).toEqual([name, 1]);
  }
  for (const name of ALGORITHMS) expect(load(algorithms(name)).tenants).toHaveLength(1);
});

test('205 206 ES384 and RS384 are the default, and others can be chosen', () => {
  const of = (options: Json) => load(options).tenants[0]?.clients[0]?.algorithms;
  expect(of(file())).toEqual(['ES384', 'RS384']);
  expect(of(algorithms('ES512'))).toEqual(['ES512']);
});
