/**
 * Decisions on their way to the store: gathered, written in grouped commits a tenth of a second later, set aside on the
 * disk while the store is down, and brought back. What it holds is bounded; what does not fit is counted as lost.
 */
import type { MemoryEntry } from '../decision/memory.js';
import type { DecisionRecord, MemoryQuery } from './port.js';
import { memoryEntry } from './rows.js';
import type { Spill } from './spill.js';
import { within } from './within.js';

export interface JournalOptions {
  /** Writes them in one commit. */
  readonly write: (records: readonly DecisionRecord[]) => Promise<void>;
  readonly isHealthy: () => boolean;
  readonly spill: Spill;
  readonly onLost: (records: number) => void;
  /** Records in memory at most. */
  readonly bound?: number;
  readonly flushMs?: number;
  /** How long records wait in memory for a store that is down before they are set aside. */
  readonly asideMs?: number;
  /** How long `stop` waits for the store. */
  readonly stopMs?: number;
}

export interface Journal {
  readonly lost: number;
  /** Records that wait on the disk. */
  readonly spilled: number;
  /** @param undelivered read when it is written: the card reached nobody */
  add(record: DecisionRecord, undelivered: () => boolean): void;
  countLost(records: number): void;
  /** What is not in the store yet. */
  pendingOf(query: MemoryQuery): readonly MemoryEntry[];
  tierOf(card: string, tenant: string, service: string): string | undefined;
  /** Writes what waits. Resolves when it is in the store, or set aside. */
  flush(): Promise<void>;
  /** The store takes writes again: brings back what was set aside. */
  wake(): Promise<void>;
  /** Writes what is left, and sets aside what a store that hangs does not take in time; counts what neither takes. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly record: DecisionRecord;
  readonly undelivered: () => boolean;
}

const A_COMMIT = 1000;
const ASIDE_AT = 500;

export function createJournal(options: JournalOptions): Journal {
  const { write, isHealthy, spill, onLost, bound = 5000, flushMs = 100, asideMs = 5000, stopMs = 2000 } = options;
  let waiting: Waiting[] = [];
  let writing: readonly Waiting[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let replaying = false;
  let stopped = false;

  const countLost = (records: number): void => {
    lost += records;
    onLost(records);
  };
  const keepWithinBound = (): void => {
    const over = waiting.length - bound;
    if (over <= 0) return;
    waiting = waiting.slice(over);
    countLost(over);
  };
  const schedule = (ms: number): void => {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, ms);
    timer.unref();
  };
  const flush = (): Promise<void> => {
    running ??= drain().finally(() => {
      running = undefined;
      if (waiting.length > 0) schedule(isHealthy() ? flushMs : asideMs);
    });
    return running;
  };
  const drain = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, A_COMMIT);
      waiting = waiting.slice(A_COMMIT);
      writing = batch;
      const kept = await put(batch.map(finished));
      writing = [];
      if (kept) continue;
      if (stopped) return;
      waiting = [...batch, ...waiting];
      keepWithinBound();
      return;
    }
  };
  /** In the store, else on the disk; `false` where neither takes them. */
  const put = async (records: readonly DecisionRecord[]): Promise<boolean> => {
    if (isHealthy()) {
      try {
        await write(records);
        return true;
      } catch {
        // The keeper has taken note of why.
      }
    }
    if (stopped) return false;
    return spill.write(records).then(
      () => true,
      () => false,
    );
  };

  return {
    get lost() {
      return lost;
    },
    get spilled() {
      return spill.waiting;
    },
    add(record, undelivered) {
      waiting.push({ record, undelivered });
      keepWithinBound();
      if (isHealthy()) schedule(flushMs);
      else if (waiting.length === ASIDE_AT) void flush();
      else schedule(asideMs);
    },
    countLost,
    pendingOf: (query) =>
      [...writing, ...waiting]
        .map(finished)
        .flatMap((record) => (isAsked(record, query) ? (memoryEntry(record, undefined) ?? []) : [])),
    tierOf: (card, tenant, service) =>
      [...writing, ...waiting].find(
        ({ record }) => record.card === card && record.tenant === tenant && record.service === service,
      )?.record.tier ?? undefined,
    flush,
    async wake() {
      if (replaying) return;
      replaying = true;
      try {
        await spill.replay(write, countLost);
      } catch {
        // It is tried again when the store takes writes the next time.
      } finally {
        replaying = false;
      }
      await flush();
    },
    async stop() {
      await within(flush(), stopMs);
      stopped = true;
      clearTimeout(timer);
      // What is being written may be stored all the same: stored twice is stored once.
      const left = [...writing, ...waiting].map(finished);
      waiting = [];
      if (left.length > 0) await spill.write(left).catch(() => countLost(left.length));
    },
  };
}

/** A card that reached nobody must not keep the next one quiet. */
const finished = ({ record, undelivered }: Waiting): DecisionRecord =>
  undelivered() ? { ...record, shown: 'no', outcome: 'undelivered' } : record;

const isAsked = (record: DecisionRecord, query: MemoryQuery): boolean =>
  record.patient === query.patient &&
  record.tenant === query.tenant &&
  record.service === query.service &&
  record.mode === query.mode &&
  record.origin === query.origin;
