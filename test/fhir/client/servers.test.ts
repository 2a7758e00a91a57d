/** The client over real sockets: sizes, encodings, redirects, addresses, proxies and how many connections it takes. */
import { gzipSync } from 'node:zlib';
import nock from 'nock';
import type { FhirServers, FhirServersOptions } from '../../../src/fhir/client/index.js';
import { createFhirServers } from '../../../src/fhir/client/index.js';
import type { FhirServerPolicy } from '../../../src/fhir/client/index.js';
import type { Loopback } from './loopback.js';
import { startLoopback } from './loopback.js';

const SANDBOX: FhirServerPolicy = { servers: [], anyLoopback: true, production: false };
const deadlineIn = (ms: number) => ({ signal: AbortSignal.timeout(ms), at: Date.now() + ms });
const json = (body: unknown): string => JSON.stringify(body);

// Real sockets are the subject here; every one of them ends on this machine.
beforeAll(() => nock.restore());

let open: { close(): Promise<unknown> }[] = [];
const keep = <T extends { close(): Promise<unknown> }>(one: T): T => {
  open.push(one);
  return one;
};
afterEach(async () => {
  const all = open.reverse();
  open = [];
  for (const one of all) await one.close();
});

const serversFor = (policy: FhirServerPolicy, options: Partial<FhirServersOptions> = {}): FhirServers =>
  keep(createFhirServers(policy, { limits: { responseBytes: 10_000 }, now: Date.now, ...options }));
const serve = async (listener: Parameters<typeof startLoopback>[0]): Promise<Loopback> =>
  keep(await startLoopback(listener));
const accessTo = (base: string, token?: string) => {
  const access = serversFor(SANDBOX).access(base, token);
  if (!access) throw new Error('not usable');
  return access;
};

describe('a read over a real connection', () => {
  test('asks for FHIR JSON, fresh and plain, with the token', async () => {
    const server = await serve((_, response) => response.end(json({ resourceType: 'Patient', id: '1' })));
    const reply = await accessTo(`${server.origin}/fhir`, 'secret').get('Patient/1', deadlineIn(2000));
    expect(reply).toEqual({ ok: true, body: { resourceType: 'Patient', id: '1' } });
    const [request] = server.requests;
    expect(request?.url).toBe('/fhir/Patient/1');
    expect(request?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'accept-encoding': 'identity',
      'cache-control': 'no-cache',
      authorization: 'Bearer secret',
    });
  });

  test('carries no token where none was given, and leaves none on what it returns', async () => {
    const server = await serve((_, response) => response.end(json({ resourceType: 'Patient' })));
    const without = await accessTo(server.origin).get('Patient/1', deadlineIn(2000));
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    const withToken = await accessTo(server.origin, 'secret').get('Patient/1', deadlineIn(2000));
    for (const reply of [without, withToken]) {
      expect(reply.ok && Object.getOwnPropertyNames(reply.body)).toEqual(['resourceType']);
    }
  });

  test('stops reading a body past the bound, however it is sent', async () => {
    let sent = 0;
    const server = await serve((_, response) => {
      const chunk = Buffer.alloc(4_000, ' ');
      const pump = (): void => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pump);
        }
        response.end();
      };
      pump();
    });
    const reply = await accessTo(server.origin).get('Condition?patient=1', deadlineIn(5000));
    expect(reply).toMatchObject({ ok: false, state: 'error', tooLarge: true });
    expect(sent).toBeLessThan(50_000_000);
  });

  test('does not unpack what was compressed without being asked for', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
    expect(bomb.length).toBeLessThan(10_000);
    const server = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' }).end(bomb),
    );
    const reply = await accessTo(server.origin).get('Condition?patient=1', deadlineIn(2000));
    expect(reply).toMatchObject({ ok: false, state: 'error', why: expect.stringContaining('compressed') as string });
  });

  test('follows no redirect, to the same server or another', async () => {
    const other = await serve((_, response) => response.end(json({ resourceType: 'Patient' })));
    const server = await serve((request, response) =>
      response.writeHead(request.url === '/a' ? 302 : 307, { location: `${other.origin}/steal` }).end(),
    );
    const access = accessTo(server.origin, 'secret');
    for (const path of ['a', 'b']) {
      expect(await access.get(path, deadlineIn(2000))).toMatchObject({ ok: false, state: 'error' });
    }
    expect(other.requests).toEqual([]);
  });

  test('opens few connections and keeps them', async () => {
    const server = await serve((_, response) => response.end(json({ resourceType: 'Bundle' })));
    const access = accessTo(server.origin);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 5 }, (_, i) => access.get(`Condition?patient=${i}`, deadlineIn(2000))));
    }
    expect(server.requests.length).toBe(50);
    expect(server.sockets.size).toBeLessThanOrEqual(15);
  });

  test('ends at the deadline where nothing comes, and where the body stops half way', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/half') response.writeHead(200).write('{"resourceType":');
    });
    const access = accessTo(server.origin);
    const began = Date.now();
    const replies = await Promise.all(['none', 'half'].map((path) => access.get(path, deadlineIn(150))));
    expect(Date.now() - began).toBeLessThan(1500);
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, state: 'timeout' });
  });

  test('says that nothing answers where nothing listens', async () => {
    const server = await startLoopback(() => undefined);
    await server.close();
    const reply = await accessTo(server.origin).get('Patient/1', deadlineIn(2000));
    expect(reply).toEqual({ ok: false, state: 'error', why: 'the server could not be reached' });
  });
});

