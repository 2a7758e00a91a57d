/** Where the service may be led by a caller, a FHIR server or DNS: to the listed server and nowhere else, token or not. */
import nock from 'nock';
import type { Json } from '../../src/fhir/resource.js';
import type { Loopback } from '../fhir/client/loopback.js';
import { startLoopback } from '../fhir/client/loopback.js';
import { ehr, type Ehr, type Twist } from './support/ehr.js';
import {
  CALL,
  SOUTH,
  BASE,
  assessmentOf,
  chart,
  errorOf,
  hospitals,
  seconds,
  type Hospitals,
  TOKEN,
  bare,
} from './support/hospital.js';
import { claims, sign } from '../security/tokens.js';

// Real sockets are the subject here; every one of them ends on this machine.
beforeAll(() => nock.restore());

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
const ehrOf = async (twist?: Twist, base?: string): Promise<Ehr> => keep(await ehr(twist, base));
/** Somewhere that nothing may go. */
const elsewhere = async (): Promise<Loopback> =>
  keep(await startLoopback((_, response) => response.end('{"resourceType":"Bundle"}')));
const listing = async (servers: readonly (Json | string)[], more: object = {}): Promise<Hospitals> => {
  const service = await hospitals({
    file: { limits: { requestsPerMinute: 100_000 } },
    north: { explain: true, fhirServers: servers },
    ...more,
  });
  stops.push(() => service.stop());
  return service;
};
describe('a fhirServer that is not the listed one', () => {
  test('is never asked, however it is written', async () => {
    const [server, other] = [await ehrOf(), await elsewhere()];
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    const { host, port } = new URL(server.url);
    const away = new URL(other.origin);
    const written = [
      `http://${away.host}/fhir`,
      `http://${host}@${away.host}/fhir`,
      `http://user:pass@${host}/fhir`,
      `http://${away.host}#@${host}/fhir`,
      `http://${away.host}\\@${host}/fhir`,
      `http://${away.host}/${server.url}`,
      `http://localhost:${port}/fhir`,
      `http://127.1.1.1:${port}/fhir`,
      `http://[::1]:${port}/fhir`,
      `http://[::ffff:127.0.0.1]:${port}/fhir`,
      `http://[::ffff:0:127.0.0.1]:${port}/fhir`,
      `http://127.0.0.1.nip.io:${port}/fhir`,
      `https://${host}/fhir`,
      `http://127.0.0.1:1/fhir`,
      `http://${host}/fhir/..`,
      `http://${host}/other`,
      `http://${host}/fhir%2f..`,
      `http://${host}/FHIR`,
      `http://${host}/fhir?x=1`,
      `http://${host}/fhir;x`,
      'http://169.254.169.254/latest/meta-data',
      'http://[fd00:ec2::254]/latest/meta-data',
      'http://[::ffff:a9fe:a9fe]/latest/meta-data',
      'http://2852039166/latest/meta-data',
      'http://0xa9fea9fe/latest/meta-data',
      'http://0251.0376.0251.0376/latest/meta-data',
      'http://metadata.google.internal/computeMetadata/v1',
      'http://100.100.100.200/latest/meta-data',
      'http://0.0.0.0/fhir',
      'http://0/fhir',
    ];
    for (const fhirServer of written) {
      const { status, body, text } = await service.post(bare(fhirServer));
      expect([fhirServer, status, errorOf(body)]).toEqual([fhirServer, 412, 'missing-prefetch']);
      expect(text).toMatch(/isn't allowed for this caller/);
      expect(text).not.toContain(away.host);
    }
    expect([server.requests.length, other.requests.length]).toEqual([0, 0]);
  });

  test('other spellings of the listed one are the listed one, asked under its listed address', async () => {
    const server = await ehrOf();
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    const { port } = new URL(server.url);
    for (const host of ['127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.']) {
      const { status, body } = await service.post(bare(`HTTP://${host}:${port}/fhir/`));
      expect([host, status, assessmentOf(body).tier]).toEqual([host, 200, 'recommended']);
    }
    expect(new Set(server.requests.map(({ headers }) => headers.host))).toEqual(new Set([`127.0.0.1:${port}`]));
  });

  test('nor may one tenant’s caller have another tenant’s server read', async () => {
    const server = await ehrOf();
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    const token = await sign(service.south, claims(SOUTH, { aud: `${BASE}${CALL}` }, seconds()));
    const { status, body } = await service.post(bare(server.url), { token });
    expect([status, errorOf(body)]).toEqual([412, 'missing-prefetch']);
    expect(server.requests).toEqual([]);
    expect((await service.post(bare(server.url))).status).toBe(200);
  });

  test.each([
    'http://ehr.example/fhir',
    'https://127.0.0.1/fhir',
    'https://169.254.169.254/fhir',
    'https://10.0.0.1/fhir',
  ])('in production %s cannot even be listed', async (url) => {
    const environment = { NODE_ENV: 'production' };
    await expect(listing([{ url, allowPrivateNetwork: url.includes('127') }], { environment })).rejects.toThrow(
      /fhirServers\[0\]/,
    );
  });
});

describe('a listed server that leads away', () => {
  const to =
    (location: string): Twist =>
    (path, response) => {
      if (!path.startsWith('Condition')) return false;
      response.writeHead(302, { location }).end();
      return true;
    };
  const page =
    (url: string): Twist =>
    (path, response) => {
      if (!path.startsWith('Condition') || path.includes('page')) return false;
      response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url }] }));
      return true;
    };
  const nextLinks = (other: string, own: URL): readonly string[] => [
    `${other}/fhir?page=2`,
    `//${new URL(other).host}/fhir?page=2`,
    `http://${own.host}@${new URL(other).host}/fhir?page=2`,
    `https://${own.host}/fhir?page=2`,
    `http://${own.hostname}:1/fhir?page=2`,
    `http://localhost:${own.port}/fhir?page=2`,
    `/admin?page=2`,
    `../admin?page=2`,
    `${own.origin}/fhir/%2e%2e/admin?page=2`,
    'file:///etc/passwd?page=2',
    'data:application/json,{}',
  ];

  test.each([301, 302, 303, 307, 308])(
    'by a redirect of status %i is not followed, to wherever it leads',
    async (status) => {
      const other = await elsewhere();
      let location = '';
      const server = await ehrOf((path, response) => {
        if (!path.startsWith('Condition')) return false;
        response.writeHead(status, { location }).end();
        return true;
      });
      const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
      for (location of [
        `${other.origin}/steal`,
        `${server.url}/Conditions2`,
        '//169.254.169.254/',
        'file:///etc/passwd',
      ]) {
        const { body } = await service.post(bare(server.url));
        expect(assessmentOf(body)).toMatchObject({
          tier: 'incomplete',
          unavailable: [{ input: 'conditions', state: 'error' }],
        });
      }
      expect(other.requests).toEqual([]);
      expect(server.requests.filter(({ url }) => url?.includes('Conditions2'))).toEqual([]);
    },
  );

  test('by a refresh, a location beside a 200, or alternative services is not followed', async () => {
    const other = await elsewhere();
    const server = await ehrOf((_path, response) => {
      for (const name of ['location', 'content-location', 'refresh', 'alt-svc', 'link'])
        response.setHeader(name, name === 'alt-svc' ? `h2="${new URL(other.origin).host}"` : other.origin);
      return false;
    });
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    for (let i = 0; i < 2; i += 1) expect((await service.post(bare(server.url))).status).toBe(200);
    expect(other.requests).toEqual([]);
  });

  test('by the link to a next page is read without it, and that is said', async () => {
    const other = await elsewhere();
    let link = '';
    const server = await ehrOf((path, response, request) => page(link)(path, response, request));
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    for (link of nextLinks(other.origin, new URL(server.url))) {
      const { body } = await service.post(bare(server.url));
      expect([link, assessmentOf(body)]).toEqual([
        link,
        expect.objectContaining({ tier: 'incomplete', unavailable: [{ input: 'conditions', state: 'truncated' }] }),
      ]);
    }
    expect(other.requests).toEqual([]);
    expect(server.requests.filter(({ url }) => url?.includes('page=2'))).toEqual([]);
  });

  test('so is a link that comes by prefetch', async () => {
    const [server, other] = [await ehrOf(), await elsewhere()];
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    for (const url of nextLinks(other.origin, new URL(server.url))) {
      const whole = bare(server.url);
      const prefetch = structuredClone(chart()['prefetch'] as Record<string, Json>);
      (prefetch['conditions'] as Json)['link'] = [{ relation: 'next', url }];
      const { body } = await service.post({ ...whole, prefetch });
      expect([url, assessmentOf(body).unavailable]).toEqual([url, [{ input: 'conditions', state: 'truncated' }]]);
    }
    expect([other.requests.length, server.requests.length]).toEqual([0, 0]);
  });

  test('by references to elsewhere: nothing is fetched, nothing of them is the patient’s', async () => {
    const [server, other] = [await ehrOf(), await elsewhere()];
    const service = await listing([{ url: server.url, allowPrivateNetwork: true }]);
    const away = (type: string): Json => ({ reference: `${other.origin}/fhir/${type}/1`, display: 'x' });
    const prefetch = structuredClone(chart()['prefetch'] as Record<string, { entry: { resource: Json }[] }>);
    prefetch['medications']?.entry.push({
      resource: {
        resourceType: 'MedicationRequest',
        id: 'm1',
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/p1' },
        medicationReference: away('Medication'),
        reasonReference: [away('Condition')],
        encounter: away('Encounter'),
        requester: away('Practitioner'),
      },
    });
    for (const entry of prefetch['conditions']?.entry ?? []) {
      Object.assign(entry.resource, {
        encounter: away('Encounter'),
        recorder: away('Practitioner'),
        evidence: [{ detail: [away('Observation')] }],
        implicitRules: `${other.origin}/rules`,
        meta: { profile: [`${other.origin}/profile`], source: other.origin },
        text: { status: 'generated', div: `<div><img src="${other.origin}/pixel.png"></div>` },
      });
    }
    const { status, body } = await service.post({ ...bare(server.url), prefetch });
    expect([status, assessmentOf(body).tier]).toEqual([200, 'recommended']);
    const foreign = structuredClone(prefetch);
    for (const { resource } of foreign['conditions']?.entry ?? [])
      resource['subject'] = { reference: `${other.origin}/fhir/Patient/p1` };
    const judged = await service.post({ ...bare(server.url), prefetch: foreign });
    expect(assessmentOf(judged.body)).toMatchObject({
      tier: 'incomplete',
      unavailable: [{ input: 'conditions', state: 'error' }],
    });
    expect([other.requests.length, server.requests.length]).toEqual([0, 0]);
  });

  test('the token went to its own server with each read, and to nobody else', async () => {
    const other = await elsewhere();
    const server = await ehrOf(to(`${other.origin}/steal`));
    const neighbour = await ehrOf(undefined, '/other');
    const service = await listing([
      { url: server.url, allowPrivateNetwork: true },
      { url: neighbour.url, allowPrivateNetwork: true },
    ]);
    await service.post(bare(server.url));
    await service.post({ ...bare(neighbour.url), fhirAuthorization: null });
    expect(server.requests.length).toBeGreaterThan(5);
    for (const { headers, url } of server.requests) {
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(url).not.toContain(TOKEN);
    }
    expect(neighbour.requests.length).toBeGreaterThan(5);
    for (const { headers } of neighbour.requests) expect(JSON.stringify(headers)).not.toContain(TOKEN);
    expect(other.requests).toEqual([]);
  });
});
