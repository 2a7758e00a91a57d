import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Router } from 'express';
import supertest from 'supertest';
import type { FeedbackEntry } from '../../src/hooks/feedback.js';
import { edge, PREFETCH, REQUEST, SILENT } from './stub.js';

const FEEDBACK = { feedback: [{ card: 'c1', outcome: 'overridden', outcomeTimestamp: '2026-06-15T11:00:00Z' }] };
const until = async (met: () => boolean) => {
  while (!met()) await new Promise((resolve) => setImmediate(resolve));
};

describe('discovery', () => {
  test('shows each service with its prefetch, without a token', async () => {
    const { app } = edge({
      authenticate: () => {
        throw new Error('asked for a token');
      },
    });
    await supertest(app)
      .get('/cds-services')
      .set('Authorization', 'Bearer junk')
      .expect(200, {
        services: [
          {
            id: 'stub',
            hook: 'patient-view',
            title: 'A stub',
            description: 'Answers what the test says.',
            prefetch: PREFETCH,
          },
        ],
      });
  });

  test('without services or templates has no empty values but the list', async () => {
    await supertest(edge({ services: [] }).app)
      .get('/cds-services')
      .expect(200, { services: [] });
    const { body } = await supertest(edge({ prefetch: () => ({}) }).app).get('/cds-services');
    expect(Object.keys(body.services[0])).toEqual(['id', 'hook', 'title', 'description']);
  });
});

describe('feedback', () => {
  const post = (app: ReturnType<typeof edge>['app'], body: object = FEEDBACK) =>
    supertest(app).post('/cds-services/stub/feedback').send(body);

  test('is answered {} once it is stored, for the caller it came from', async () => {
    const stored: [string, readonly FeedbackEntry[], string][] = [];
    const { app } = edge({
      storeFeedback: (service, entries, caller) => {
        stored.push([service.id, entries, caller.tenant]);
        return Promise.resolve();
      },
    });
    await post(app).expect(200, {});
    expect(stored).toMatchObject([['stub', [{ card: 'c1', outcome: 'overridden' }], 'north']]);
  });

  test('is 503 before there is a store', async () => {
    const response = await post(edge().app);
    expect([response.status, response.headers['retry-after']]).toEqual([503, '30']);
    expect(response.body.issue[0].details.coding[0].code).toBe('feedback-unavailable');
  });

  test('is 503 where the store fails, without its words', async () => {
    const { app, log } = edge({ storeFeedback: () => Promise.reject(new Error('disk full at /var/Jane')) });
    const response = await post(app);
    expect(response.status).toBe(503);
    expect(response.text + JSON.stringify(log)).not.toContain('Jane');
  });

  test('of which one entry is incomplete stores nothing', async () => {
    let stored = 0;
    const { app } = edge({ storeFeedback: () => Promise.resolve(void (stored += 1)) });
    const response = await post(app, { feedback: [...FEEDBACK.feedback, { card: 'c2' }] });
    expect([response.status, response.body.issue[0].expression, stored]).toEqual([400, ['feedback[1].outcome'], 0]);
    await post(app, { feedback: Array.from({ length: 1001 }, () => ({})) }).expect(413);
  });
});

describe('health', () => {
  test('live', async () => {
    await supertest(edge().app).get('/health/live').expect(200, { status: 'live' });
    await supertest(edge().app).head('/health/live').expect(200);
  });

  test.each([
    [200, { status: 'degraded', checks: { store: { status: 'failing', lost: 0, spilled: 3 } } }],
    [503, { status: 'unready' }],
  ] as const)('ready answers %d as it is told', async (status, body) => {
    await supertest(edge({ ready: () => ({ status, body }) }).app)
      .get('/health/ready')
      .expect(status, body);
  });
});

