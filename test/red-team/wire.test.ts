/** Attacks on HTTP itself: two readings of one request, clients that never finish, headers that lie. */
import type { Running } from '../../src/main.js';
import { CALL, chart, hospitals, sandbox, type Hospitals } from './support/hospital.js';
import { answersIn, exchange, postOf, statusOf } from './support/raw.js';

const BODY = JSON.stringify(chart());

describe('a request that two readers would cut in different places', () => {
  let service: Running;
  beforeAll(async () => (service = await sandbox()));
  afterAll(() => service.stop());

  const SECOND = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
  const chunked = `0\r\n\r\n${SECOND}`;
  test.each<[string, readonly string[], string]>([
    ['both lengths', [`Content-Length: ${chunked.length}`, 'Transfer-Encoding: chunked'], chunked],
    ['both lengths, the other way round', ['Transfer-Encoding: chunked', 'Content-Length: 4'], chunked],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${SECOND.length}`], SECOND],
    ['two lengths in one', [`Content-Length: 0, ${SECOND.length}`], SECOND],
    ['a length with a sign', ['Content-Length: +0'], SECOND],
    ['a length below nothing', ['Content-Length: -1'], SECOND],
    ['a length in hexadecimal', ['Content-Length: 0x10'], SECOND],
    ['a blank before the colon', ['Content-Length : 0'], SECOND],
    ['an encoding that is none', ['Transfer-Encoding: xchunked'], chunked],
    ['an encoding after the chunks', ['Transfer-Encoding: chunked, identity'], chunked],
    ['two encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], chunked],
    ['a folded header', ['Transfer-Encoding:', ' chunked', `Content-Length: ${chunked.length}`], chunked],
    ['a header that holds another', [`X: 1\nTransfer-Encoding: chunked`, 'Content-Length: 4'], chunked],
    ['a chunk whose size is none', ['Transfer-Encoding: chunked'], `zz\r\n\r\n${SECOND}`],
    ['a chunk whose size is beyond numbers', ['Transfer-Encoding: chunked'], `${'f'.repeat(17)}\r\n\r\n${SECOND}`],
  ])('%s: one answer, a refusal, and the connection ends', async (_what, headers, rest) => {
    const answer = await exchange(service.url, postOf(CALL, ['Host: x', ...headers], rest), { keep: true });
    expect([statusOf(answer), answersIn(answer)]).toEqual([400, 1]);
    expect(answer).not.toContain('"live"');
  });

  test('no Host, or two, is refused', async () => {
    for (const host of [[], ['Host: x', 'Host: y']]) {
      expect(statusOf(await exchange(service.url, postOf(CALL, [...host, 'Content-Length: 0'])))).toBe(400);
    }
  });

  test.each([
    ['a line of a megabyte', `GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a header of a megabyte', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`],
    ['fifty thousand headers', `GET / HTTP/1.1\r\nHost: x\r\n${'a:b\r\n'.repeat(50_000)}\r\n`],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n'],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('%s: refused, and the next is served', async (_what, bytes) => {
    expect([0, 400, 431]).toContain(statusOf(await exchange(service.url, bytes).catch(() => '')));
    expect(statusOf(await exchange(service.url, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'))).toBe(200);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'gzip\t', 'gzip, constructor'])(
    'Content-Encoding %j is none that is known, and the process lives',
    async (encoding) => {
      const send = postOf(CALL, ['Host: x', `Content-Encoding: ${encoding}`, 'Content-Length: 2'], '{}');
      expect([400, 415]).toContain(statusOf(await exchange(service.url, send)));
      expect(statusOf(await exchange(service.url, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'))).toBe(200);
    },
  );
});

describe('a client that never finishes', () => {
  let service: Running;
  beforeAll(async () => (service = await sandbox({}, { patience: { headersMs: 150, requestMs: 300 } })));
  afterAll(() => service.stop());

  test.each([
    ['its first line', 'POST /cds'],
    ['its headers', `POST ${CALL} HTTP/1.1\r\nHost: x\r\nX-Slow:`],
    ['its body', postOf(CALL, ['Host: x', `Content-Length: ${BODY.length}`], BODY.slice(0, 100))],
    ['its chunks', postOf(CALL, ['Host: x', 'Transfer-Encoding: chunked'], '5\r\n{"hoo\r\n')],
    ['its compressed body', postOf(CALL, ['Host: x', 'Content-Encoding: gzip', 'Content-Length: 900'], '\x1f\x8b')],
  ])('with %s is let go, and others are served meanwhile', async (_what, bytes) => {
    // Resolves when the service has closed the connection; a service that waits fails by jest's time-out.
    const slow = exchange(service.url, bytes, { keep: true });
    const quick = await exchange(service.url, postOf(CALL, ['Host: x', `Content-Length: ${BODY.length}`], BODY));
    expect(statusOf(quick)).toBe(200);
    expect([0, 400, 408]).toContain(statusOf(await slow));
  });

  test('drip by drip is no way around it', async () => {
    const { connect } = await import('node:net');
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`POST ${CALL} HTTP/1.1\r\nHost: x\r\nX: `);
    const drip = setInterval(() => socket.write('x'), 20);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
  });
});

describe('headers that lie', () => {
  let service: Hospitals;
  beforeAll(async () => (service = await hospitals({ file: { cors: { origins: ['https://app.example'] } } })));
  afterAll(() => service.stop());

  test.each([
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['Forwarded', 'host=evil.example;proto=https'],
    ['X-Forwarded-Prefix', '/evil'],
    ['X-Original-URL', '/cds-services/other'],
    ['X-Rewrite-URL', '/cds-services/other'],
  ])('%s does not change for whom a token has to be', async (name, value) => {
    for (const aud of [
      `https://evil.example${CALL}`,
      `http://evil.example${CALL}`,
      'https://cds.example.org/cds-services/other',
    ]) {
      const headers = [`${name}: ${value}`, ...(name === 'Host' ? [] : ['Host: x']), `Content-Length: ${BODY.length}`];
      const jwt = `Authorization: Bearer ${await service.token({ aud })}`;
      expect(statusOf(await exchange(service.url, postOf(CALL, [...headers, jwt], BODY)))).toBe(401);
    }
    const headers = [`${name}: ${value}`, ...(name === 'Host' ? [] : ['Host: x']), `Content-Length: ${BODY.length}`];
    const good = `Authorization: Bearer ${await service.token()}`;
    expect(statusOf(await exchange(service.url, postOf(CALL, [...headers, good], BODY)))).toBe(200);
  });

  test('an address that names another host is not served as ours', async () => {
    const jwt = `Authorization: Bearer ${await service.token({ aud: `https://evil.example${CALL}` })}`;
    const send = postOf(`https://evil.example${CALL}`, ['Host: x', jwt, `Content-Length: ${BODY.length}`], BODY);
    expect([401, 404]).toContain(statusOf(await exchange(service.url, send)));
  });

  test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])('%s changes no method', async (name) => {
    const get = await fetch(`${service.url}${CALL}?_method=POST`, { headers: { [name]: 'POST' } });
    expect(get.status).toBe(405);
    const post = await fetch(`${service.url}/cds-services`, { method: 'POST', headers: { [name]: 'GET' } });
    expect(post.status).toBe(405);
  });

  test('two Authorization headers are not two chances', async () => {
    const [good, length] = [await service.token(), `Content-Length: ${BODY.length}`];
    const both = ['Host: x', 'Authorization: Bearer junk', `Authorization: Bearer ${good}`, length];
    expect(statusOf(await exchange(service.url, postOf(CALL, both, BODY)))).toBe(401);
  });

  test('whatever the origin and the answer, credentials are never allowed, and only listed origins are', async () => {
    const origins = ['https://app.example', 'https://evil.example', 'null', 'https://app.example.evil.example'];
    const asked: readonly [string, string][] = [
      ['GET', '/cds-services'],
      ['OPTIONS', CALL],
      ['POST', CALL],
      ['GET', '/nowhere'],
      ['GET', '/'],
      ['GET', '/metrics'],
      ['PUT', CALL],
    ];
    for (const origin of origins) {
      for (const [method, path] of asked) {
        const headers = { origin, 'access-control-request-method': 'POST', cookie: 'a=b' };
        const answer = await fetch(`${service.url}${path}`, { method, headers });
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
        expect(answer.headers.get('set-cookie')).toBeNull();
        const allowed = answer.headers.get('access-control-allow-origin');
        expect([origin, allowed]).toEqual([origin, origin === 'https://app.example' ? origin : null]);
      }
    }
  });

  test('nothing that a caller sends comes back in a header', async () => {
    const mark = 'mark4711';
    const headers = Object.fromEntries(
      ['X-Request-Id', 'X-Correlation-Id', 'Origin', 'Accept', 'Accept-Language', 'Traceparent', 'Referer'].map(
        (name) => [name, mark],
      ),
    );
    const body = chart({
      hookInstance: `${mark}\r\nX-Injected: 1`,
      context: { patientId: 'p1', userId: `Practitioner/${mark}\r\nX-Injected: 1` },
    });
    for (const [sent, path] of [
      [body, CALL],
      [{}, CALL],
      [body, `/cds-services/${mark}%0d%0aX-Injected:%201`],
      [{ feedback: [{ card: `${mark}\r\nX-Injected: 1`, outcome: 'overridden' }] }, `${CALL}/feedback`],
    ] as const) {
      const answer = await service.post(sent, { path, headers });
      const all = [...answer.headers].flat().join('\n');
      expect(all).not.toContain(mark);
      expect(all).not.toMatch(/injected/i);
    }
  });
});
