/** A PostgreSQL that hangs, goes and comes back under services that run: cards go out, and nothing acknowledged is lost. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ExportLine } from '../../src/store/port.js';
import type { TestDatabase } from '../store/support/engine.js';
import { exported } from '../store/support/records.js';
import { overridden, running } from '../support/running.js';
import { served, type Served } from '../support/served.js';
import { until } from '../support/until.js';
import { postgresAt } from './support/engine.js';
import { startPostgres, type PostgresServer } from './support/server.js';

let server: PostgresServer;
let database: TestDatabase;
let stops: (() => Promise<unknown>)[];
beforeAll(async () => void (server = await startPostgres()));
afterAll(() => server.stop());
beforeEach(async () => {
  stops = [];
  database = await postgresAt(() => server.url).create();
});
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  rmSync(database.environment['DATA_DIR'] as string, { recursive: true, force: true });
  await database.remove();
});

const start = async () => {
  const service = await running(database.environment);
  stops.push(() => service.stop());
  return service;
};
type Service = Awaited<ReturnType<typeof start>>;
const storeOf = async (service: Service) => (await service.ready()).checks.store;
const wellAgain = (service: Service): Promise<void> =>
  until('the store is well', async () => (await service.ready()).status === 'ready', 60_000);
async function kept(): Promise<readonly ExportLine[]> {
  const store = await database.open();
  try {
    return await exported(store);
  } finally {
    await store.close();
  }
}

/** To the server and every process of its own. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  const parentOf = (pid: string): string =>
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] ?? '';
  const children = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && parentOf(pid) === String(server.pid);
    } catch {
      return false;
    }
  });
  for (const pid of [server.pid, ...children.map(Number)]) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // One of its processes may end between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

test('gone for a while, as by a crash: no card and no decision is lost, and feedback is refused until it is back', async () => {
  const service = await start();
  const before = await service.card('p1');
  expect((await service.feedback(overridden(before))).status).toBe(200);
  await server.halt('immediate');
  const during = [await service.card('p2'), await service.card('p3')];
  expect((await service.feedback(overridden(during[0] as string))).status).toBe(503);
  expect(await service.ready()).toMatchObject({
    status: 'degraded',
    checks: { store: { status: 'failing', lost: 0 } },
  });
  // What was said before can't be asked for: the card speaks.
  expect(await service.quiet('p1')).toBeUndefined();
  await until('decisions wait on the disk', async () => (await storeOf(service)).spilled > 0, 30_000);
  await server.resume();
  await wellAgain(service);
  expect((await service.feedback(overridden(during[0] as string))).status).toBe(200);
  await until('all is stored', async () => (await kept()).length === 6, 30_000);
  expect(await storeOf(service)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
  await service.isSnoozed('p1');
  await service.isSnoozed('p2');
});

test('not there at the start: decisions wait on the disk, and come back when it is', async () => {
  await server.halt();
  const service = await start();
  await service.card('p1');
  expect((await service.ready()).status).toBe('degraded');
  await server.resume();
  await wellAgain(service);
  await until('it is stored', async () => (await kept()).length === 1, 30_000);
  expect(await storeOf(service)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
});

test('hanging: calls go on, feedback is refused in time, and all is well when it goes on', async () => {
  const service = await start();
  const before = await service.card('p1');
  expect((await service.feedback(overridden(before))).status).toBe(200);
  signal('SIGSTOP');
  try {
    for (let patient = 10; patient < 30; patient += 1) await service.card(`p${patient}`);
    expect((await service.feedback(overridden(before, 'goals-of-care'))).status).toBe(503);
    await until('it is known', async () => (await service.ready()).status === 'degraded', 30_000);
    await service.card('p30');
  } finally {
    signal('SIGCONT');
  }
  await wellAgain(service);
  expect((await service.feedback(overridden(before, 'goals-of-care'))).status).toBe(200);
  await until('all is stored', async () => (await kept()).length === 23, 30_000);
  await service.isSnoozed('p1');
  expect((await storeOf(service)).lost).toBe(0);
});

test('hanging at the end of a service: it ends all the same, and what it could not write waits for the next', async () => {
  const service = await running(database.environment);
  await service.card('p1');
  await until('it is stored', async () => (await kept()).length === 1, 30_000);
  signal('SIGSTOP');
  try {
    await service.card('p2');
    await service.stop();
  } finally {
    signal('SIGCONT');
  }
  const next = await start();
  await until(
    'it is stored',
    async () => new Set((await kept()).map((line) => 'id' in line && line.id)).size === 2,
    30_000,
  );
  expect(await storeOf(next)).toEqual({ status: 'ok', lost: 0, spilled: 0 });
});

test('a rolling restart under calls loses no answer, no decision and no feedback', async () => {
  const environment = (name: string) => ({
    ...database.environment,
    DATA_DIR: `${database.environment['DATA_DIR']}/${name}`,
  });
  const spawned = async (name: string): Promise<Served> => {
    const service = await served(environment(name));
    stops.push(() => service.kill());
    await until('it is ready', async () => (await service.ready()).status === 'ready', 60_000);
    return service;
  };
  let replicas: readonly Served[] = await Promise.all([spawned('a'), spawned('b')]);
  const cards: string[] = [];
  const answered: string[] = [];
  let ended = false;
  /** As a proxy does: one that can't be reached is passed over. */
  const anywhere = async <T>(first: number, work: (service: Served) => Promise<T>): Promise<T> => {
    for (let turn = first; ; turn += 1) {
      try {
        return await work(replicas[turn % replicas.length] as Served);
      } catch (error) {
        if (!(error instanceof TypeError) || turn > first + 50) throw error;
      }
    }
  };
  const caller = async (name: number): Promise<void> => {
    for (let turn = 0; !ended; turn += 1) {
      const card = await anywhere(turn, (service) => service.card(`p${name}-${turn}`));
      cards.push(card);
      const { status } = await anywhere(turn + 1, (service) => service.feedback(overridden(card)));
      expect(status).toBe(200);
      answered.push(card);
    }
  };
  const callers = Promise.all([0, 1, 2].map(caller));
  for (const old of [...replicas]) {
    const fresh = await spawned(`c${cards.length}`);
    replicas = [...replicas.filter((one) => one !== old), fresh];
    expect(await old.term()).toBe(0);
    const before = answered.length;
    await until('calls go on', () => Promise.resolve(answered.length > before + 10), 60_000);
  }
  ended = true;
  await callers;
  for (const replica of replicas) expect(await replica.term()).toBe(0);
  const lines = await kept();
  const decided = new Set(lines.flatMap((line) => (line.type === 'decision' ? [line.card] : [])));
  const heard = new Set(lines.flatMap((line) => (line.type === 'feedback' ? [line.card] : [])));
  expect(cards.filter((card) => !decided.has(card))).toEqual([]);
  expect(answered.filter((card) => !heard.has(card))).toEqual([]);
}, 600_000);
