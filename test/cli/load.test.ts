/** `spinewatch load` on an intercepted server: what is sent, what is left alone, and one line for each way to fail. */
import nock from 'nock';
import { commandLine } from '../support/command-line.js';

const BASE = 'http://fhir.example/r4';
const TAG = { system: 'https://spinewatch.org/tag', code: 'sample' };
const SYSTEM = 'https://spinewatch.org/sample';
const load = (...more: string[]) => commandLine('load', '--fhir-server', BASE, ...more);

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server that keeps what it is sent; `held` is what it has from the start and gives for every search of the type. */
function server(held: readonly Record<string, unknown>[] = []): Sent[] {
  const sent: Sent[] = [];
  const keep = (method: string, path: string, headers: unknown, body: unknown): void => {
    sent.push({ method, path, headers: headers as Sent['headers'], body: body as Sent['body'] });
  };
  // The interceptor parses application/json alone.
  const parsed = (body: unknown): object => JSON.parse(String(body)) as object;
  const removed = new Set<string>();
  const typeOf = (path: string): string => /^\/r4\/(\w+)/.exec(path)?.[1] ?? '';
  nock('http://fhir.example')
    .persist()
    .get(/.*/)
    .reply(function (path) {
      keep('GET', path, this.req.headers, {});
      const entry = held
        .filter((one) => one['resourceType'] === typeOf(path))
        .filter((one) => !removed.has(`${String(one['resourceType'])}/${String(one['id'])}`))
        .map((resource) => ({ resource }));
      return [200, { resourceType: 'Bundle', type: 'searchset', entry }];
    })
    .post(/.*/)
    .reply(function (path, body) {
      keep('POST', path, this.req.headers, parsed(body));
      return [201, { ...parsed(body), id: `new-${sent.length}` }];
    })
    .put(/.*/)
    .reply(function (path, body) {
      keep('PUT', path, this.req.headers, parsed(body));
      return [200, parsed(body)];
    })
    .delete(/.*/)
    .reply(function (path) {
      keep('DELETE', path, this.req.headers, {});
      removed.add(path.replace('/r4/', ''));
      return [204, ''];
    });
  return sent;
}

const own = (resourceType: string, id: string, value: string) => ({
  resourceType,
  id,
  meta: { tag: [TAG] },
  identifier: [{ system: SYSTEM, value }],
});
const writes = (sent: readonly Sent[]) => sent.filter(({ method }) => method !== 'GET');

let token: string | undefined;
beforeEach(() => {
  token = process.env['FHIR_TOKEN'];
  delete process.env['FHIR_TOKEN'];
});
afterEach(() => {
  if (token !== undefined) process.env['FHIR_TOKEN'] = token;
  else delete process.env['FHIR_TOKEN'];
  nock.cleanAll();
});

describe('load', () => {
  test('creates each resource on the condition that its identifier is new, referring to ids of the server', async () => {
    const sent = server();
    const { code, stdout, stderr } = await load('--sample', 'breast-history');
    const [patient, ...others] = writes(sent);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(patient).toMatchObject({ method: 'POST', path: '/r4/Patient' });
    expect(patient?.body).not.toHaveProperty('id');
    const condition = new URLSearchParams(String(patient?.headers['if-none-exist']));
    expect(condition.get('identifier')).toBe(`${SYSTEM}|breast-history`);
    const id = /^breast-history {2}(\S+) {2}History of breast cancer and low back pain\n$/.exec(stdout)?.[1];
    expect(id).toMatch(/^new-/);
    expect(others).toHaveLength(7);
    for (const { body } of others) expect(body['subject']).toEqual({ reference: `Patient/${id}` });
    expect(JSON.stringify(sent)).not.toContain('{{');
  });

  test('updates what carries the identifier, and never what a lax server gives besides', async () => {
    const stranger = { resourceType: 'Patient', id: 'stranger' };
    const sent = server([stranger, own('Patient', '7', 'breast-history')]);
    await load('--sample', 'breast-history');
    expect(writes(sent).filter(({ path }) => path.startsWith('/r4/Patient'))).toMatchObject([
      { method: 'PUT', path: '/r4/Patient/7', body: { id: '7' } },
    ]);
  });

  test('sends the token of FHIR_TOKEN, and none without', async () => {
    const sent = server();
    await load('--sample', 'deceased');
    process.env['FHIR_TOKEN'] = 'secret';
    const without = sent.length;
    await load('--sample', 'deceased');
    expect(new Set(sent.slice(0, without).map(({ headers }) => headers['authorization']))).toEqual(
      new Set([undefined]),
    );
    expect(new Set(sent.slice(without).map(({ headers }) => headers['authorization']))).toEqual(
      new Set(['Bearer secret']),
    );
  });

  test('does not take a resource of someone else that a create answers with for its own', async () => {
    nock('http://fhir.example').persist().get(/.*/).reply(200, { resourceType: 'Bundle' });
    nock('http://fhir.example').persist().post(/.*/).reply(200, { resourceType: 'Patient', id: 'stranger' });
    const { code, stdout, stderr } = await load('--sample', 'deceased');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^spinewatch: deceased: Patient sample-deceased: [^\n]+\n$/);
  });
});

