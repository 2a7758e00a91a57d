/** `spinewatch store` on any engine, beside a process that has the store open. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keyOfFolder, pseudonymsOf, type Pseudonyms } from '../../../src/store/keys.js';
import { feedbackOf, patientDigest } from '../../../src/store/make-records.js';
import type { DecisionRecord, Store } from '../../../src/store/port.js';
import { createSpill } from '../../../src/store/spill.js';
import { commandLine } from '../../support/command-line.js';
import type { TestDatabase, TestEngine } from '../support/engine.js';
import { DAY, decision, decisionsOf, HOUR, NOON, SERVICE } from '../support/records.js';

const VARIABLES = ['DATA_DIR', 'DATABASE_URL', 'SPINEWATCH_PATIENT_KEY', 'CONFIG_FILE'] as const;
const COMMENT = 'Mrs Doe\u001b[31m was seen';

export function commandSuite(engine: TestEngine): void {
  let database: TestDatabase;
  let store: Store;
  let key: Pseudonyms;
  let before: Record<string, string | undefined>;
  beforeEach(async () => {
    before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
    database = await engine.create();
    for (const name of VARIABLES) set(name, database.environment[name]);
    store = await database.open();
    const secret = process.env['SPINEWATCH_PATIENT_KEY'] ?? keyOfFolder(process.env['DATA_DIR'] as string);
    key = pseudonymsOf(secret);
  });
  afterEach(async () => {
    for (const name of VARIABLES) set(name, before[name]);
    await store.close();
    await database.remove();
  });
  /** Three decisions about patient p1, one of them answered, and one about another. */
  const filled = async (): Promise<void> => {
    await store.noteKey({ fingerprint: key.fingerprint, since: NOON });
    const mine = {
      tenant: 'sandbox',
      patient: patientDigest(key, 'sandbox', 'p1'),
      user: key.digest('user', 'sandbox', 'Practitioner/d1'),
    };
    const shown = decision({ ...mine, at: NOON, variant: 'fracture', card: CARD });
    const until = NOON + 7 * DAY;
    const { card: _card, ...silent } = decision({
      ...mine,
      at: NOON + HOUR,
      shown: 'no',
      outcome: 'snoozed',
      quiet: { reason: 'snoozed', until },
    });
    const {
      card: _none,
      evidence: _e,
      ...none
    } = decision({
      ...mine,
      at: NOON + 2 * HOUR,
      tier: null,
      reason: 'no-cancer',
      outcome: 'no-cancer',
      shown: 'no',
      inputs: { ...shown.inputs, encounters: 'timeout' },
    });
    await store.recordDecisions([
      shown,
      silent as DecisionRecord,
      none as DecisionRecord,
      decision({ tenant: 'sandbox' }),
    ]);
    const said = {
      card: CARD,
      outcome: 'overridden',
      acceptedSuggestions: [],
      reasons: [{ code: 'already-imaged', system: 'urn:spinewatch:override-reason' }],
      comment: COMMENT,
      outcomeTimestamp: new Date(NOON + 60_000).toISOString(),
      timestampReplaced: false,
    } as const;
    await store.recordFeedback([
      feedbackOf(said, { tenant: 'sandbox', service: SERVICE, receivedAt: new Date(NOON + 61_000) }, key),
    ]);
  };
  const lookup = (...more: string[]) =>
    commandLine('store', 'lookup', '--patient', 'Patient/p1', '--tenant', 'sandbox', ...more);

  test('lookup tells what was shown, to whom, by which rule, what was kept quiet and why, and what was said', async () => {
    await filled();
    const { code, stdout, stderr } = await lookup();
    expect([code, stderr]).toEqual([0, '']);
    const user = key.digest('user', 'sandbox', 'Practitioner/d1');
    const rule = `  rule: ${SERVICE} 1.0.0, content sha256:00, otherCancers true, as of 2026-06-15`;
    expect(stdout.split('\n')).toEqual([
      '2026-06-15T14:00:00.000Z  no tier: no card, no-cancer',
      '  cancer: established (breast)',
      '  features: weight-loss',
      '  could not be read: encounters timeout',
      rule,
      `  user: ${user}`,
      '',
      '2026-06-15T13:00:00.000Z  urgent: kept quiet (snoozed until 2026-06-22T12:00:00.000Z)',
      '  cancer: established (breast)',
      '  features: weight-loss',
      rule,
      `  user: ${user}`,
      '',
      '2026-06-15T12:00:00.000Z  urgent (fracture): card shown',
      '  cancer: established (breast)',
      '  features: weight-loss',
      rule,
      `  card: ${CARD}`,
      `  user: ${user}`,
      '  feedback: overridden, already-imaged [urn:spinewatch:override-reason], 2026-06-15T12:01:00.000Z, received 2026-06-15T12:01:01.000Z',
      '  comment: there is one; --comments shows it',
      '',
    ]);
    expect((await lookup('--comments')).stdout).toContain('\n  comment: "Mrs Doe\\u001b[31m was seen"\n');
  });

  test('lookup as JSON has the records whole, comments when asked', async () => {
    await filled();
    const entries = JSON.parse((await lookup('--json')).stdout) as { decision: object; feedback?: object }[];
    expect(entries).toHaveLength(3);
    expect(entries[2]?.decision).toMatchObject({ tier: 'urgent', card: CARD, rule: { version: '1.0.0' } });
    expect(entries[2]?.feedback).toMatchObject({ outcome: 'overridden', commentSealed: true });
    expect((await lookup('--json', '--comments')).stdout).toContain(JSON.stringify(COMMENT));
  });

  test('a patient or tenant that nothing is known of: says so, and is done', async () => {
    await filled();
    const other = await commandLine('store', 'lookup', '--patient', 'p9', '--tenant', 'sandbox');
    expect(other).toEqual({ code: 0, stdout: 'nothing is recorded about this patient for this tenant\n', stderr: '' });
    const { code, stdout, stderr } = await commandLine('store', 'lookup', '--patient', 'p1', '--tenant', 'south');
    expect([code, stdout]).toEqual([0, other.stdout]);
    expect(stderr).toMatch(/no such tenant/);
  });

  test('a key that is missing, none, or another one: says so, since "not found" would be a lie', async () => {
    await filled();
    const dataDir = process.env['DATA_DIR'] as string;
    for (const secret of ['another key', undefined]) {
      rmSync(join(dataDir, 'patient.key'), { force: true });
      set('SPINEWATCH_PATIENT_KEY', secret);
      const { code, stdout, stderr } = await lookup();
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        secret
          ? /^spinewatch: the key is not one that the records/
          : /^spinewatch: there is no key: SPINEWATCH_PATIENT_KEY is not set/,
      );
    }
    writeFileSync(join(dataDir, 'patient.key'), 'x');
    expect((await lookup()).stderr).toMatch(/^spinewatch: the key of the patient hash in DATA_DIR can’t be read/);
    // What needs no key goes on.
    expect((await commandLine('store', 'export')).code).toBe(0);
    expect((await commandLine('store', 'export', '--comments')).code).toBe(1);
  });

  test('after a change of key, what was recorded with the old one is said to be out of reach', async () => {
    await filled();
    await store.noteKey({ fingerprint: pseudonymsOf('newer').fingerprint, since: NOON + DAY });
    set('SPINEWATCH_PATIENT_KEY', 'newer');
    const { code, stderr } = await lookup();
    expect([code, stderr]).toEqual([0, expect.stringMatching(/records of another key too/)]);
    const copy = await commandLine('store', 'export', '--comments');
    expect(copy.stderr).toMatch(/1 comments can't be read with this key/);
    expect(copy.stdout).toContain('"commentUnreadable":true');
  });

  test('export is NDJSON, of all or one tenant; comments stay sealed unless asked for', async () => {
    await filled();
    await store.recordDecisions([decision({ tenant: 'south' })]);
    const lines = async (...more: string[]) =>
      (await commandLine('store', 'export', ...more)).stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; tenant: string; comment?: string });
    expect((await lines()).map(({ type }) => type)).toEqual([...Array<string>(5).fill('decision'), 'feedback']);
    expect((await lines('--tenant', 'south')).map(({ tenant }) => tenant)).toEqual(['south']);
    expect((await lines()).at(-1)?.comment).not.toContain('Doe');
    expect((await lines('--comments')).at(-1)?.comment).toBe(COMMENT);
  });

  test('purge applies the retention, or what is asked, and prints what it removed', async () => {
    const now = Date.now();
    const ages = [800, 731, 729, 40, 10];
    await store.recordDecisions(ages.map((age) => decision({ at: now - age * DAY })));
    const purge = async (...more: string[]) => {
      const { code, stdout } = await commandLine('store', 'purge', ...more);
      expect(code).toBe(0);
      return JSON.parse(stdout) as object;
    };
    expect(await purge()).toMatchObject({ decisions: 2, feedback: 0 });
    expect(await purge('--older-than', '30')).toMatchObject({ decisions: 2 });
    const tomorrow = new Date(now + DAY).toISOString().slice(0, 10);
    expect(await purge('--before', tomorrow)).toEqual({
      before: `${tomorrow}T00:00:00.000Z`,
      decisions: 1,
      feedback: 0,
    });
    expect(await decisionsOf(store)).toEqual([]);
  });

  test('decisions that wait on the disk are not in the store yet: that is said', async () => {
    await filled();
    await createSpill(process.env['DATA_DIR'] as string).write([decision(), decision()]);
    expect((await lookup()).stderr).toMatch(/^spinewatch: 2 decisions wait in DATA_DIR\/spill/);
  });

  test.each([
    [['purge', '--older-than', '-1'], /days/],
    [['purge', '--before', '2026-02-30'], /YYYY-MM-DD/],
    [['purge', '--before', '2026-02-03', '--older-than', '1'], /not both/],
    [['lookup', '--tenant', 'sandbox'], /--patient/],
    [['lookup', '--tenant', 'sandbox', '--patient', 'a b'], /--patient is not a FHIR id/],
    [['nonsense'], /unknown command/],
  ])('wrong use: %j', async (args, words) => {
    const { code, stdout, stderr } = await commandLine('store', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
  });

  test('a store that is not there is not made, and one that can’t be opened is said in words', async () => {
    if (process.env['DATABASE_URL'] === undefined) {
      const empty = join(process.env['DATA_DIR'] as string, 'empty');
      mkdirSync(empty);
      set('DATA_DIR', empty);
      const { code, stderr } = await commandLine('store', 'purge');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^spinewatch: there is no store: DATA_DIR has no/)]);
      mkdirSync(join(empty, 'spinewatch.db'));
    } else set('DATABASE_URL', 'postgres://u:hunter2@127.0.0.1:1/none');
    const { code, stderr } = await commandLine('store', 'export');
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toMatch(/^spinewatch: (DATA_DIR can’t be written to|nothing answers at the address)/);
    expect(stderr).not.toContain('hunter2');
  });
}

const CARD = '5f9b0f0c-7f6b-4a53-9c8e-0123456789ab';

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
