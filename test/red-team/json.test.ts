/** JSON as a weapon: in requests, in feedback, in what FHIR servers answer, and in the configuration. */
import { gzipSync } from 'node:zlib';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { commandLine } from '../support/command-line.js';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ehr } from './support/ehr.js';
import {
  CALL,
  FEEDBACK,
  assessmentOf,
  chart,
  errorOf,
  hospitals,
  sandbox,
  type Hospitals,
} from './support/hospital.js';
import { planted, stringsOf } from './support/walk.js';

let service: Hospitals;
beforeAll(async () => {
  service = await hospitals({
    file: { limits: { requestsPerMinute: 100_000 } },
    north: { anonymous: true, explain: true },
  });
});
afterAll(() => service.stop());

const send = (body: string | Uint8Array | object, path = CALL, headers = {}) =>
  service.post(body, { path, token: null, headers });
const CHART = JSON.stringify(chart());
const replaced = (what: string, by: string): string => {
  expect(CHART).toContain(what);
  return CHART.replaceAll(what, by);
};
/** Nothing has grown on what every object inherits from. */
const isClean = (): boolean => {
  const seen: unknown[] = [
    ({} as Json)['polluted'],
    ([] as unknown as Json)['polluted'],
    (send as unknown as Json)['polluted'],
  ];
  for (const key in {}) seen.push(key);
  return seen.every((one) => one === undefined);
};
afterEach(() => expect(isClean()).toBe(true));

const POISON = '{"polluted":1,"resourceType":"Bundle","entry":[{"polluted":1}],"tier":"x","toString":1}';
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then'];