describe('load --remove', () => {
  const held = [
    own('Patient', '1', 'breast-history'),
    own('Condition', '2', 'breast-history/back-pain'),
    own('Patient', '3', 'deceased'),
    { ...own('Patient', '4', 'untagged'), meta: {} },
    { ...own('Patient', '5', 'x'), identifier: [{ system: 'urn:other', value: 'x' }] },
    { resourceType: 'Patient', id: '6' },
    { ...own('Patient', '7', 'x'), id: '../metadata' },
  ];

  test('removes what carries tag and identifier, whatever else the search gives', async () => {
    const sent = server(held);
    const { code, stdout } = await load('--remove');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'removed 3 resources\n' });
    expect(writes(sent).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/r4/Condition/2', '/r4/Patient/1', '/r4/Patient/3']),
    );
    expect(writes(sent)).toHaveLength(3);
  });

  test('removes one sample alone', async () => {
    const sent = server(held);
    await load('--remove', '--sample', 'deceased');
    expect(writes(sent)).toMatchObject([{ method: 'DELETE', path: '/r4/Patient/3' }]);
  });

  test('ends where the server keeps what others refer to', async () => {
    const bundle = { resourceType: 'Bundle', entry: [{ resource: own('Patient', '1', 'deceased') }] };
    nock('http://fhir.example')
      .persist()
      .get(/Patient/)
      .reply(200, bundle);
    nock('http://fhir.example').persist().get(/.*/).reply(200, { resourceType: 'Bundle' });
    nock('http://fhir.example').persist().delete(/.*/).reply(409, { resourceType: 'OperationOutcome' });
    const { code, stderr } = await load('--remove');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^spinewatch: 1 resources? [^\n]*refer[^\n]*\n$/);
  });
});

describe('ends in one line', () => {
  test.each([
    ['a server that refuses', 401, {}, /401.*FHIR_TOKEN/],
    ['a server that is something else', 404, {}, /404.*base/],
    ['an answer that is no Bundle', 200, { hello: 'world' }, /no Bundle/],
    ['an answer that is a page', 200, '<html>', /not JSON/],
  ])('%s', async (_name, status, body, words) => {
    nock('http://fhir.example').persist().get(/.*/).reply(status, body);
    const { code, stdout, stderr } = await load('--sample', 'deceased');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^spinewatch: [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });

  test('a connection that breaks', async () => {
    nock('http://fhir.example').persist().get(/.*/).replyWithError('boom\nsecret');
    const { code, stderr } = await load('--sample', 'deceased');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^spinewatch: deceased: [^\n]*could not be reached\n$/);
  });

  test.each([
    ['a sample that is not there', ['--fhir-server', BASE, '--sample', 'nobody'], /--sample.*breast-history/],
    ['a server that is no URL', ['--fhir-server', 'ftp://x'], /--fhir-server/],
    ['an address of cloud metadata', ['--fhir-server', 'http://169.254.169.254/fhir'], /--fhir-server.*never/],
    ['no server', [], /--fhir-server/],
  ])('wrong use: %s', async (_name, args, words) => {
    const { code, stderr } = await commandLine('load', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});
