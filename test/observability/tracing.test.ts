/** Traces of the running service, as a collector and a FHIR server see them. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import request from 'supertest';
import { readEnvironment } from '../../src/config/environment.js';
import { RESOURCE_TYPE } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import { startService, type Running } from '../../src/main.js';
import { createTracer } from '../../src/observability/opentelemetry.js';
import { startLoopback, type Loopback } from '../fhir/client/loopback.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../support/charts.js';
import { tempDataDir } from '../support/data-dir.js';
import { until } from '../support/until.js';
import { startCollector, valuesOf, type CollectedSpan, type Collector } from './collector.js';

const PATH = '/cds-services/metastatic-back-pain';
const ROUTE = 'POST /cds-services/:id';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;
/** What must never be in a span: whose call it was, with what key, and what was found. */
const MARKERS = {
  patient: 'p1-marker-patient',
  name: 'Marker-Surname',
  token: 'marker-token-of-the-ehr',
  hookInstance: 'marker-hook-instance',
  user: 'marker-user',
  encounter: 'marker-encounter',
  baggage: 'marker-baggage',
  site: 'Malignant neoplasm of breast',
};

let collector: Collector;
let fhir: Loopback;
let open: { stop(): Promise<void> }[];
let broken: ReadonlySet<string>;
beforeEach(async () => {
  open = [];
  broken = new Set();
  collector = await startCollector();
  const chart = withMarkers(prefetchOf(PATIENT, BREAST_CANCER, backPain()));
  fhir = await startLoopback((asked, response) => {
    const type = /^\/fhir\/(\w+)/.exec(asked.url ?? '')?.[1] ?? '';
    const input = Object.entries(RESOURCE_TYPE).find(([, one]) => one === type)?.[0];
    const known = input !== undefined && !broken.has(type);
    response.writeHead(known ? 200 : 500, { 'Content-Type': 'application/fhir+json' });
    response.end(known ? JSON.stringify(chart[input]) : '{}');
  });
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()));
  await Promise.all([collector.http.close(), fhir.close()]);
});

const withMarkers = (value: Json): Json =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll('"p1"', JSON.stringify(MARKERS.patient))
      .replaceAll('Patient/p1', `Patient/${MARKERS.patient}`)
      .replace('"gender"', `"name":[{"family":"${MARKERS.name}"}],"gender"`),
  ) as Json;

/** A call that has its chart read from the server. */
const asked = (more: Json = {}): Json => ({
  ...hookRequest(undefined, { fhirServer: `${fhir.origin}/fhir` }),
  hookInstance: MARKERS.hookInstance,
  fhirAuthorization: { access_token: MARKERS.token, token_type: 'Bearer', patient: MARKERS.patient },
  context: {
    userId: `Practitioner/${MARKERS.user}`,
    patientId: MARKERS.patient,
    encounterId: MARKERS.encounter,
  },
  ...more,
});

async function start(endpoint = collector.endpoint, more: Record<string, string> = {}): Promise<Running> {
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir(), ...more };
  const service = await startService(readEnvironment({ ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }), 'UTC');
  open.push(service);
  return service;
}

const call = (service: Running, body: Json, headers: Record<string, string> = {}, status = 200) =>
  request(service.url).post(PATH).set(headers).send(body).expect(status);

/** Ends the service, which sends what waits; the spans by name. */
async function spansOf(service: Running): Promise<ReadonlyMap<string, CollectedSpan>> {
  await service.stop();
  open = [];
  return new Map(collector.spans().map((span) => [span.name, span]));
}

