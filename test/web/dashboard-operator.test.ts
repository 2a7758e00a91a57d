/** Who may see the figures: whoever has the operator's token; in the sandbox this machine; where no token is set, nobody. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { ConfigurationError } from '../../src/config/problem.js';
import type { Running } from '../../src/main.js';
import { FIGURES, ownersConfiguration, startOwners, stopOwners, TOKEN } from '../support/dashboard.js';
import { tempDataDir } from '../support/data-dir.js';

let open: Running;
let closed: Running;
beforeAll(async () => {
  const token = { SPINEWATCH_OPERATOR_TOKEN: TOKEN };
  open = await startOwners({ DATA_DIR: tempDataDir(), CONFIG_FILE: ownersConfiguration(), ...token });
  closed = await startOwners({ DATA_DIR: tempDataDir(), CONFIG_FILE: ownersConfiguration({}) });
}, 60_000);
afterAll(() => stopOwners());

const withToken = (service: Running) => request(service.url).get(FIGURES).set('Authorization', `Bearer ${TOKEN}`);

describe('the operator', () => {
  test('is who has the token; every other is refused with the same answer', async () => {
    const refused = await Promise.all(
      [
        undefined,
        'Bearer',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(1)}`,
        `Basic ${TOKEN}`,
        TOKEN,
        'Bearer eyJhbGciOiJub25lIn0.e30.',
        `Bearer ${'x'.repeat(9000)}`,
      ].map((header) => {
        const asked = request(open.url).get(FIGURES);
        return header === undefined ? asked : asked.set('Authorization', header);
      }),
    );
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    expect(refused[0]?.headers['www-authenticate']).toBe('Bearer');
    // What a 401 says is the same everywhere.
    const call = await request(open.url).post('/cds-services/metastatic-back-pain').send({});
    expect(call.text).toBe(refused[0]?.text);
    await request(open.url).get(FIGURES).set('Authorization', `bearer  ${TOKEN}`).expect(200);
  });

  test('is not asked for in the address', async () => {
    await request(open.url).get(`${FIGURES}?token=${TOKEN}`).expect(401);
  });

  test('may guess so often and no more, and then even the token waits', async () => {
    const service = await startOwners({
      DATA_DIR: tempDataDir(),
      CONFIG_FILE: ownersConfiguration(),
      SPINEWATCH_OPERATOR_TOKEN: TOKEN,
    });
    for (let guess = 0; guess < 120; guess += 1) await request(service.url).get(FIGURES).expect(401);
    const { headers, body } = await request(service.url)
      .get(FIGURES)
      .set('Authorization', `Bearer ${TOKEN}`)
      .expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body.issue[0].details.coding[0].code).toBe('too-many-requests');
  });

  test('has the token in a file, and another one after a reload', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'spinewatch-token-')), 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const service = await startOwners({
      DATA_DIR: tempDataDir(),
      CONFIG_FILE: ownersConfiguration({ operator: { tokenEnv: 'OWNERS' } }),
      OWNERS_FILE: file,
    });
    await withToken(service).expect(200);
    writeFileSync(file, 'another-token');
    service.reload();
    await withToken(service).expect(401);
    writeFileSync(file, 'no token at all');
    service.reload();
    await request(service.url).get(FIGURES).set('Authorization', 'Bearer another-token').expect(200);
  });

  test.each([
    ['with blanks', { SPINEWATCH_OPERATOR_TOKEN: 'no token' }, /tokenEnv: found blanks/],
    ['beyond ASCII', { SPINEWATCH_OPERATOR_TOKEN: 'schlüssel' }, /tokenEnv: found blanks or signs/],
    ['in no file', { SPINEWATCH_OPERATOR_TOKEN_FILE: '/nowhere/token' }, /SPINEWATCH_OPERATOR_TOKEN_FILE/],
  ])('has a token %s: the start says so, and never the token', async (_what, variables, line) => {
    const refused = startOwners({ DATA_DIR: tempDataDir(), CONFIG_FILE: ownersConfiguration(), ...variables });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(line);
    await expect(refused).rejects.not.toThrow(/no token|schlüssel/);
  });
});

describe('without a token the dashboard is closed', () => {
  test('and says how to open it', async () => {
    const page = await request(closed.url).get('/dashboard').expect(403).expect('Content-Type', /html/);
    expect(page.text).toContain('SPINEWATCH_OPERATOR_TOKEN');
    expect(page.text).not.toContain('<script');
    for (const header of ['', `Bearer ${TOKEN}`, 'Bearer undefined', 'Bearer ']) {
      const { body } = await request(closed.url).get(FIGURES).set('Authorization', header).expect(403);
      expect(body.issue[0]).toMatchObject({
        details: { coding: [{ code: 'dashboard-closed' }] },
        diagnostics: expect.stringContaining('tokenEnv'),
      });
    }
  });

  test('also where the variable that is named is not set', async () => {
    const service = await startOwners({ DATA_DIR: tempDataDir(), CONFIG_FILE: ownersConfiguration() });
    await request(service.url).get(FIGURES).set('Authorization', 'Bearer undefined').expect(403);
  });
});

describe('in the sandbox', () => {
  let service: Running;
  beforeAll(async () => {
    service = await startOwners({ DATA_DIR: tempDataDir() });
  });

  test('this machine needs no token; what is sent is ignored', async () => {
    const { body } = await request(service.url).get(FIGURES).set('Authorization', 'Bearer junk').expect(200);
    expect([body.tenants, body.report.calls]).toEqual([['sandbox'], 0]);
    await request(service.url).get(FIGURES).set('Sec-Fetch-Site', 'same-origin').expect(200);
  });

  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another name of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ['a name that a stranger points at this machine', { Host: 'rebound.example:8080' }],
    ['no name', { Host: '' }],
  ])('%s gets nothing', async (_what, headers) => {
    const { body } = await request(service.url).get(FIGURES).set(headers).expect(403);
    expect(body.issue[0].details.text).toContain('this machine alone');
  });
});
