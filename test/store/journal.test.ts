/** The journal of decisions: when it writes, what it holds, and where what it can't write goes. The clock is jest's. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createJournal, type JournalOptions } from '../../src/store/journal.js';
import type { DecisionRecord } from '../../src/store/port.js';
import type { Spill } from '../../src/store/spill.js';
import { decision, EVIDENCE, memoryQuery, NOON } from './support/records.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const delivered = (): boolean => false;
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

function spillOf(): Spill & { files: (readonly DecisionRecord[])[]; full: boolean } {
  const spill = {
    files: [] as (readonly DecisionRecord[])[],
    full: false,
    get waiting() {
      return spill.files.flat().length;
    },
    survey: () => Promise.resolve(),
    write(records: readonly DecisionRecord[]) {
      if (spill.full) return Promise.reject(new Error('full'));
      spill.files.push(records);
      return Promise.resolve();
    },
    async replay(store: (records: readonly DecisionRecord[]) => Promise<void>) {
      for (const file of [...spill.files]) {
        await store(file);
        spill.files = spill.files.filter((one) => one !== file);
      }
    },
  };
  return spill;
}

function journalOf(over: Partial<JournalOptions> = {}) {
  const state = { healthy: true, commits: [] as (readonly DecisionRecord[])[], lost: 0 };
  const spill = spillOf();
  let refuse: ((records: readonly DecisionRecord[]) => Promise<void>) | undefined;
  const journal = createJournal({
    write: (records) => {
      if (refuse) return refuse(records);
      state.commits.push(records);
      return Promise.resolve();
    },
    isHealthy: () => state.healthy,
    spill,
    onLost: (records) => void (state.lost += records),
    ...over,
  });
  const add = (count: number, over: Partial<DecisionRecord> = {}): void => {
    for (let index = 0; index < count; index += 1) journal.add(decision(over), delivered);
  };
  return {
    journal,
    state,
    spill,
    add,
    /** Writes end as said, from now on. */
    writesAre: (how: typeof refuse) => void (refuse = how),
    sizes: () => state.commits.map(({ length }) => length),
  };
}
const refused = (): Promise<void> => Promise.reject(new Error('down'));
const hanging = (): Promise<void> => new Promise(() => undefined);

describe('while the store takes writes', () => {
  test('nothing is written while the call goes on; a tenth of a second later all of it in one commit', async () => {
    const { journal, state, add, sizes } = journalOf();
    add(3);
    await pass(60);
    add(2);
    expect(state.commits).toEqual([]);
    await pass(40);
    expect(sizes()).toEqual([5]);
    await pass(10_000);
    expect(sizes()).toEqual([5]);
    expect(journal.lost).toBe(0);
  });

  test('whenever a record comes, it is written within 250 ms of a store that answers', async () => {
    const { state, add } = journalOf();
    for (let at = 0; at < 2000; at += 10) {
      add(1, { at });
      await pass(10);
      const written = new Set(state.commits.flat().map((record) => record.at));
      for (let old = 0; old <= at + 10 - 250; old += 10) expect(written).toContain(old);
    }
  });

  test('a thousand go in one commit at most; what comes meanwhile goes in the next', async () => {
    const { add, sizes, writesAre, state } = journalOf();
    let release = (): void => undefined;
    writesAre((records) => {
      state.commits.push(records);
      return new Promise((resolve) => (release = resolve));
    });
    add(1500);
    await pass(100);
    add(20);
    await pass(1000);
    expect(sizes()).toEqual([1000]);
    release();
    await pass(0);
    expect(sizes()).toEqual([1000, 520]);
  });

  test('a card whose client went away before the write is recorded as seen by nobody', async () => {
    const { journal, state } = journalOf();
    let gone = false;
    journal.add(decision(), () => gone);
    expect(journal.pendingOf(memoryQuery())).toHaveLength(1);
    gone = true;
    expect(journal.pendingOf(memoryQuery())).toEqual([]);
    await pass(100);
    expect(state.commits.flat()).toEqual([expect.objectContaining({ shown: 'no', outcome: 'undelivered' })]);
  });

  test('flush is done when it is in the store', async () => {
    const { journal, add, sizes } = journalOf();
    add(2);
    await journal.flush();
    expect(sizes()).toEqual([2]);
  });
});

