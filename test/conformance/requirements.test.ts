/**
 * The requirements of CDS Hooks on what a service takes, one test a row, held against the service as it runs.
 * Rows: J JSON, D discovery, R request, F FHIR access, P prefetch, K feedback. Its answers: responses.test.ts.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { INPUTS } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import { requestParser } from '../../src/hooks/request.js';
import type { Running } from '../../src/main.js';
import { EMPTY, ID, PATH, PATIENT, prefetch, request } from './bodies.js';
import { schemaErrors, start } from './vectors.js';

const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] };

let service: Running;
let discovery: { services: Json[] };

beforeAll(async () => {
  service = await start();
  discovery = (await supertest(service.url).get('/cds-services')).body as { services: Json[] };
});
afterAll(() => service.stop());

const call = (body: unknown, path = PATH) =>
  supertest(service.url)
    .post(path)
    .send(body as object);
const first = (): Json => discovery.services[0] as Json;
const templates = (): Record<string, string> => first()['prefetch'] as Record<string, string>;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A FHIR server on loopback that answers empty searches and remembers what it was asked. */
async function fhirServer(): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server: Server = createServer((incoming, response) => {
    asked.push(incoming);
    response.setHeader('Content-Type', 'application/fhir+json');
    response.end(JSON.stringify(incoming.url?.includes('/Patient/') === true ? PATIENT : EMPTY));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  servers.push(server);
  return { url: `http://127.0.0.1:${port}/fhir`, asked };
}

describe('A1 JSON', () => {
  test('J1 every answer is JSON, errors too', async () => {
    for (const response of [
      await supertest(service.url).get('/cds-services'),
      await call(request({ prefetch: prefetch() })),
      await call({}),
      await supertest(service.url).get('/cds-services/none'),
    ]) {
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(response.body).toBeInstanceOf(Object);
    }
  });
});

describe('A2 discovery', () => {
  test('D1 D2 D13 is at GET /cds-services with 200 and a list of services', async () => {
    const { status, body } = await supertest(service.url).get('/cds-services');
    expect([status, Array.isArray(body.services)]).toEqual([200, true]);
    expect(schemaErrors('discovery', body)).toEqual([]);
  });

  test('D4 D5 D6 D7 each service has hook, title, description and id', () => {
    expect(first()).toMatchObject({
      hook: 'patient-view',
      title: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\S/),
      id: ID,
    });
  });

  test('D7 the id is the last segment of the address', async () => {
    expect((await call(request({ prefetch: prefetch() }), `/cds-services/${String(first()['id'])}`)).status).toBe(200);
  });

  test('D8 prefetch is an object of FHIR queries, in keys that are not numbers', () => {
    expect(Object.keys(templates()).sort()).toEqual([...INPUTS].sort());
  });

  test('D9 usageRequirements, where given, is a text', () => {
    expect(['string', 'undefined']).toContain(typeof first()['usageRequirements']);
  });

  test('D10 version is left out: it would be the version of CDS Hooks 3.0, not of the service', () => {
    expect(first()).not.toHaveProperty('version');
  });

  test('D14 extension, where given, is an object', () => {
    expect(['object', 'undefined']).toContain(typeof first()['extension']);
  });
});

