/**
 * Codes that no value set knows on their way to the store: counted in memory, written together some seconds later, far
 * from any answer. They are for the upkeep of the value sets, so what does not fit is left out of them without harm.
 */
import type { UnmappedCode } from '../terminology/unmapped.js';
import type { UnmappedCount } from './port.js';

export interface UnmappedOptions {
  readonly write: (counts: readonly UnmappedCount[]) => Promise<void>;
  readonly flushMs?: number;
  /** Different codes that wait at most. */
  readonly bound?: number;
}

export interface UnmappedJournal {
  /** @param day `YYYY-MM-DD` */
  add(tenant: string, day: string, codes: readonly UnmappedCode[]): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A word alone may be a name and a date a birthday: what is kept has a digit and is no date. */
const KEPT = /^(?=.*\d)(?!\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$)[\w.:/+*-]{1,40}$/;

export function createUnmappedJournal({ write, flushMs = 5000, bound = 5000 }: UnmappedOptions): UnmappedJournal {
  let waiting = new Map<string, UnmappedCount>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const merge = (one: UnmappedCount): void => {
    const key = `${one.day} ${one.tenant} ${one.system} ${one.code}`;
    const known = waiting.get(key);
    if (!known && waiting.size >= bound) return;
    waiting.set(key, { ...one, count: one.count + (known?.count ?? 0) });
  };
  const schedule = (): void => {
    if (timer !== undefined || stopped || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, flushMs);
    timer.unref();
  };
  const drain = async (): Promise<void> => {
    const batch = [...waiting.values()];
    waiting = new Map();
    if (batch.length === 0) return;
    try {
      await write(batch);
    } catch {
      // The store's keeper has taken note of why; they are tried again with the next ones.
      batch.forEach(merge);
    }
  };
  const flush = async (): Promise<void> => {
    await running;
    running = drain().finally(() => (running = undefined));
    await running;
    schedule();
  };

  return {
    add(tenant, day, codes) {
      for (const { system, code } of codes) if (KEPT.test(code)) merge({ day, tenant, system, code, count: 1 });
      schedule();
    },
    flush,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await flush();
    },
  };
}
