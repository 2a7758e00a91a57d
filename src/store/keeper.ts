/**
 * Keeps the store open: tries again while it can't be opened, and asks for a pulse while it fails, until it takes writes
 * again. Whoever uses it gets the store's own errors and never waits for an opening.
 */
import type { Store } from './port.js';
import { needsReopening, StoreError, troubleOf } from './trouble.js';
import { within } from './within.js';

export interface Keeper {
  readonly healthy: boolean;
  /** Runs on the open store. @throws StoreError `STORE_CLOSED` while there is none; what the work throws, after which the store counts as failing */
  use<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** The open store, for what may fail without saying anything of the store. */
  current(): Store | undefined;
  /** Whether it takes writes, asked anew unless it was asked lately. */
  check(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly open: () => Promise<Store>;
  /** Told once when the store begins to fail, in a line for the log. */
  readonly onTrouble: (line: string) => void;
  /** Told when it takes writes again, the first opening included. */
  readonly onHealthy: () => void;
  /** From the first to the longest pause between tries, in milliseconds. */
  readonly retryMs?: readonly [first: number, longest: number];
}

const CHECK_EVERY_MS = 1000;
const CHECK_MS = 1000;

/** Resolves after the first try, whatever came of it, or after `patienceMs`. */
export async function keepStore(options: KeeperOptions, patienceMs = 5000): Promise<Keeper> {
  const { open, onTrouble, onHealthy, retryMs: [first, longest] = [500, 10_000] } = options;
  let store: Store | undefined;
  let healthy = false;
  let trouble: string | undefined;
  let stopped = false;
  let pause = first;
  let timer: NodeJS.Timeout | undefined;
  let checked = 0;

  const failed = (error: unknown): void => {
    healthy = false;
    const line = troubleOf(error);
    if (line !== trouble && !stopped) onTrouble(line);
    trouble = line;
    schedule();
  };
  const schedule = (): void => {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      void revive();
    }, pause);
    timer.unref();
    pause = Math.min(pause * 2, longest);
  };
  const revive = async (): Promise<void> => {
    try {
      if (store) await store.ping();
      else store = await open();
    } catch (error) {
      failed(error);
      if (needsReopening(error)) {
        const old = store;
        store = undefined;
        await old?.close().catch(() => undefined);
      }
      return;
    }
    if (stopped) return void store?.close();
    checked = Date.now();
    pause = first;
    trouble = undefined;
    healthy = true;
    onHealthy();
  };
  const use = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    if (!store) throw new StoreError('STORE_CLOSED', 'the store is not open');
    try {
      const result = await work(store);
      checked = Date.now();
      return result;
    } catch (error) {
      failed(error);
      throw error;
    }
  };

  await within(revive(), patienceMs);
  return {
    get healthy() {
      return healthy;
    },
    use,
    current: () => store,
    async check() {
      if (!healthy || Date.now() - checked < CHECK_EVERY_MS) return healthy;
      await within(
        use((open) => open.ping()).catch(() => undefined),
        CHECK_MS,
        () => failed(new StoreError('TIMEOUT', 'no pulse')),
      );
      return healthy;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await store?.close().catch(() => undefined);
      store = undefined;
    },
  };
}
