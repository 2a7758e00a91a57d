/** The dashboard and the alert rules ask for what a running service exposes, and each alert is explained. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { ERRORS } from '../../src/errors/index.js';
import { readEnvironment } from '../../src/config/environment.js';
import { startService } from '../../src/main.js';
import { loadEveryService } from '../../src/registry/load.js';
import { startLoopback } from '../fhir/client/loopback.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';
import { tempDataDir } from '../support/data-dir.js';
import { askedAt, overridden, running } from '../support/running.js';
import { until } from '../support/until.js';
import { askedBy } from './promql.js';

const file = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../docs/operations/${name}`, import.meta.url)), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
const RULES = (parse(file('alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
const DASHBOARD = JSON.parse(file('dashboard.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[];
  };
};
const TARGETS = DASHBOARD.panels.flatMap(({ targets = [] }) => targets);
/** As Grafana fills them in. */
const filled = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '5m').replaceAll('$tenant', 'north').replaceAll('$job', 'spinewatch');
const EXPRESSIONS = [...RULES.map(({ expr }) => expr), ...TARGETS.map(({ expr }) => filled(expr))];

/** What Prometheus itself adds. */
const OF_THE_SCRAPE = ['job', 'instance'];

/** Metrics by name: their labels, and the values these had. */
type Exposed = Map<string, Map<string, Set<string>>>;

function readInto(exposed: Exposed, text: string): void {
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z0-9_]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = exposed.get(name) ?? new Map<string, Set<string>>();
    exposed.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
}

/** What a service exposes that has had good days and bad ones. */
async function lived(): Promise<Exposed> {
  const exposed: Exposed = new Map();
  const dataDir = tempDataDir();
  const failing = await startLoopback((_request, response) => response.writeHead(500).end('{}'));
  const dead = await startLoopback(() => undefined);
  await dead.close();
  const configFile = join(dataDir, 'spinewatch.json');
  const tenant = {
    id: 'north',
    anonymous: true,
    cards: { emergencyContact: 'Coordinator' },
    fhirServers: [failing, dead].map(({ origin }) => ({ url: `${origin}/fhir`, allowPrivateNetwork: true })),
  };
  writeFileSync(configFile, JSON.stringify({ publicBaseUrl: 'http://127.0.0.1', tenants: [tenant] }));
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir, CONFIG_FILE: configFile };
  const service = await startService(readEnvironment(environment), 'UTC');
  // Without a folder to write to, every decision is lost.
  const noFolder = join(dataDir, 'no-folder');
  writeFileSync(noFolder, '');
  const forgetful = await running({ DATA_DIR: noFolder });
  try {
    const asked = askedAt(service.url);
    const post = (body: unknown) =>
      fetch(`${service.url}/cds-services/metastatic-back-pain`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    const card = await asked.card('p1');
    expect((await asked.call('p1')).body.cards).toEqual([]); // the same visit: quieted
    const unknownCard = '5f9b0f0c-7f6b-4a53-9c8e-0123456789ab';
    expect((await asked.feedback(overridden(card), overridden(unknownCard))).status).toBe(200);
    const unknownCode = { Condition: { id: 'u1', code: 'SCT#999999990989121104 Nothing known' } };
    expect((await post(hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain(), unknownCode)))).status).toBe(200);
    expect((await post(hookRequest(undefined))).status).toBe(412);
    await post(hookRequest(undefined, { fhirServer: `${failing.origin}/fhir` }));
    for (let time = 0; time < 5; time += 1) await post(hookRequest(undefined, { fhirServer: `${dead.origin}/fhir` }));
    expect(await asked.metric('spinewatch_breaker_open')).toBe(1);
    await forgetful.call('p1');
    await until(
      'the decision is lost',
      async () => (await forgetful.metric('spinewatch_store_lost_total')) === 1,
      10_000,
    );
    for (const { url } of [service, forgetful]) readInto(exposed, await (await fetch(`${url}/metrics`)).text());
  } finally {
    await Promise.all([service.stop(), forgetful.stop(), failing.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
  exposed.set('up', new Map());
  return exposed;
}

let exposed: Exposed;
beforeAll(async () => {
  exposed = await lived();
}, 60_000);

test('every metric of an expression is exposed, with every label it is matched on or grouped by', () => {
  expect(EXPRESSIONS.length).toBeGreaterThan(30);
  for (const expression of EXPRESSIONS) {
    const { selectors, groupedBy } = askedBy(expression);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      const labels = [...(exposed.get(metric)?.keys() ?? [`no metric ${metric}`]), ...OF_THE_SCRAPE];
      expect({ expression, labels }).toEqual({
        expression,
        labels: expect.arrayContaining([...matchers.keys(), ...groupedBy]),
      });
      expect({ expression, exposed: exposed.has(metric) }).toEqual({ expression, exposed: true });
    }
  }
});

test('every value of a label that is matched is one that the service can give', () => {
  const possible = (metric: string, label: string, value: string): boolean =>
    exposed.get(metric)?.get(label)?.has(value) === true ||
    (label === 'outcome' && Object.hasOwn(ERRORS, value)) ||
    ['job:spinewatch', 'tenant:unknown'].includes(`${label}:${value}`) ||
    (label === 'state' && ['timeout', 'not-permitted', 'truncated', 'present', 'empty'].includes(value));
  for (const expression of EXPRESSIONS) {
    for (const { metric, matchers } of askedBy(expression).selectors) {
      for (const [label, values] of matchers) {
        const wrong = values.split('|').filter((value) => !possible(metric, label, value));
        expect({ expression, wrong }).toEqual({ expression, wrong: [] });
      }
    }
  }
});

test.each([
  ['on its last day', 0, 0, 'ok'],
  ['the day after', 1, 1, 'overdue'],
])('content %s of review', async (_day, days, overdue, status) => {
  const dates = (await loadEveryService()).map(({ service: { about } }) => Date.parse(about?.reviewDue ?? ''));
  const due = Math.min(...dates);
  const now = (): Date => new Date(due + days * 86_400_000);
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() };
  const service = await startService(readEnvironment(environment), 'UTC', { now });
  try {
    const asked = askedAt(service.url);
    expect(await asked.metric('spinewatch_review_overdue')).toBe(overdue);
    expect(await asked.ready()).toMatchObject({ checks: { governance: { status } } });
  } finally {
    await service.stop();
  }
});