describe('metrics', () => {
  test('count calls, silences and failures, and time the stages', async () => {
    let round = 0;
    const { app, deps } = edge({
      handleCall: () => {
        round += 1;
        if (round === 1) return Promise.resolve({ ...SILENT, tier: 'urgent', outcome: 'card' });
        if (round === 2) return Promise.resolve(SILENT);
        throw new Error('x');
      },
    });
    for (let call = 0; call < 3; call += 1) await supertest(app).post('/cds-services/stub').send(REQUEST);
    await supertest(app).post('/cds-services/stub').send({});
    deps.metrics.fhirReads.inc({ input: 'conditions', state: 'timeout' });
    const { text, headers } = await supertest(app).get('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    for (const line of [
      'spinewatch_calls_total{tenant="north",service="stub",tier="urgent",outcome="card"} 1',
      'spinewatch_calls_total{tenant="north",service="stub",tier="none",outcome="no-cancer"} 1',
      'spinewatch_calls_total{tenant="north",service="stub",tier="none",outcome="internal"} 1',
      'spinewatch_calls_total{tenant="north",service="stub",tier="none",outcome="invalid-request"} 1',
      'spinewatch_call_seconds_count{stage="total"} 4',
      'spinewatch_call_seconds_count{stage="assess"} 2',
      'spinewatch_fhir_reads_total{input="conditions",state="timeout"} 1',
    ]) {
      expect(text).toContain(line);
    }
  });
});

describe('pages', () => {
  test('are served where the API has nothing, never under /cds-services', async () => {
    const pages = Router();
    pages.use((request, response) => {
      response.type('html').send(`page ${request.path}`);
    });
    const { app } = edge({ pages });
    expect((await supertest(app).get('/about/stub')).text).toBe('page /about/stub');
    await supertest(app).get('/cds-services/about').expect(404);
    await supertest(app).get('/health/live').expect(200, { status: 'live' });
  });
});

describe('the log', () => {
  test('has one line a request, and nothing of what was sent', async () => {
    const { app, log } = edge();
    const secret = {
      ...REQUEST,
      context: { patientId: 'Jane-1950' },
      fhirAuthorization: { access_token: 's3cret' },
      fhirServer: 'https://ehr.example/fhir',
    };
    await supertest(app)
      .post('/cds-services/stub?patient=Jane')
      .set('Authorization', 'Bearer s3cret')
      .send(secret)
      .expect(200);
    await supertest(app).get('/Patient/Jane').expect(404);
    await supertest(app)
      .post('/cds-services/stub')
      .send({ ...secret, hook: 'Jane' })
      .expect(400);
    expect(log).toMatchObject([
      {
        level: 'info',
        msg: 'request',
        method: 'POST',
        route: '/cds-services/:id',
        service: 'stub',
        tenant: 'north',
        tier: 'none',
        outcome: 'no-cancer',
        status: 200,
        ms: expect.any(Number),
      },
      { method: 'GET', status: 404, outcome: 'not-found' },
      { route: '/cds-services/:id', status: 400, outcome: 'invalid-request' },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/Jane|s3cret|ehr\.example/);
  });
});

describe('a client that goes away before its answer', () => {
  test('ends its call through the signal', async () => {
    let aborted: boolean | undefined;
    const { app, log } = edge({
      handleCall: (_service, _request, _caller, signal) =>
        new Promise((_resolve, reject) => {
          aborted = signal.aborted;
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    });
    const server: Server = app.listen(0, '127.0.0.1');
    await until(() => server.listening);
    const body = JSON.stringify(REQUEST);
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(
      `POST /cds-services/stub HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => aborted === false);
    socket.destroy();
    await until(() => aborted === true && log.length > 0);
    expect(log.find(({ msg }) => msg === 'request')).toMatchObject({ aborted: true });
    await new Promise((resolve) => server.close(resolve));
  });

  test('a call that is answered is not aborted', async () => {
    let signal: AbortSignal | undefined;
    const { app } = edge({
      handleCall: (_service, _request, _caller, given) => {
        signal = given;
        return Promise.resolve(SILENT);
      },
    });
    await supertest(app).post('/cds-services/stub').send(REQUEST).expect(200);
    expect(signal?.aborted).toBe(false);
  });
});