describe.each(KEYS)('a key %s', (key) => {
  const poison = (rest: string): string => `"${key}":${POISON},"constructor":{"prototype":${POISON}}${rest}`;

  test.each<[string, string]>([
    ['in the request', replaced('{"hook":', `{${poison(',"hook":')}`)],
    ['in the context', replaced('"context":{', `"context":{${poison(',')}`)],
    ['in the prefetch', replaced('"prefetch":{', `"prefetch":{${poison(',')}`)],
    ['in each resource', replaced('"resourceType":', poison(',"resourceType":'))],
    ['in each code', replaced('"coding":', poison(',"coding":'))],
    ['in the extension', replaced('{"hook":', `{"extension":{${poison('')}},"hook":`)],
    ['in the authorization', replaced('{"hook":', `{"fhirAuthorization":{${poison('')}},"hook":`)],
  ])('%s changes nothing of the answer', async (_where, body) => {
    const { status, body: answer } = await send(body);
    expect([status, assessmentOf(answer).tier, assessmentOf(answer).unavailable]).toEqual([200, 'recommended', []]);
  });

  test('in feedback is feedback like any other', async () => {
    const entry = `{"card":"${key}","outcome":"overridden",${poison('')},"overrideReason":{${poison('')},"reason":{"code":"${key}","system":"${key}"}}}`;
    expect((await send(`{"feedback":[${entry}],${poison('')}}`, FEEDBACK)).status).toBe(200);
    expect((await send(`{"feedback":${POISON}}`, FEEDBACK)).status).toBe(400);
  });

  test('as the name of a service is no service', async () => {
    for (const path of [
      `/cds-services/${key}`,
      `/cds-services/${key}/feedback`,
      `/samples/${key}.json`,
      `/assets/${key}`,
    ]) {
      expect((await fetch(`${service.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(404);
    }
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'every text of a chart may be %s: never a failure, and the process lives',
  async (word) => {
    const whole = chart();
    const paths = stringsOf(whole['prefetch']);
    expect(paths.length).toBeGreaterThan(30);
    for (const path of paths) {
      const { status, body } = await send(planted(whole, ['prefetch', ...path], () => word));
      // Another id of the Patient is another patient.
      expect([path.join('.'), [200, 412].includes(status), errorOf(body)]).toEqual([
        path.join('.'),
        true,
        status === 412 ? 'patient-mismatch' : undefined,
      ]);
    }
  },
);

describe('bytes that are no text', () => {
  test.each<[string, Buffer]>([
    ['Latin-1', Buffer.from(replaced('Low back pain', 'Rückenschmerzen'), 'latin1')],
    ['UTF-16', Buffer.from(CHART, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${CHART}`, 'utf16le')],
    ['half a character', Buffer.concat([Buffer.from(CHART.slice(0, -2)), Buffer.from([0xc3])])],
    ['an overlong slash', Buffer.concat([Buffer.from('{"hook":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from('{"hook":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['a NUL between tokens', Buffer.from(replaced('{"hook"', '{\0"hook"'))],
    ['two marks', Buffer.from(`\uFEFF\uFEFF${CHART}`)],
    ['nothing', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \n ')],
    ['a comment', Buffer.from(`/* x */ ${CHART}`)],
    ['NaN', Buffer.from('{"hook":NaN}')],
    ['two values', Buffer.from(`${CHART}${CHART}`)],
    ['a list', Buffer.from(`[${CHART}]`)],
    ['a text', Buffer.from('"x"')],
  ])('%s is malformed, for calls and for feedback', async (_what, bytes) => {
    for (const path of [CALL, FEEDBACK]) {
      const { status, body } = await send(bytes, path);
      expect([status, errorOf(body)]).toEqual([400, 'malformed']);
    }
  });

  test.each(['\\u0000', '\\ud800', '\\udc00\\ud800', '\\ufeff', '\\u202e', '\\u2028', '\\u001b[31m', '\\uffff'])(
    '%s within a text is text, and its card is JSON for everyone',
    async (escape) => {
      const { status, text, body } = await send(replaced('Low back pain', `Low back pain ${escape}`));
      expect([status, assessmentOf(body).tier]).toEqual([200, 'recommended']);
      expect(text).not.toMatch(/[\p{Cs}\0]/u);
      const [card] = body['cards'] as readonly { summary: string; detail: string }[];
      expect(`${card?.summary}${card?.detail.replaceAll('\n', '')}`).not.toMatch(
        /(?!\u200b)[\p{Cc}\p{Cs}\u202e\u2028\ufeff]/u,
      );
    },
  );
});

describe('a key that stands twice', () => {
  test('is one value, the same for every check', async () => {
    const twice = (first: string, second: string): string =>
      replaced('"patientId":"p1"', `"patientId":"${first}","patientId":"${second}"`);
    expect((await send(twice('p2', 'p1'))).status).toBe(200);
    expect(errorOf((await send(twice('p1', 'p2'))).body)).toBe('patient-mismatch');
    const named = (id: string): string => `{"fhirAuthorization":{"patient":"${id}","access_token":"x"},"hook":`;
    expect(errorOf((await send(twice('p2', 'p1').replace('{"hook":', named('p2')))).body)).toBe(
      'patient-not-authorised',
    );
  });
});

describe('a FHIR server that attacks', () => {
  let open: Running;
  beforeAll(async () => (open = await sandbox()));
  afterAll(() => open.stop());

  const asked = async (answer: (path: string) => string | Buffer | undefined, headers: Record<string, string> = {}) => {
    const server = await ehr((path, response) => {
      const body = answer(path);
      if (body === undefined) return false;
      response.writeHead(200, headers).end(body);
      return true;
    });
    try {
      const { prefetch: _none, ...bare } = chart({ fhirServer: server.url });
      const got = await fetch(`${open.url}${CALL}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(bare),
      });
      return { status: got.status, body: (await got.json()) as Json };
    } finally {
      await server.close();
    }
  };
  const deep = (open: string, close: string, n = 100_000): string => open.repeat(n) + close.repeat(n);
  const condition = (field: string, value: string): string =>
    `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"x","${field}":${value}}}]}`;
  const forConditions = (body: string | Buffer) => (path: string) => (path.startsWith('Condition') ? body : undefined);

  test.each<[string, string | Buffer, Record<string, string>?]>([
    ['lists in lists', condition('subject', deep('[', ']'))],
    ['objects in objects', condition('code', deep('{"coding":', '}').replace('}', '1}'))],
    ['Bundles in Bundles', deep('{"resourceType":"Bundle","entry":[{"resource":', '}]}').replace(':}', ':1}')],
    ['brackets alone', deep('[', ']')],
    ['an open end', '['.repeat(100_000)],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000, ' ')), { 'content-encoding': 'gzip' }],
    ['a body beyond the bound', `"${'x'.repeat(11_000_000)}"`],
    ['HTML', '<html><script>alert(1)</script></html>'],
    ['nothing', ''],
    ['a text', '"Condition"'],
    ['null', 'null'],
  ])('%s for Conditions: said to be unread, never "no risk"', async (_what, answer, headers = {}) => {
    const { status, body } = await asked(forConditions(answer), headers);
    expect([status, assessmentOf(body).tier, assessmentOf(body).unavailable]).toEqual([
      200,
      'incomplete',
      [{ input: 'conditions', state: 'error' }],
    ]);
  });

  test.each(KEYS)('a key %s in every answer changes nothing', async (key) => {
    const server = await ehr();
    const originals = new Map<string, string>();
    for (const type of ['Patient/p1', 'Condition', 'Observation', 'Encounter']) {
      originals.set(type.split('/')[0] as string, await (await fetch(`${server.url}/${type}`)).text());
    }
    await server.close();
    const { status, body } = await asked((path) =>
      originals
        .get(path.split(/[/?]/)[0] as string)
        ?.replaceAll('"resourceType":', `"${key}":${POISON},"constructor":{"prototype":${POISON}},"resourceType":`),
    );
    expect([status, assessmentOf(body).tier, assessmentOf(body).unavailable]).toEqual([200, 'recommended', []]);
  });

  test('deep, huge or poisoned, what it says of itself harms nobody', async () => {
    for (const answer of [
      deep('[', ']'),
      deep('{"fhirVersion":', '}').replace('}', '1}'),
      `{"__proto__":${POISON}}`,
      '1',
    ]) {
      const { body } = await asked((path) => (path.startsWith('metadata') ? answer : undefined));
      expect(assessmentOf(body).tier).toBe('recommended');
    }
  });
});

describe('a configuration that attacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-poison-'));
  const serve = (text: string) => {
    const file = join(folder, `${Math.random()}.yaml`);
    writeFileSync(file, text);
    return commandLine('serve', '--config', file);
  };
  const good = (more = '', tenant = ''): string =>
    `publicBaseUrl: http://127.0.0.1\n${more}\ntenants:\n  - id: north\n    anonymous: true\n    cards: { emergencyContact: x }\n    ${tenant}\n`;

  test.each<[string, string]>([
    ['__proto__', good('__proto__: { polluted: 1 }')],
    ['constructor', good('constructor: { prototype: { polluted: 1 } }')],
    ['__proto__ of a tenant', good('', '__proto__: { polluted: 1 }')],
    ['a merge', good('"<<": { polluted: 1 }')],
    [
      'a billion laughs',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (c, i) => `${c}: &${c} [${`*${'abcdefghi'[i as unknown as number]},`.repeat(9)}]\n`)}${good()}`,
    ],
    ['a tag', good('x: !!js/function "process.exit"')],
  ])('%s is refused in a line, with exit code 2', async (_what, text) => {
    const { code, stderr } = await serve(text);
    expect(code).toBe(2);
    expect(stderr).toMatch(/: found .*; allowed: /);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'an alias named %s takes nothing from what objects inherit',
    async (alias) => {
      const aliased = await hospitals({
        north: { anonymous: true, explain: true, prefetchAliases: { [alias]: 'observations' } },
      });
      try {
        const body = chart();
        delete (body['prefetch'] as Json)['observations'];
        const answer = await aliased.post(body, { token: null });
        expect(assessmentOf(answer.body).unavailable).toEqual([{ input: 'observations', state: 'missing' }]);
      } finally {
        await aliased.stop();
      }
    },
  );
});
