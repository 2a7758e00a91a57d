import supertest from 'supertest';
import { busy, CodedError, missingPrefetch, tooManyRequests, unauthorised } from '../../src/errors/index.js';
import { edge, REQUEST } from './stub.js';

const codeOf = (body: { issue?: { details?: { coding?: { code?: string }[] } }[] }) =>
  body.issue?.[0]?.details?.coding?.[0]?.code;

const refuseAll = () => {
  throw unauthorised();
};
const WRONG_PATIENT = { ...REQUEST, fhirAuthorization: { access_token: 't', patient: '2' } };

/** Each request is wrong in every way that comes later, too: the first wrong thing must decide. */
describe('answers come in the order of the contract', () => {
  test('404 before 405, 401 and all else', async () => {
    const { app } = edge({ authenticate: refuseAll });
    for (const path of [
      '/cds-services/other',
      '/cds-services/other/feedback',
      '/cds-services/stub/other',
      '/nowhere',
    ]) {
      const response = await supertest(app).delete(path).set('Content-Type', 'text/plain').send('x');
      expect([path, response.status, codeOf(response.body)]).toEqual([path, 404, 'not-found']);
    }
  });

  test.each([
    ['get', '/cds-services/stub', 'POST, OPTIONS'],
    ['put', '/cds-services/stub', 'POST, OPTIONS'],
    ['delete', '/cds-services/stub/feedback', 'POST, OPTIONS'],
    ['get', '/cds-services/stub/feedback', 'POST, OPTIONS'],
    ['post', '/cds-services', 'GET, HEAD, OPTIONS'],
    ['post', '/health/live', 'GET, HEAD, OPTIONS'],
    ['post', '/health/ready', 'GET, HEAD, OPTIONS'],
    ['patch', '/metrics', 'GET, HEAD, OPTIONS'],
    ['post', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ] as const)('405 with Allow before 401: %s %s', async (method, path, allow) => {
    const response = await supertest(edge({ authenticate: refuseAll }).app)[method](path);
    expect([response.status, response.headers['allow'], codeOf(response.body)]).toEqual([
      405,
      allow,
      'method-not-allowed',
    ]);
  });

  test.each(['/cds-services/stub', '/cds-services/stub/feedback'])(
    '401 before 415, always the same and without a reason: %s',
    async (path) => {
      const { app } = edge({
        authenticate: () => {
          throw new CodedError('unauthorised', { text: 'the token expired' });
        },
      });
      const response = await supertest(app).post(path).set('Content-Type', 'text/plain').send('x'.repeat(200_000));
      expect([response.status, response.headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect(response.text).not.toContain('expired');
      const other = await supertest(edge({ authenticate: refuseAll }).app)
        .post(path)
        .send(REQUEST);
      expect(other.text).toBe(response.text);
    },
  );

  test('401 is answered from the headers alone, before the body has come', async () => {
    let headers: unknown;
    const { app, calls } = edge({
      authenticate: (sent, path) => {
        headers = [sent.authorization, path];
        return Promise.reject(unauthorised());
      },
    });
    await supertest(app).post('/cds-services/stub').set('Authorization', 'Bearer junk').send('{not json').expect(401);
    expect(headers).toEqual(['Bearer junk', '/cds-services/stub']);
    expect(calls).toEqual([]);
  });

  test('415 before 413', async () => {
    const response = await supertest(edge().app)
      .post('/cds-services/stub')
      .type('text/plain')
      .send('x'.repeat(200_000));
    expect([response.status, codeOf(response.body)]).toEqual([415, 'unsupported-media-type']);
  });

  test('413 before 400', async () => {
    const response = await supertest(edge().app).post('/cds-services/stub').type('json').send('x'.repeat(200_000));
    expect([response.status, codeOf(response.body)]).toEqual([413, 'too-large']);
  });

  test('400 before 403', async () => {
    const response = await supertest(edge().app)
      .post('/cds-services/stub')
      .send({ ...WRONG_PATIENT, prefetch: [] });
    expect([response.status, response.body.issue[0].expression]).toEqual([400, ['prefetch']]);
  });

  test('403 before 412', async () => {
    const { app } = edge({ handleCall: () => Promise.reject(missingPrefetch(['patient'])) });
    const response = await supertest(app).post('/cds-services/stub').send(WRONG_PATIENT);
    expect([response.status, codeOf(response.body)]).toEqual([403, 'patient-not-authorised']);
  });

  test.each([
    [missingPrefetch(['patient', 'conditions']), 412, undefined],
    [tooManyRequests(7), 429, '7'],
    [busy(2), 503, '2'],
  ])('%s is answered as it is', async (error, status, retryAfter) => {
    const { app } = edge({ handleCall: () => Promise.reject(error) });
    const response = await supertest(app).post('/cds-services/stub').send(REQUEST);
    expect([response.status, response.headers['retry-after']]).toEqual([status, retryAfter]);
    expect(response.body.issue[0].details.text).toBe(error.message);
  });

  test.each<[string, () => never]>([
    [
      'an error',
      () => {
        throw new Error('secret of Jane at /srv/app');
      },
    ],
    [
      'a text',
      () => {
        throw 'secret of Jane';
      },
    ],
    [
      'nothing',
      () => {
        throw undefined;
      },
    ],
  ])('500 without anything of the inside where %s is thrown, and the service lives on', async (_what, handleCall) => {
    const { app, log } = edge({ handleCall });
    for (let round = 0; round < 2; round += 1) {
      const response = await supertest(app).post('/cds-services/stub').send(REQUEST);
      expect([response.status, codeOf(response.body)]).toEqual([500, 'internal']);
      expect(response.text).not.toMatch(/Jane|secret|srv|\.ts/);
    }
    expect(JSON.stringify(log)).not.toMatch(/Jane|secret/);
  });

  test('400 for an empty body and for bodies that are no object', async () => {
    const { app } = edge();
    for (const body of ['', '[]', 'null', '"x"', '{', '{"a":1,}', '// x\n{}']) {
      const response = await supertest(app).post('/cds-services/stub').type('json').send(body);
      expect([body, response.status, codeOf(response.body)]).toEqual([body, 400, 'malformed']);
    }
  });
});
