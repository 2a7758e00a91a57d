import { connect, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Server } from 'node:http';
import supertest from 'supertest';
import { isDeeperThan } from '../../src/fhir/json-depth.js';
import { isJsonType } from '../../src/http/media-type.js';
import { edge, REQUEST } from './stub.js';

const post = (app: ReturnType<typeof edge>['app']) => supertest(app).post('/cds-services/stub');

/** Sends bytes with any headers: supertest would mend them. */
const raw = (app: ReturnType<typeof edge>['app'], headers: Record<string, string>, body: Buffer) => {
  const request = post(app).set(headers);
  request.write(body);
  return request;
};

describe('content types', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON ; Charset=utf8',
    'application/fhir+json',
    'application/vnd.cds-hooks+json; version=2.0',
  ])('%s is read', async (type) => {
    await raw(edge().app, { 'Content-Type': type }, Buffer.from(JSON.stringify(REQUEST))).expect(200);
  });

  test.each([
    'text/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/fhir+xml',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/+json',
    'application/jsonp',
    'application/json, text/plain',
    'x'.repeat(10_000),
  ])('%s is not', async (type) => {
    await raw(edge().app, { 'Content-Type': type }, Buffer.from(JSON.stringify(REQUEST))).expect(415);
  });

  test('none is not', () => {
    expect(isJsonType(undefined)).toBe(false);
    expect(isJsonType('')).toBe(false);
  });

  test.each(['text/html', 'application/xml', 'image/*;q=0.1', '*/*', 'nonsense'])(
    'any Accept is served JSON: %s',
    async (accept) => {
      const response = await post(edge().app).set('Accept', accept).send(REQUEST);
      expect([response.status, response.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      const error = await post(edge().app).set('Accept', accept).send({});
      expect([error.status, error.headers['content-type']]).toEqual([400, 'application/json; charset=utf-8']);
    },
  );
});

describe('size', () => {
  const sized = (bytes: number) => {
    const body = JSON.stringify({ ...REQUEST, padding: '' });
    return JSON.stringify({ ...REQUEST, padding: 'x'.repeat(bytes - body.length) });
  };

  test('a body of exactly the limit is read, one byte more is not', async () => {
    const { app } = edge();
    await post(app).type('json').send(sized(100_000)).expect(200);
    await post(app).type('json').send(sized(100_001)).expect(413);
  });

  test('the limit holds without Content-Length', async () => {
    const { app } = edge();
    const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' };
    await raw(app, headers, Buffer.from(sized(100_000))).expect(200);
    await raw(app, headers, Buffer.from(sized(100_001))).expect(413);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
  ] as const)('%s is inflated within the same limit', async (encoding, compress) => {
    const { app, calls } = edge();
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': encoding };
    await raw(app, headers, compress(Buffer.from(sized(100_000)))).expect(200);
    await raw(app, headers, compress(Buffer.from(sized(100_001)))).expect(413);
    expect(calls).toHaveLength(1);
  });

  test('a bomb that grows a thousand times is stopped at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(95_000_000, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    await raw(edge().app, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, bomb).expect(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  test('what is sent counts too: a decoder can be fed for ever and give nothing', async () => {
    const nothing = Buffer.concat(Array.from({ length: 6000 }, () => gzipSync('')));
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', 'Transfer-Encoding': 'chunked' };
    await raw(edge().app, headers, nothing).expect(413);
  });

  test.each([
    ['broken', Buffer.from('not gzip at all')],
    ['cut off', gzipSync(Buffer.from(JSON.stringify(REQUEST))).subarray(0, 30)],
    ['empty', Buffer.alloc(0)],
  ])('%s compression is malformed', async (_what, body) => {
    await raw(edge().app, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body).expect(400);
  });

  test.each(['zstd', 'compress', 'gzip, gzip'])('the encoding %s is not read', async (encoding) => {
    await raw(
      edge().app,
      { 'Content-Type': 'application/json', 'Content-Encoding': encoding },
      Buffer.from('{}'),
    ).expect(415);
  });

  test('a body that never ends is answered as soon as it is too large', async () => {
    const server: Server = edge().app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.write(
      'POST /cds-services/stub HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    socket.write(`30D40\r\n${'x'.repeat(200_000)}\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    server.close();
  });

  test('limits that change hold from the next request on', async () => {
    const limits = { bodyBytes: 100_000, jsonDepth: 64 };
    const { app } = edge({ limits });
    await post(app).send(REQUEST).expect(200);
    limits.bodyBytes = 10;
    await post(app).send(REQUEST).expect(413);
  });
});

describe('nesting', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test('of exactly the limit is read, one deeper is not', async () => {
    const { app } = edge();
    const body = (depth: number) => `${JSON.stringify(REQUEST).slice(0, -1)},"x":${nested(depth - 1)}}`;
    await post(app).type('json').send(body(64)).expect(200);
    const response = await post(app).type('json').send(body(65));
    expect([response.status, response.body.issue[0].details.coding[0].code]).toEqual([400, 'too-deep']);
  });

  test('of a hundred thousand levels ends nothing', async () => {
    const { app } = edge({ limits: { bodyBytes: 10_000_000, jsonDepth: 64 } });
    await post(app).type('json').send(nested(100_000)).expect(400);
    await post(app).type('json').send('{"a":'.repeat(100_000)).expect(400);
    await post(app).send(REQUEST).expect(200);
  });

  test.each<[unknown, number]>([
    [1, 0],
    ['[[[[', 0],
    [[], 1],
    [{ a: { b: [] } }, 3],
    [[[1], [[2]], {}], 3],
    [JSON.parse('{"__proto__":{"a":{}}}'), 3],
  ])('of %j is %d', (value, depth) => {
    expect(isDeeperThan(depth, value)).toBe(false);
    if (depth > 0) expect(isDeeperThan(depth - 1, value)).toBe(true);
  });
});

describe('odd bodies', () => {
  test('a byte order mark is passed over', async () => {
    await raw(
      edge().app,
      { 'Content-Type': 'application/json' },
      Buffer.from(`\uFEFF${JSON.stringify(REQUEST)}`),
    ).expect(200);
  });

  test('prototype pollution has no effect', async () => {
    const { app, calls } = edge();
    await post(app)
      .type('json')
      .send(
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hook":"patient-view","hookInstance":"x","context":{"patientId":"1"},"prefetch":{"__proto__":{"polluted":1}}}',
      )
      .expect(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(calls[0]?.prefetch ?? {})).toEqual([]);
  });

  test('an answer to malformed JSON does not quote it', async () => {
    const response = await post(edge().app).type('json').send('{"name": "Jane Doe" "x"}');
    expect(response.status).toBe(400);
    expect(response.text).not.toContain('Jane');
  });

  test('a client that goes away in the middle of its body leaves nothing behind', async () => {
    const { app, calls } = edge();
    const server: Server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const received = new Promise((resolve) => server.once('request', resolve));
    socket.write(
      'POST /cds-services/stub HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"hook"',
    );
    await received;
    socket.destroy();
    await supertest(server).post('/cds-services/stub').send(REQUEST).expect(200);
    expect(calls).toHaveLength(1);
    await new Promise((resolve) => server.close(resolve));
  });
});