test('a call is one server span, its stages and each read of the chart spans within it', async () => {
  const service = await start();
  const { body } = await call(service, asked());
  expect(body.cards).toHaveLength(1);
  const spans = await spansOf(service);
  const root = spans.get(ROUTE) as CollectedSpan;
  const within = (parent: CollectedSpan): string[] =>
    collector
      .spans()
      .filter(({ parentSpanId }) => parentSpanId === parent.spanId)
      .map(({ name }) => name)
      .sort();

  expect(collector.spans().filter(({ kind }) => kind === 2)).toEqual([root]);
  expect(root.parentSpanId ?? '').toBe('');
  expect(within(root)).toEqual(['assess', 'authenticate', 'card', 'decide', 'parse', 'read chart', 'record']);
  const reads = Object.values(RESOURCE_TYPE).map((type) => `GET ${type}`);
  expect(within(spans.get('read chart') as CollectedSpan)).toEqual(
    [...reads, 'GET metadata', 'wait for a place'].sort(),
  );
  expect(new Set(collector.spans().map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
  expect(valuesOf(root)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/cds-services/:id',
    'http.response.status_code': 200,
    'spinewatch.service': 'metastatic-back-pain',
    'spinewatch.tenant': 'sandbox',
  });
  expect(spans.get('GET Condition')).toMatchObject({ kind: 3, status: {} });
  expect(valuesOf(spans.get('GET Condition') as CollectedSpan)).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(fhir.origin).port),
    'spinewatch.fhir.type': 'Condition',
  });
  expect(collector.resources()[0]).toMatchObject({ 'service.name': 'spinewatch' });
});

test("the caller's trace is continued, and named to the FHIR server by the span of each request alone", async () => {
  const service = await start();
  const headers = {
    traceparent: TRACEPARENT,
    tracestate: 'ehr=t61rcWkgMzE',
    baggage: `patient=${MARKERS.baggage}`,
  };
  await call(service, asked(), headers);
  const spans = await spansOf(service);
  const root = spans.get(ROUTE);
  expect(root).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, traceState: 'ehr=t61rcWkgMzE' });
  expect(fhir.requests.length).toBeGreaterThanOrEqual(Object.keys(RESOURCE_TYPE).length);
  for (const { headers: sent, url } of fhir.requests) {
    const name = `GET ${/^\/fhir\/(\w+)/.exec(url ?? '')?.[1]}`;
    expect(sent['traceparent']).toBe(`00-${TRACE}-${spans.get(name)?.spanId}-01`);
    expect(sent).not.toHaveProperty('tracestate');
    expect(sent).not.toHaveProperty('baggage');
  }
});

