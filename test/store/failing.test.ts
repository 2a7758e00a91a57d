/** The service with an embedded store that fails: cards go out, nothing is silent, and it comes back by itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openLibsql } from '../../src/store/engines/libsql/open.js';
import type { ExportLine } from '../../src/store/port.js';
import { tempDataDir } from '../support/data-dir.js';
import { overridden, running } from '../support/running.js';
import { until } from '../support/until.js';
import { exported } from './support/records.js';

jest.setTimeout(60_000);

const LOST = 'spinewatch_store_lost_total';
const UNKNOWN_CARD = '5f9b0f0c-7f6b-4a53-9c8e-0123456789ab';

let dataDir: string;
let stops: (() => Promise<void> | void)[];
beforeEach(() => {
  dataDir = tempDataDir();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  rmSync(dataDir, { recursive: true, force: true });
});
const start = async () => {
  const service = await running({ DATA_DIR: dataDir });
  stops.push(() => service.stop());
  return service;
};
type Service = Awaited<ReturnType<typeof start>>;

const storeOf = async (service: Service) => (await service.ready()).checks.store;
const wellAgain = (service: Service): Promise<void> =>
  until('the store is well', async () => (await service.ready()).status === 'ready', 30_000);
async function kept(folder = dataDir): Promise<readonly ExportLine[]> {
  const store = await openLibsql({ dataDir: folder });
  try {
    return await exported(store);
  } finally {
    await store.close();
  }
}

/** A process that has the file to itself until it is told to end. */
async function holder(): Promise<ChildProcess> {
  const script = `
    import Database from 'libsql';
    const database = new Database(process.argv[1]);
    database.exec('PRAGMA busy_timeout = 20000');
    database.exec('BEGIN EXCLUSIVE');
    process.stdout.write('held');
    process.stdin.resume();
    process.stdin.on('end', () => { database.exec('ROLLBACK'); process.exit(0); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', join(dataDir, 'spinewatch.db')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  stops.push(() => void child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

const isFailing = async (service: Service): Promise<void> => {
  expect((await service.call('p1')).body.cards).toHaveLength(1);
  const refused = await service.feedback(overridden(UNKNOWN_CARD));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await service.ready()).toMatchObject({ status: 'degraded', checks: { store: { status: 'failing' } } });
};

describe('a store that can’t be opened', () => {
  test.each<[string, () => void, () => void]>([
    [
      'DATA_DIR is no folder',
      () => (rmSync(dataDir, { recursive: true }), writeFileSync(dataDir, '')),
      () => rmSync(dataDir),
    ],
    [
      'the key is none',
      () => writeFileSync(join(dataDir, 'patient.key'), 'no key'),
      () => writeFileSync(join(dataDir, 'patient.key'), 'ab'.repeat(32)),
    ],
  ])('%s: without a key nothing can be recorded, and that is counted', async (_what, spoil, repair) => {
    spoil();
    const service = await start();
    await isFailing(service);
    await until('the call is counted', async () => (await service.metric(LOST)) === 1, 10_000);
    expect(await storeOf(service)).toEqual({ status: 'failing', lost: 1, spilled: 0 });
    repair();
    await wellAgain(service);
    const card = await service.card('p1');
    expect((await service.feedback(overridden(card))).status).toBe(200);
    expect(await service.quiet('p1')).toBe('snoozed');
  });

  test('the file is no store: decisions wait on the disk until it was moved away, none is lost', async () => {
    writeFileSync(join(dataDir, 'spinewatch.db'), 'this is no database, whatever its name says. '.repeat(200));
    const service = await start();
    await isFailing(service);
    await until('the decision waits', async () => (await storeOf(service)).spilled === 1, 20_000);
    expect(await service.metric('spinewatch_store_spilled')).toBe(1);
    renameSync(join(dataDir, 'spinewatch.db'), join(dataDir, 'spinewatch.broken'));
    await wellAgain(service);
    await until('it is stored', async () => (await kept()).length === 1, 20_000);
    expect(await storeOf(service)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
    expect(await service.metric('spinewatch_store_spilled')).toBe(0);
  });

  test('neither file nor waiting place: what does not fit is counted at the end at the latest', async () => {
    mkdirSync(join(dataDir, 'spinewatch.db'));
    writeFileSync(join(dataDir, 'spill'), 'a file in its place');
    const service = await running({ DATA_DIR: dataDir });
    await isFailing(service);
    await service.stop();
    expect(existsSync(join(dataDir, 'spill'))).toBe(true);
  });
});

describe('a file that another process holds', () => {
  test('costs the feedback of that time, no card and no decision; all is there when it is free', async () => {
    const service = await start();
    const first = await service.card('p0');
    expect((await service.feedback(overridden(first))).status).toBe(200);
    const other = await holder();
    await isFailing(service);
    // Reading goes on, so what was said before is still heard.
    expect(await service.quiet('p0')).toBe('snoozed');
    other.stdin?.end();
    await wellAgain(service);
    expect((await service.feedback(overridden(UNKNOWN_CARD))).status).toBe(200);
    await until('all is stored', async () => (await kept()).length === 5, 20_000);
    expect(await storeOf(service)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
  });

  test('until the end: decisions wait on the disk for the next start', async () => {
    const service = await running({ DATA_DIR: dataDir });
    const other = await holder();
    await isFailing(service);
    await service.stop();
    other.stdin?.end();
    await once(other, 'exit');
    expect(await kept()).toEqual([]);
    const next = await start();
    await until('it is brought back', async () => (await kept()).length === 1, 20_000);
    expect(await storeOf(next)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
  });
});

describe('a file that goes away under the process', () => {
  test('moved: what was acknowledged is in the moved file, and a new one is made', async () => {
    const service = await start();
    const card = await service.card('p1');
    expect((await service.feedback(overridden(card))).status).toBe(200);
    const moved = tempDataDir();
    stops.push(() => rmSync(moved, { recursive: true, force: true }));
    renameSync(join(dataDir, 'spinewatch.db'), join(moved, 'spinewatch.db'));
    await service.card('p2');
    await until('a new file is there', () => Promise.resolve(existsSync(join(dataDir, 'spinewatch.db'))), 20_000);
    await wellAgain(service);
    await until('what came since is in it', async () => (await kept()).length === 1, 20_000);
    expect((await kept(moved)).map(({ type }) => type)).toEqual(['decision', 'feedback']);
    expect((await storeOf(service)).lost).toBe(0);
  });

  test('deleted: it says so, a new one is made, and nothing since then is lost', async () => {
    const service = await start();
    await service.card('p1');
    for (const name of ['spinewatch.db', 'spinewatch.db-wal', 'spinewatch.db-shm'])
      rmSync(join(dataDir, name), { force: true });
    const card = await service.card('p2');
    await until(
      'feedback is taken again',
      async () => (await service.feedback(overridden(card))).status === 200,
      20_000,
    );
    await wellAgain(service);
    expect((await kept()).filter(({ type }) => type === 'feedback')).toHaveLength(1);
    expect(await service.quiet('p2')).toBe('snoozed');
    expect((await storeOf(service)).lost).toBe(0);
  });
});

test('the log says in one line what is wrong and that it is well again, and names nobody', async () => {
  const script = 'const { run } = await import("./src/cli/main.ts"); await run(["serve"]);';
  writeFileSync(join(dataDir, 'patient.key'), 'no key');
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', DATA_DIR: dataDir },
  });
  stops.push(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  await once(child.stdout, 'data');
  rmSync(join(dataDir, 'patient.key'));
  await until('it is logged', () => Promise.resolve(/takes writes again/.test(log)), 30_000);
  const lines = log.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 'error',
      problem: 'the key of the patient hash in DATA_DIR can’t be read: restore patient.key (KEY_UNUSABLE)',
    }),
    expect.objectContaining({ level: 'info', msg: 'the store takes writes again' }),
  ]);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(readFileSync(join(dataDir, 'patient.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});
