import supertest from 'supertest';
import { unauthorised } from '../../src/errors/index.js';
import { edge, REQUEST, SERVICE } from './stub.js';

const ORIGIN = 'https://sandbox.example';

describe('CORS', () => {
  test.each([
    ['get', '/cds-services', 200],
    ['get', '/cds-services/stub', 405],
    ['get', '/cds-services/none', 404],
    ['get', '/nowhere', 404],
    ['get', '/health/live', 200],
    ['get', '/%E0%A4%A', 404],
  ] as const)('is on every answer: %s %s %d', async (method, path, status) => {
    const response = await supertest(edge().app)[method](path).set('Origin', ORIGIN);
    expect([response.status, response.headers['access-control-allow-origin']]).toEqual([status, '*']);
    expect(response.headers['access-control-allow-credentials']).toBeUndefined();
  });

  test.each<[number, string, string]>([
    [400, 'application/json', '{'],
    [413, 'application/json', 'x'.repeat(100_001)],
    [415, 'text/plain', 'x'],
    [200, 'application/json', JSON.stringify(REQUEST)],
  ])('is on a %d of a call', async (status, type, body) => {
    const response = await supertest(edge().app).post('/cds-services/stub').type(type).set('Origin', ORIGIN).send(body);
    expect([response.status, response.headers['access-control-allow-origin']]).toEqual([status, '*']);
  });

  test('is on a 401', async () => {
    const { app } = edge({ authenticate: () => Promise.reject(unauthorised()) });
    const response = await supertest(app).post('/cds-services/stub').set('Origin', ORIGIN).send(REQUEST);
    expect([response.status, response.headers['access-control-allow-origin']]).toEqual([401, '*']);
  });

  test.each([
    '/cds-services',
    '/cds-services/stub',
    '/cds-services/stub/feedback',
    '/cds-services/none',
    '/nowhere',
    '/',
    '/metrics',
  ])('OPTIONS %s is 204 without authentication', async (path) => {
    const { app } = edge({ authenticate: () => Promise.reject(unauthorised()) });
    const response = await supertest(app).options(path).set({
      Origin: ORIGIN,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization, content-type',
    });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['access-control-allow-methods']).toMatch(/GET.*POST.*OPTIONS/);
    expect(response.headers['access-control-allow-headers']).toMatch(/Authorization.*Content-Type/);
    expect((await supertest(app).options(path)).status).toBe(204);
  });

  test('names an origin of the list, and no other', async () => {
    const { app } = edge({ cors: { origins: ['https://other.example', ORIGIN] } });
    const listed = await supertest(app).get('/cds-services').set('Origin', ORIGIN);
    expect([listed.headers['access-control-allow-origin'], listed.headers['vary']]).toEqual([ORIGIN, 'Origin']);
    const foreign = await supertest(app).get('/cds-services').set('Origin', 'https://evil.example');
    expect([foreign.status, foreign.headers['access-control-allow-origin']]).toEqual([200, undefined]);
    expect((await supertest(app).options('/cds-services').set('Origin', 'https://evil.example')).status).toBe(204);
  });
});

describe('other headers', () => {
  test('say nothing of the framework and let nothing be run, framed or guessed', async () => {
    const { headers } = await supertest(edge().app).get('/cds-services');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['strict-transport-security']).toMatch(/max-age=\d+/);
  });

  test("have a request id of the service's own", async () => {
    const { app, log } = edge();
    const { headers } = await supertest(app).get('/cds-services').set('X-Request-Id', 'Jane Doe');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(log[0]).toMatchObject({ requestId: headers['x-request-id'] });
  });
});

describe('addresses', () => {
  test.each(['/cds-services', '/cds-services/', '/cds-services//', '/cds-services?x=//y'])(
    'GET %s is discovery',
    async (path) => {
      const response = await supertest(edge().app).get(path);
      expect(response.body.services).toHaveLength(1);
    },
  );

  test.each(['/cds-services/stub', '/cds-services//stub', '/cds-services/stub/', '/cds-services///stub/'])(
    'POST %s is a call, authenticated for the plain address',
    async (path) => {
      const paths: string[] = [];
      const { app, calls } = edge({
        authenticate: (_headers, called) => {
          paths.push(called);
          return { tenant: 'north' };
        },
      });
      await supertest(app).post(path).send(REQUEST).expect(200, { cards: [] });
      expect([calls.length, paths]).toEqual([1, ['/cds-services/stub']]);
    },
  );

  test('names are compared exactly', async () => {
    await supertest(edge().app).get('/CDS-Services').expect(404);
    await supertest(edge().app).post('/cds-services/Stub').send(REQUEST).expect(404);
    await supertest(edge().app).post('/cds-services/__proto__').send(REQUEST).expect(404);
  });

  test('two services with one id do not start', () => {
    expect(() => edge({ services: [SERVICE, { ...SERVICE, hook: 'order-sign' }] })).toThrow('same id');
  });

  test('two services on one hook both answer', async () => {
    const answered: string[] = [];
    const { app } = edge({
      services: [SERVICE, { ...SERVICE, id: 'second' }],
      handleCall: (service) => {
        answered.push(service.id);
        return Promise.resolve({ cards: [], tier: 'none', outcome: 'x', stages: {} });
      },
    });
    await supertest(app).post('/cds-services/second').send(REQUEST).expect(200);
    await supertest(app).post('/cds-services/stub').send(REQUEST).expect(200);
    expect(answered).toEqual(['second', 'stub']);
  });
});
