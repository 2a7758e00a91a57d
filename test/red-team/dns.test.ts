/** Names and addresses that lead elsewhere than they seem to. */
import nock from 'nock';
import { hostAllowed } from '../../src/fhir/client/address-guard.js';
import { createFhirServers } from '../../src/fhir/client/index.js';
import { ehr, type Ehr, type Twist } from './support/ehr.js';

// Real sockets are the subject here; every one of them ends on this machine.
beforeAll(() => nock.restore());

const TOKEN = 'token-for-one-server-alone';
let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  const all = stops.reverse();
  stops = [];
  for (const stop of all) await stop();
});
const keep = <T extends { close(): Promise<unknown> }>(one: T): T => {
  stops.push(() => one.close());
  return one;
};
const ehrOf = async (twist?: Twist): Promise<Ehr> => keep(await ehr(twist));

describe('a name that changes between look-ups', () => {
  const deadline = () => ({ signal: AbortSignal.timeout(3000), at: Date.now() + 3000 });
  /** Answers each look-up by the next address, the last for ever. */
  const dns = (...addresses: readonly string[]) => {
    let asked = 0;
    const lookup: NonNullable<Parameters<typeof createFhirServers>[1]['lookup']> = (_host, _options, done) => {
      const address = addresses[Math.min(asked++, addresses.length - 1)] as string;
      done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    };
    return { lookup, asked: () => asked };
  };
  const read = async (url: string, lookup: ReturnType<typeof dns>['lookup'], allowPrivateNetwork: boolean) => {
    const policy = { servers: [{ url, allowPrivateNetwork }], anyLoopback: false, production: false };
    const servers = keep(createFhirServers(policy, { limits: { responseBytes: 10_000 }, now: Date.now, lookup }));
    return () => servers.access(url, TOKEN)?.get('Patient/p1', deadline());
  };

  test('is looked up again for each connection, and the socket goes to the very address that was checked', async () => {
    const server = await ehrOf((_path, response) => {
      // Each read needs a connection, so a look-up, of its own.
      response.setHeader('connection', 'close');
      return false;
    });
    const { port } = new URL(server.url);
    const { lookup, asked } = dns('127.0.0.1', '169.254.169.254', 'fd00:ec2::254', '127.0.0.1');
    const get = await read(`http://ehr.example:${port}/fhir`, lookup, true);
    const replies = [await get(), await get(), await get(), await get()];
    expect(replies.map((reply) => reply?.ok)).toEqual([true, false, false, true]);
    expect([asked(), server.requests.length]).toEqual([4, 2]);
  });

  test.each(['127.0.0.1', '::1', '0.0.0.0', '::ffff:127.0.0.1'])(
    'is not connected to at %s where it may not be',
    async (address) => {
      const server = await ehrOf();
      const { port } = new URL(server.url);
      const get = await read(`http://ehr.example:${port}/fhir`, dns(address).lookup, false);
      expect(await get()).toMatchObject({ ok: false, why: 'the server is at an address that may not be read' });
      expect(server.requests).toEqual([]);
    },
  );

  // Asked without a connection: these lie outside this machine.
  test.each([
    '169.254.169.254',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '::ffff:0:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '64:ff9b:1:2:3:4:a9fe:a9fe',
    '2002:a9fe:a9fe::',
    'fe80::1%eth0',
  ])('the metadata address %s is allowed to nobody', (address) => {
    expect(hostAllowed(address, { loopback: true, private: true })).toBe(false);
  });

  test.each(['10.0.0.1', '::ffff:0:10.0.0.1', '64:ff9b:1::a00:1', '2002:a00:1::1', 'fd00::1', '100.64.0.1'])(
    'the private address %s only to those who are allowed',
    (address) => {
      expect(hostAllowed(address, { loopback: true, private: false })).toBe(false);
      expect(hostAllowed(address, { loopback: false, private: true })).toBe(true);
    },
  );

  test.each(['93.184.216.34', '2606:2800:220:1::1', '64:ff9b::5db8:d822', '64:ff9b:1::5db8:d822'])(
    'the public address %s to everyone',
    (address) => expect(hostAllowed(address, { loopback: false, private: false })).toBe(true),
  );

  test('of several addresses only those that may be read are tried', async () => {
    const server = await ehrOf();
    const { port } = new URL(server.url);
    const lookup: ReturnType<typeof dns>['lookup'] = (_host, _options, done) =>
      done(null, [
        { address: '169.254.169.254', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const get = await read(`http://ehr.example:${port}/fhir`, lookup, true);
    expect(await get()).toMatchObject({ ok: true });
  });
});
