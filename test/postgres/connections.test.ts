/** Connections that break, hang or are forgotten by the network: what is said of it, and that none comes to harm by it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openPostgres } from '../../src/store/engines/postgres/open.js';
import type { Store } from '../../src/store/port.js';
import { troubleOf } from '../../src/store/trouble.js';
import type { TestDatabase } from '../store/support/engine.js';
import { decision, decisionsOf, feedback, feedbackIn, memoryQuery } from '../store/support/records.js';
import { until } from '../support/until.js';
import { POSTGRES } from './support/engine.js';
import { wireTo, type Wire } from './support/proxy.js';
import { PASSWORD } from './support/server.js';

let database: TestDatabase;
let wire: Wire;
let store: Store;
/** Another process, with a wire of its own. */
let other: Store;
beforeEach(async () => {
  database = await POSTGRES.create();
  wire = await wireTo(database.environment['DATABASE_URL'] as string);
  store = await openPostgres({ databaseUrl: wire.url, statementMs: 300 });
  other = await database.open();
});
afterEach(async () => {
  await Promise.all([store.close(), other.close()]);
  await wire.close();
  await database.remove();
});

const lineOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => troubleOf(error),
  );
const openTransactions = async (): Promise<number> => {
  const rows = await database.run(
    "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  return rows.length;
};

describe('a server that hangs', () => {
  test('ends what waits for it, in words', async () => {
    wire.hold();
    const words = /^nothing answers at the address of DATABASE_URL \(TIMEOUT\)$/;
    expect(await lineOf(store.ping())).toMatch(words);
    expect(await lineOf(store.recordFeedback([feedback()]))).toMatch(words);
    expect(await lineOf(store.memoryOf(memoryQuery()))).toMatch(words);
  });

  test('and comes back leaves no transaction open: nobody else is locked out, nothing refused is stored later', async () => {
    const refused = decision();
    await store.recordDecisions([decision()]);
    wire.hold();
    const writes = Array.from({ length: 6 }, () => store.recordDecisions([refused]));
    const pulses = [store.ping(), store.ping(), store.recordFeedback([feedback()])];
    for (const work of [...writes, ...pulses]) await expect(work).rejects.toThrow();
    wire.pass();
    await until('no transaction is open', async () => (await openTransactions()) === 0, 20_000);
    for (let round = 0; round < 8; round += 1) {
      await store.recordDecisions([decision()]);
      await store.ping();
      await other.ping();
    }
    expect(await openTransactions()).toBe(0);
    expect(await decisionsOf(other)).toHaveLength(9);
    expect(await feedbackIn(other)).toEqual([]);
  });
});

test('connections that the network forgot are replaced, not waited for', async () => {
  await Promise.all(Array.from({ length: 8 }, () => store.ping()));
  await Promise.all(Array.from({ length: 8 }, () => store.memoryOf(memoryQuery())));
  wire.forget();
  // Four connections of each kind: whoever has one of them waits for it once.
  await Promise.allSettled(Array.from({ length: 4 }, () => store.recordDecisions([decision()])));
  await Promise.allSettled(Array.from({ length: 4 }, () => store.memoryOf(memoryQuery())));
  await Promise.all(Array.from({ length: 8 }, () => store.recordDecisions([decision()])));
  await Promise.all(Array.from({ length: 8 }, () => store.memoryOf(memoryQuery())));
  expect((await decisionsOf(other)).length).toBeGreaterThanOrEqual(8);
});

test('a connection that is cut in the middle costs its own write alone', async () => {
  const lost = store.recordDecisions(Array.from({ length: 1000 }, () => decision()));
  wire.cut();
  await expect(lost).rejects.toThrow();
  expect(await lineOf(store.ping())).toMatch(/^nothing answers at the address of DATABASE_URL \(\w+\)$/);
  wire.pass();
  await store.recordDecisions([decision()]);
  expect(await decisionsOf(other)).toHaveLength(1);
});

describe('opening says what is wrong, and never the password', () => {
  const at = (change: (url: URL) => void): string => {
    const url = new URL(database.environment['DATABASE_URL'] as string);
    change(url);
    return url.href;
  };
  test.each<[string, (url: URL) => void, RegExp]>([
    ['a wrong password', (url) => (url.password = 'hunter2'), /^PostgreSQL refuses the user or password.*\(28P01\)$/],
    ['no such user', (url) => (url.username = 'nobody'), /^PostgreSQL refuses the user or password.*\(28P01\)$/],
    ['no such database', (url) => (url.pathname = '/none'), /^the database of DATABASE_URL does not exist \(3D000\)$/],
    ['nobody at that port', (url) => (url.port = '1'), /^nothing answers at the address.*\(ECONNREFUSED\)$/],
    [
      'no such socket',
      (url) => (url.search = '?host=/nowhere'),
      /^nothing answers at the address of DATABASE_URL \(ENOENT\)$/,
    ],
    [
      'TLS asked of a server without',
      (url) => (url.search = '?sslmode=require'),
      /^PostgreSQL offers no TLS, which DATABASE_URL asks for \(TLS_REFUSED\)$/,
    ],
  ])('%s', async (_what, change, words) => {
    const databaseUrl = at(change);
    const line = await lineOf(openPostgres({ databaseUrl }));
    expect(line).toMatch(words);
    expect(line).not.toMatch(new RegExp(`${PASSWORD}|hunter2|\n`));
  });

  test('a user who may not write', async () => {
    await database.run(`create role reader_${process.pid} login password 'only-reads'`);
    const databaseUrl = at((url) => ((url.username = `reader_${process.pid}`), (url.password = 'only-reads')));
    try {
      expect(await lineOf(openPostgres({ databaseUrl }))).toMatch(/may not write or create tables \(42501\)$/);
    } finally {
      await database.run(`drop role reader_${process.pid}`);
    }
  });
});