describe('the address behind a name', () => {
  const LISTED = (port: string): FhirServerPolicy => ({
    servers: [{ url: `http://ehr.example:${port}/fhir`, allowPrivateNetwork: false }],
    anyLoopback: false,
    production: false,
  });

  test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe'])(
    'is checked when the connection is made: %s is refused',
    async (address) => {
      const server = await serve((_, response) => response.end('{}'));
      const port = new URL(server.origin).port;
      const asked: string[] = [];
      const servers = serversFor(LISTED(port), {
        lookup: (host, _options, done) => {
          asked.push(host);
          done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
        },
      });
      const reply = await servers
        .access(`http://ehr.example:${port}/fhir`, 'secret')
        ?.get('Patient/1', deadlineIn(2000));
      expect(reply).toMatchObject({
        ok: false,
        state: 'error',
        why: expect.stringContaining('may not be read') as string,
      });
      expect(asked).toEqual(['ehr.example']);
      expect(server.requests).toEqual([]);
    },
  );

  test('may be private where the entry says so', async () => {
    const server = await serve((_, response) => response.end(json({ resourceType: 'Patient' })));
    const port = new URL(server.origin).port;
    const [entry] = LISTED(port).servers;
    if (!entry) throw new Error('no entry');
    const policy = { servers: [{ ...entry, allowPrivateNetwork: true }], anyLoopback: false };
    const lookup: FhirServersOptions['lookup'] = (_host, _options, done) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const open = serversFor({ ...policy, production: false }, { lookup }).access(entry.url);
    expect(await open?.get('Patient/1', deadlineIn(2000))).toMatchObject({ ok: true });
    const production = serversFor({ ...policy, production: true }, { lookup }).access(entry.url);
    expect(await production?.get('Patient/1', deadlineIn(2000))).toMatchObject({ ok: false, state: 'error' });
  });
});

describe('a proxy', () => {
  test('is used where it is set, and not for what it excludes', async () => {
    const server = await serve((_, response) => response.end(json({ resourceType: 'Patient' })));
    const proxy = await serve((_, response) => response.end());
    const withProxy = (no: string) =>
      serversFor(SANDBOX, { proxy: { http: proxy.origin, no } }).access(`${server.origin}/fhir`);
    expect(await withProxy('127.0.0.1')?.get('Patient/1', deadlineIn(2000))).toMatchObject({ ok: true });
    expect(proxy.tunnels).toEqual([]);
    expect(await withProxy('')?.get('Patient/1', deadlineIn(2000))).toMatchObject({ ok: false });
    expect(proxy.tunnels).toEqual([new URL(server.origin).host]);
    expect(server.requests.length).toBe(1);
  });
});