test('a caller that does not record is not recorded, and the server is told so', async () => {
  const service = await start();
  await call(service, asked(), { traceparent: `00-${TRACE}-${PARENT}-00` });
  expect(await spansOf(service)).toEqual(new Map());
  expect(fhir.requests[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
});

test('a traceparent that is none begins a trace of its own', async () => {
  const malformed = [
    'junk',
    `00-${TRACE}-${PARENT}`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${PARENT}-01`,
    `${TRACEPARENT}-more`,
    `${TRACEPARENT}, ${TRACEPARENT}`,
    TRACEPARENT.toUpperCase(),
  ];
  const service = await start();
  for (const traceparent of malformed) await call(service, asked(), { traceparent, tracestate: 'ehr=1' });
  await spansOf(service);
  const roots = collector.spans().filter(({ name }) => name === ROUTE);
  expect(roots).toHaveLength(malformed.length);
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(malformed.length);
  for (const { traceId, parentSpanId = '', traceState = '' } of roots) {
    expect([traceId === TRACE, parentSpanId, traceState]).toEqual([false, '', '']);
  }
});

test('no span holds anything of the patient, the caller or the chart, also where reads fail', async () => {
  broken = new Set(['Observation']);
  const service = await start();
  const headers = { traceparent: TRACEPARENT, baggage: MARKERS.baggage, authorization: `Bearer ${MARKERS.token}` };
  await call(service, asked(), headers);
  await call(service, { ...asked(), context: { patientId: `${MARKERS.patient}/../x` } }, {}, 400);
  const spans = await spansOf(service);
  // The server was asked by what must not be told, so that its absence means something.
  expect(fhir.requests.map(({ url }) => url).join(' ')).toContain(MARKERS.patient);
  expect(fhir.requests[0]?.headers['authorization']).toContain(MARKERS.token);
  const sent = collector.bodies.join('\n');
  expect(sent).toContain('GET Condition');
  for (const marker of [...Object.values(MARKERS), '254837009', 'breast', '?', 'patient=', 'recommended']) {
    expect(sent).not.toContain(marker);
  }
  expect(spans.get('GET Observation')?.status.code).toBe(2);
  expect(valuesOf(spans.get('GET Observation') as CollectedSpan)).toMatchObject({
    'http.response.status_code': 500,
    'error.type': 'error',
  });
});

test('a call that is refused says by which code', async () => {
  const service = await start();
  await call(service, hookRequest(undefined), {}, 412);
  const spans = await spansOf(service);
  expect(valuesOf(spans.get(ROUTE) as CollectedSpan)).toMatchObject({
    'http.response.status_code': 412,
    'error.type': 'missing-prefetch',
  });
  // Wrong of the caller, no failure of the service's.
  expect(spans.get(ROUTE)?.status.code ?? 0).toBe(0);
  expect(valuesOf(spans.get('read chart') as CollectedSpan)).toEqual({ 'error.type': 'missing-prefetch' });
});

test('a collector that is not there costs a call nothing, and is one line in the log until it is back', async () => {
  const lines: string[] = [];
  const away = await startCollector();
  await away.http.close();
  const service = await start(away.endpoint);
  const began = performance.now();
  expect((await call(service, asked())).body.cards).toHaveLength(1);
  await service.stop();
  open = [];
  // Its flush is bounded: a stop has ten seconds, and the calls come first.
  expect(performance.now() - began).toBeLessThan(9_000);

  let answer = 400;
  let exports = 0;
  const flaky = await startLoopback((_request, response) => {
    exports += 1;
    response.writeHead(answer).end('{}');
  });
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
  const tracer = createTracer({
    url: `${flaky.origin}/v1/traces`,
    onTrouble: (problem) => lines.push(problem),
    onRecovered: () => lines.push('recovered'),
  });
  delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
  const sendOne = async (): Promise<void> => {
    const before = exports;
    tracer.begin('one', {}).end();
    await until('the spans are sent', async () => exports > before, 10_000);
  };
  for (let batch = 0; batch < 3; batch += 1) await sendOne();
  expect(lines).toEqual(['it answered 400']);
  answer = 200;
  await sendOne();
  await until('the tracer has heard of it', async () => lines.length > 1, 10_000);
  expect(lines).toEqual(['it answered 400', 'recovered']);
  await tracer.stop();
  await flaky.close();
});

test('without a collector nothing is traced, nothing is sent on and OpenTelemetry is not loaded', async () => {
  const service = await startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }),
    'UTC',
  );
  open.push(service);
  await call(service, asked(), { traceparent: TRACEPARENT });
  expect(fhir.requests.length).toBeGreaterThan(0);
  for (const { headers } of fhir.requests) expect(headers).not.toHaveProperty('traceparent');
  expect(loadedBy({})).toEqual([]);
  expect(loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint })).toContain('sdk-trace-base');
}, 60_000);

/** The packages of OpenTelemetry that a process has loaded once the service listens; prom-client brings the api along. */
function loadedBy(environment: Record<string, string>): string[] {
  const script = `
    const { startService } = await import('./src/main.ts');
    const { readEnvironment } = await import('./src/config/environment.ts');
    const service = await startService(readEnvironment(process.env), 'UTC');
    const { createRequire } = await import('node:module');
    const paths = Object.keys(createRequire(import.meta.url).cache).join(' ');
    const names = [...paths.matchAll(/@opentelemetry.([a-z-]+)/g)].map((match) => match[1]);
    await service.stop();
    console.log(JSON.stringify([...new Set(names)].filter((name) => name !== 'api')));
    process.exit(0);`;
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATA_DIR: tempDataDir(),
      ...environment,
    },
    encoding: 'utf8',
  });
  return JSON.parse(out) as string[];
}