describe('A3 calling a service', () => {
  test('R1 a POST with a JSON body is answered', async () => {
    await call(request({ prefetch: prefetch() })).expect(200);
  });

  test.each(['hook', 'hookInstance', 'context'])('R2 R3 R6 %s is required', async (field) => {
    const { [field]: _left, ...rest } = request({ prefetch: prefetch() });
    await call(rest).expect(400);
  });

  test('R3 a hookInstance that is no RFC 4122 UUID is accepted', async () => {
    await call(request({ hookInstance: '00000000-007b-9f33-e810-e841a57c502c', prefetch: prefetch() })).expect(200);
  });

  test('R4 fhirServer may be missing where the prefetch is complete', async () => {
    await call(
      request({ prefetch: prefetch(), fhirAuthorization: { access_token: 't', token_type: 'Bearer' } }),
    ).expect(200);
  });

  test('R5 R7 R8 fhirAuthorization, prefetch and extension are optional', () => {
    expect(requestParser('patient-view')(request())).toMatchObject({ patientId: '1', prefetch: {} });
    expect(requestParser('patient-view')(request({ extension: { 'com.example': {} } }))).toMatchObject({
      patientId: '1',
    });
  });

  test('F1 F2 F9 what was not prefetched is read from fhirServer, with the token on each call', async () => {
    const server = await fhirServer();
    const authorization = {
      access_token: 's3cret',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'Condition.Read (R4)',
      subject: 'x',
    };
    await call(request({ fhirServer: server.url, fhirAuthorization: authorization })).expect(200);
    expect(server.asked.length).toBeGreaterThanOrEqual(INPUTS.length);
    expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer s3cret']));
  });

  test('F4 F5 F6 the token is kept nowhere: a call without one sends none', async () => {
    const server = await fhirServer();
    await call(
      request({ fhirServer: server.url, fhirAuthorization: { access_token: 's3cret', token_type: 'Bearer' } }),
    );
    const before = server.asked.length;
    const { text } = await call(request({ fhirServer: server.url }));
    const later = server.asked.slice(before);
    expect(later.length).toBeGreaterThanOrEqual(INPUTS.length);
    expect(later.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    const metrics = await supertest(service.url).get('/metrics');
    expect(text + metrics.text).not.toContain('s3cret');
  });

  test('F7 scopes of SMART 1, SMART 2 and vendors are not judged', async () => {
    for (const scope of [
      'patient/*.read',
      'patient/Observation.rs?category=laboratory',
      'Observation.Read (Labs) (R4)',
      7,
    ]) {
      await call(request({ prefetch: prefetch(), fhirAuthorization: { access_token: 't', scope } })).expect(200);
    }
  });
});

describe('A4 prefetch', () => {
  test('P1 each template is a relative read or search', () => {
    for (const template of Object.values(templates()))
      expect(template).toMatch(/^[A-Z][A-Za-z]+(\/\{\{context\.patientId\}\}$|\?)/);
  });

  test('P3 P4 P5 P6 the only token is {{context.patientId}}', () => {
    for (const template of Object.values(templates())) {
      expect(template.match(/\{\{[^}]*\}\}/g)).toEqual(['{{context.patientId}}']);
      expect(template.replace('{{context.patientId}}', '')).not.toMatch(/[{}%]/);
    }
  });

  test('P7 searches keep to the subset every client has: equality, _count, _sort, nothing twice', () => {
    for (const [key, template] of Object.entries(templates())) {
      const parameters = (template.split('?')[1] ?? '')
        .split('&')
        .filter((one) => one !== '')
        .map((one) => one.split('=')[0]);
      const allowed = ['patient', 'category', '_count', '_sort', ...(key === 'observations' ? ['code'] : [])];
      expect(parameters.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
      expect(new Set(parameters).size).toBe(parameters.length);
    }
  });

  test('P8 a page of a longer result is not taken for the whole', async () => {
    const page = { ...EMPTY, total: 50, link: [{ relation: 'next', url: 'https://ehr.example/fhir?page=2' }] };
    const { body } = await call(request({ prefetch: prefetch({ conditions: page }) })).expect(200);
    expect(body.cards[0].summary).toMatch(/conditions: truncated/);
  });

  test('P10 P11 an OperationOutcome in place of data is seen for what it is', async () => {
    const { body } = await call(request({ prefetch: prefetch({ conditions: OUTCOME }) })).expect(200);
    expect(body.cards[0].summary).toMatch(/conditions: error/);
  });

  test('P12 null is a result with nothing in it', async () => {
    const nothing = Object.fromEntries(INPUTS.map((input) => [input, null]));
    await call(request({ prefetch: { ...nothing, patient: PATIENT } })).expect(200, /"cards":\[\]/);
  });

  test('P13 only the keys that are absent are asked for', async () => {
    const server = await fhirServer();
    const { conditions: _conditions, ...rest } = prefetch();
    await call(request({ prefetch: rest, fhirServer: server.url })).expect(200);
    const paths = new Set(server.asked.map(({ url }) => url?.split('?')[0]));
    // What the server says of itself may be asked for, too: it is nobody's data.
    expect([...paths].filter((path) => path !== '/fhir/metadata')).toEqual(['/fhir/Condition']);
  });

  test('P14 required data that cannot be had is a 412', async () => {
    const { status, body } = await call(request());
    expect([status, body.resourceType, body.issue[0].expression]).toEqual([
      412,
      'OperationOutcome',
      ['prefetch.patient', 'prefetch.conditions'],
    ]);
  });

  // Usual times are measured by the benchmarks; the bound here only tells an answer from a hang.
  test('P15 an answer by prefetch comes quickly', async () => {
    const started = performance.now();
    await call(request({ prefetch: prefetch() })).expect(200);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('A6 feedback', () => {
  const feedback = (...entries: unknown[]) => call({ feedback: entries }, `${PATH}/feedback`);
  const CARD = {
    card: 'f6b95768-b1c8-40dc-8385-bf3504b82ffb',
    outcome: 'overridden',
    outcomeTimestamp: '2020-12-11T00:00:00Z',
  };

  test('K1 K2 K8 is taken at /feedback, for several cards at once and for one several times', async () => {
    const { status } = await feedback(CARD, CARD, { ...CARD, card: 'x' });
    expect(status).toBe(200);
  });

  test.each([
    ['K3 card', { outcome: 'overridden' }, 'feedback[0].card'],
    ['K4 outcome', { card: 'x' }, 'feedback[0].outcome'],
    ['K5 acceptedSuggestions of an acceptance', { card: 'x', outcome: 'accepted' }, 'feedback[0].acceptedSuggestions'],
  ])('%s is required', async (_row, entry, expression) => {
    const { status, body } = await feedback(entry);
    expect([status, body.issue[0].expression]).toEqual([400, [expression]]);
  });

  test('K6 an override reason needs no display', async () => {
    const { status } = await feedback({
      ...CARD,
      overrideReason: { reason: { code: 'd7ecf885', system: 'https://example.com' } },
    });
    expect(status).toBe(200);
  });

  test('K7 a wrong outcomeTimestamp is no reason to refuse', async () => {
    expect((await feedback({ ...CARD, outcomeTimestamp: 'soon' })).status).toBe(200);
  });

  test('K11 an unknown card is no reason to refuse', async () => {
    expect((await feedback({ ...CARD, card: 'never-seen' })).status).toBe(200);
  });
});