describe('what is not in the store yet', () => {
  test('is remembered, while it waits and while it is being written', async () => {
    const { journal, writesAre } = journalOf();
    const [record] = [decision({ card: 'card-1' })];
    writesAre(hanging);
    journal.add(record as DecisionRecord, delivered);
    for (let moment = 0; moment < 2; moment += 1) {
      expect(journal.pendingOf(memoryQuery())).toEqual([
        { at: NOON, user: 'user-1', shown: 'card', evidence: EVIDENCE },
      ]);
      expect(journal.tierOf('card-1', 'north', 'metastatic-back-pain')).toBe('urgent');
      await pass(100);
    }
  });

  test.each([
    { tenant: 'south' },
    { service: 'another' },
    { mode: 'shadow' },
    { patient: 'patient-2' },
    { origin: 'origin-1' },
  ] as const)('is remembered only of whom was asked: not %j', (over) => {
    const { journal, add } = journalOf();
    add(1, over);
    expect(journal.pendingOf(memoryQuery())).toEqual([]);
    expect(journal.pendingOf(memoryQuery(over))).toHaveLength(1);
  });

  test('the card of another tenant or service has no tier here', () => {
    const { journal, add } = journalOf();
    add(1, { card: 'card-1', tenant: 'south' });
    add(1, { card: 'card-2', service: 'another' });
    expect(journal.tierOf('card-1', 'north', 'metastatic-back-pain')).toBeUndefined();
    expect(journal.tierOf('card-2', 'north', 'metastatic-back-pain')).toBeUndefined();
  });
});

describe('while the store is down', () => {
  test('records wait some seconds and are then set aside together', async () => {
    const { journal, state, spill, add } = journalOf();
    state.healthy = false;
    add(3);
    await pass(4000);
    add(4);
    expect(spill.files).toEqual([]);
    await pass(1000);
    expect(spill.files.map(({ length }) => length)).toEqual([7]);
    expect([journal.spilled, journal.lost, state.commits]).toEqual([7, 0, []]);
  });

  test('five hundred are set aside at once', async () => {
    const { state, spill, add } = journalOf();
    state.healthy = false;
    add(500);
    await pass(0);
    expect(spill.files.map(({ length }) => length)).toEqual([500]);
  });

  test('what the store refuses is set aside in the same moment', async () => {
    const { journal, spill, add, writesAre } = journalOf();
    writesAre(refused);
    add(3);
    await pass(100);
    expect(spill.files.map(({ length }) => length)).toEqual([3]);
    expect(journal.lost).toBe(0);
  });

  test('what neither takes waits in memory, the newest up to the bound; the rest is counted as lost', async () => {
    const { journal, state, spill, add } = journalOf({ bound: 1200 });
    state.healthy = false;
    spill.full = true;
    for (let at = 0; at < 1500; at += 1) add(1, { at });
    await pass(60_000);
    expect([journal.lost, state.lost, journal.spilled]).toEqual([300, 300, 0]);
    state.healthy = true;
    await journal.wake();
    expect(state.commits.flat().map(({ at }) => at)).toEqual(Array.from({ length: 1200 }, (_, index) => 300 + index));
    await pass(60_000);
    expect(journal.lost).toBe(300);
  });

  test('a store that hangs costs memory up to the bound and no more', async () => {
    const { journal, add, writesAre } = journalOf({ bound: 100 });
    writesAre(hanging);
    add(50);
    await pass(100);
    add(130);
    expect(journal.lost).toBe(30);
  });

  test('what was set aside comes back when the store does, then what waits', async () => {
    const { journal, state, spill, add, writesAre } = journalOf();
    writesAre(refused);
    add(3);
    await pass(100);
    add(2);
    writesAre(undefined);
    await journal.wake();
    expect(state.commits.map(({ length }) => length)).toEqual([3, 2]);
    expect([spill.files, journal.spilled, journal.lost]).toEqual([[], 0, 0]);
  });

  test('a store that fails again while it comes back keeps the rest aside, for the next time', async () => {
    const { journal, state, spill, add, writesAre } = journalOf();
    state.healthy = false;
    for (let file = 0; file < 3; file += 1) {
      add(2);
      await pass(5000);
    }
    let writes = 0;
    writesAre((records) => ((writes += 1) > 1 ? refused() : Promise.resolve(void state.commits.push(records))));
    state.healthy = true;
    await journal.wake();
    expect(spill.files).toHaveLength(2);
    writesAre(undefined);
    await Promise.all([journal.wake(), journal.wake()]);
    expect(state.commits.flat()).toHaveLength(6);
    expect(journal.lost).toBe(0);
  });
});

describe('at the end', () => {
  test('what waits is written', async () => {
    const { journal, add, sizes } = journalOf();
    add(3);
    await journal.stop();
    expect(sizes()).toEqual([3]);
  });

  test('or set aside, or counted', async () => {
    for (const full of [false, true]) {
      const { journal, state, spill, add, writesAre } = journalOf();
      writesAre(refused);
      spill.full = full;
      add(3);
      await journal.stop();
      expect([state.lost, spill.waiting]).toEqual(full ? [3, 0] : [0, 3]);
    }
  });

  test('a store that hangs is waited for a while; then what it was writing and what waits is set aside', async () => {
    const { journal, state, spill, add, writesAre } = journalOf();
    writesAre(hanging);
    add(3);
    await pass(100);
    add(2);
    const stopped = journal.stop();
    await pass(2000);
    await stopped;
    expect([spill.waiting, state.lost]).toEqual([5, 0]);
  });
});