test('an expression that does not parse, or asks for what is not there, is found', () => {
  expect(() => askedBy('sum by (tenant) (rate(spinewatch_calls_total[5m])')).toThrow(/does not parse/);
  expect(askedBy('sum by (tenant) (rate(a_total{b="c"}[5m])) > 1')).toEqual({
    selectors: [{ metric: 'a_total', matchers: new Map([['b', 'c']]) }],
    groupedBy: ['tenant'],
  });
});

test('each metric of ours is on the dashboard', () => {
  const asked = new Set(TARGETS.flatMap(({ expr }) => askedBy(filled(expr)).selectors.map(({ metric }) => metric)));
  const ours = [...exposed.keys()].filter((name) => name.startsWith('spinewatch_'));
  expect(ours.length).toBeGreaterThan(8);
  expect(ours.filter((name) => !asked.has(name))).toEqual([]);
});

test('the README explains each alert, and no other', () => {
  const explained = [...file('README.md').matchAll(/^### (Spinewatch\w+)$/gm)].map(([, name]) => name);
  expect(explained).toEqual(RULES.map(({ alert }) => alert));
  for (const { labels, annotations } of RULES) {
    expect(labels.severity).toMatch(/^(?:critical|warning|info)$/);
    expect(annotations.summary).not.toBe('');
  }
});

test('the dashboard asks the data source that is chosen, and its panels have ids and places of their own', () => {
  const variables = DASHBOARD.templating.list;
  expect(variables[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  for (const { datasource } of TARGETS) expect(datasource.uid).toBe('${datasource}');
  for (const { query } of variables.slice(1)) {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec((query as { query: string }).query) ?? [];
    expect([...(exposed.get(metric)?.keys() ?? []), ...OF_THE_SCRAPE]).toContain(label);
  }
  expect(new Set(DASHBOARD.panels.map(({ id }) => id)).size).toBe(DASHBOARD.panels.length);
  for (const { gridPos } of DASHBOARD.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});
