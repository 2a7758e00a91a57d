/** kill -9 at any moment, on any engine: what was acknowledged is there, and what is there is whole. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Store } from '../../../src/store/port.js';
import { overridden } from '../../support/running.js';
import { served, type Served } from '../../support/served.js';
import { until } from '../../support/until.js';
import type { TestDatabase, TestEngine } from '../support/engine.js';
import { exported } from '../support/records.js';

const ROUNDS = 3;
const CALLERS = 6;
/** Decisions are written 100 ms after their answer; a busy machine may take longer. */
const WRITTEN_MS = 2000;

interface Acknowledged {
  readonly card: string;
  readonly reason: string;
  readonly at: number;
}

/** What was acknowledged of one service until it was gone. */
interface Load {
  readonly shown: Acknowledged[];
  readonly answered: Acknowledged[];
  readonly ended: Promise<unknown>;
}

function loadOn(service: Served, random: () => number): Load {
  const [shown, answered]: [Acknowledged[], Acknowledged[]] = [[], []];
  const caller = async (name: number): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      const card = await service.card(`p${name}-${turn}-${Math.floor(random() * 1e9)}`);
      shown.push({ card, reason: '', at: performance.now() });
      for (let word = 0; word < 8; word += 1) {
        // Of this card, another word each time; and of cards that nobody knows.
        const [mine, reason] = [word % 2 === 0 ? card : uuidOf(random), `reason-${name}-${turn}-${word}`];
        const { status } = await service.feedback(overridden(mine, reason));
        if (status === 200) answered.push({ card: mine, reason, at: performance.now() });
      }
    }
  };
  const callers = Array.from({ length: CALLERS }, (_, name) => caller(name).catch(() => undefined));
  return { shown, answered, ended: Promise.all(callers) };
}

export function crashSuite(engine: TestEngine): void {
  jest.setTimeout(300_000);
  let database: TestDatabase;
  let store: Store | undefined;
  beforeEach(async () => void (database = await engine.create()));
  afterEach(async () => {
    await store?.close();
    await database.remove();
  });

  test('killed at random moments', async () => {
    const random = seeded(20_261);
    const [words, cards] = [new Map<string, string>(), new Set<string>()];
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const service = await served(database.environment);
      await until('it is ready', async () => (await service.ready()).status === 'ready', 60_000);
      const load = loadOn(service, random);
      const enough = 20 + Math.floor(random() * 100);
      await until('some was acknowledged', () => Promise.resolve(load.answered.length >= enough), 60_000);
      // Between two turns of the event loop, not at the end of one.
      await new Promise((resolve) => setTimeout(resolve, random() * 200));
      const killed = performance.now();
      await service.kill();
      await load.ended;
      acknowledged += load.answered.length;
      for (const { card, reason } of load.answered) words.set(card, reason);
      for (const { card, at } of load.shown) if (killed - at > WRITTEN_MS) cards.add(card);
      // Feedback is stored after the decision that it is about.
      for (const { card } of load.answered) if (load.shown.some((one) => one.card === card)) cards.add(card);
    }
    store = await database.open();
    const lines = await exported(store);
    const kept = new Map(
      lines.flatMap((line) => (line.type === 'feedback' ? [[line.card, line.reasons[0]?.code ?? '']] : [])),
    );
    const decided = new Set(lines.flatMap((line) => (line.type === 'decision' ? [line.card] : [])));
    expect([...cards].filter((card) => !decided.has(card))).toEqual([]);
    // The last word that was acknowledged, or one that was on its way when the service was killed.
    expect([...words].filter(([card, reason]) => !(turnOf(kept.get(card)) >= turnOf(reason)))).toEqual([]);
    expect(acknowledged).toBeGreaterThan(60);
    if (engine.name === 'libsql')
      expect(await database.run('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
}

/** The number of the word in `reason-<caller>-<turn>-<word>`; NaN where there is none. */
const turnOf = (reason: string | undefined): number => Number(/-(\d+)$/.exec(reason ?? '')?.[1] ?? Number.NaN);

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function uuidOf(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
