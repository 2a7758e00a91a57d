/** Keeping a store open that comes and goes. The clock is jest's. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { keepStore, type KeeperOptions } from '../../src/store/keeper.js';
import type { Store } from '../../src/store/port.js';
import { StoreError } from '../../src/store/trouble.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => void jest.useRealTimers());
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

/** A store whose pulse and opening end as the test says. */
function world(over: Partial<KeeperOptions> = {}) {
  const state = {
    openings: [] as number[],
    pings: 0,
    closed: 0,
    troubles: [] as string[],
    healthy: 0,
    open: (): Promise<void> => Promise.resolve(),
    ping: (): Promise<void> => Promise.resolve(),
  };
  const began = Date.now();
  const store = {
    ping: () => ((state.pings += 1), state.ping()),
    close: () => Promise.resolve(void (state.closed += 1)),
  } as Store;
  const options: KeeperOptions = {
    open: async () => {
      state.openings.push(Date.now() - began);
      await state.open();
      return store;
    },
    onTrouble: (line) => void state.troubles.push(line),
    onHealthy: () => void (state.healthy += 1),
    ...over,
  };
  return { state, options };
}
const failing = (code: string) => (): Promise<never> => Promise.reject(new StoreError(code, 'x'));
const hanging = (): Promise<never> => new Promise(() => undefined);

describe('opening', () => {
  test('is tried at once', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    expect([keeper.healthy, state.openings, state.healthy, state.troubles]).toEqual([true, [0], 1, []]);
    await pass(60_000);
    expect(state.openings).toHaveLength(1);
  });

  test('that fails is tried again, with longer and longer pauses, and said once for each thing that is wrong', async () => {
    const { state, options } = world();
    state.open = failing('EACCES');
    const keeper = await keepStore(options);
    expect(keeper.healthy).toBe(false);
    expect(keeper.current()).toBeUndefined();
    await pass(30_000);
    expect(state.openings).toEqual([0, 500, 1500, 3500, 7500, 15_500, 25_500]);
    expect(state.troubles).toEqual([expect.stringMatching(/^DATA_DIR can’t be written to.*\(EACCES\)$/)]);
    state.open = failing('ENOSPC');
    await pass(30_000);
    expect(state.troubles).toEqual([expect.anything(), expect.stringMatching(/disk of DATA_DIR is full/)]);
    state.open = () => Promise.resolve();
    await pass(10_000);
    expect([keeper.healthy, state.healthy]).toEqual([true, 1]);
  });

  test('that hangs is waited for so long; the store is there when it ends', async () => {
    const { state, options } = world();
    let opened = (): void => undefined;
    state.open = () => new Promise((resolve) => (opened = resolve));
    const opening = keepStore(options, 3000);
    await pass(3000);
    const keeper = await opening;
    expect(keeper.healthy).toBe(false);
    await expect(keeper.use(() => Promise.resolve())).rejects.toThrow('not open');
    opened();
    await pass(0);
    expect([keeper.healthy, state.openings]).toEqual([true, [0]]);
  });

  test('that ends after the keeper was stopped closes what it opened', async () => {
    const { state, options } = world();
    let opened = (): void => undefined;
    state.open = () => new Promise((resolve) => (opened = resolve));
    const opening = keepStore(options, 10);
    await pass(10);
    await (await opening).stop();
    opened();
    await pass(60_000);
    expect([state.closed, state.healthy, state.openings]).toEqual([1, 0, [0]]);
  });
});

describe('a store that fails', () => {
  test('throws its own error, and is asked for a pulse until it has one', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    state.ping = failing('SQLITE_FULL');
    await expect(keeper.use(failing('SQLITE_FULL'))).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(keeper.healthy).toBe(false);
    expect(keeper.current()).toBeDefined();
    await pass(1500);
    expect(state.pings).toBe(2);
    state.ping = () => Promise.resolve();
    await pass(2000);
    expect([keeper.healthy, state.healthy]).toEqual([true, 2]);
    expect(state.troubles).toHaveLength(1);
    expect(state.openings).toHaveLength(1);
  });

  test('again, after it was well, is said again', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    for (let time = 0; time < 2; time += 1) {
      await keeper.use(failing('SQLITE_BUSY')).catch(() => undefined);
      await pass(500);
    }
    expect(state.troubles).toHaveLength(2);
  });

  test.each(['STORE_GONE', 'SQLITE_CORRUPT', '42P01'])('whose pulse says %s is opened anew', async (code) => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    state.ping = failing(code);
    await keeper.use(failing(code)).catch(() => undefined);
    await pass(500);
    expect(state.closed).toBe(1);
    await pass(1000);
    expect([state.openings.length, keeper.healthy]).toEqual([2, true]);
  });
});

describe('asked how it is', () => {
  test('asks the store, unless it was used within the second', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    expect(await keeper.check()).toBe(true);
    expect(state.pings).toBe(0);
    await pass(1000);
    expect(await keeper.check()).toBe(true);
    expect(await keeper.check()).toBe(true);
    expect(state.pings).toBe(1);
  });

  test('finds that it fails, before anyone else does', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    state.ping = failing('SQLITE_READONLY');
    await pass(1000);
    expect(await keeper.check()).toBe(false);
    expect(state.troubles).toEqual([expect.stringMatching(/SQLITE_READONLY/)]);
  });

  test('waits a second for one that hangs, no longer', async () => {
    const { state, options } = world();
    const keeper = await keepStore(options);
    state.ping = hanging;
    await pass(1000);
    const asked = keeper.check();
    await pass(1000);
    expect(await asked).toBe(false);
    expect(state.troubles).toEqual(['nothing answers at the address of DATABASE_URL (TIMEOUT)']);
  });
});

test('stopped, it closes the store and asks no more', async () => {
  const { state, options } = world();
  const keeper = await keepStore(options);
  await keeper.use(failing('SQLITE_BUSY')).catch(() => undefined);
  await keeper.stop();
  await pass(60_000);
  expect([state.closed, state.pings, keeper.current()]).toEqual([1, 0, undefined]);
});
