/** Retention, copies and the pulse, on any engine. */
import { describe, expect, test } from '@jest/globals';
import type { TestEngine } from '../support/engine.js';
import { DAY, decision, decisionsOf, exported, feedback, feedbackIn, NOON } from '../support/records.js';
import { fixtureOf } from './fixture.js';

export function keepingSuite(engine: TestEngine): void {
  describe('purge', () => {
    const at = fixtureOf(engine);

    test('removes what is older and leaves what is not, to the millisecond', async () => {
      await at.store.recordDecisions([decision({ at: NOON - 1 }), decision({ at: NOON }), decision({ at: NOON + 1 })]);
      await at.store.recordFeedback([feedback({ receivedAt: NOON - 1 }), feedback({ receivedAt: NOON })]);
      expect(await at.store.purge(NOON)).toEqual({ decisions: 1, feedback: 1 });
      expect((await decisionsOf(at.store)).map((line) => 'at' in line && line.at)).toEqual([NOON, NOON + 1]);
      expect(await feedbackIn(at.store)).toHaveLength(1);
      expect(await at.store.purge(NOON)).toEqual({ decisions: 0, feedback: 0 });
    });

    test('goes by parts, and ends with nothing old', async () => {
      const old = (count: number) => Array.from({ length: count }, () => decision({ at: NOON - DAY }));
      for (let part = 0; part < 5; part += 1) await at.store.recordDecisions(old(900));
      await at.store.recordFeedback(Array.from({ length: 2100 }, () => feedback({ receivedAt: NOON - DAY })));
      expect(await at.store.purge(NOON)).toEqual({ decisions: 4500, feedback: 2100 });
      expect(await exported(at.store)).toEqual([]);
    });

    test('two processes may purge at once', async () => {
      for (let part = 0; part < 6; part += 1)
        await at.store.recordDecisions(Array.from({ length: 1000 }, () => decision({ at: NOON - DAY })));
      const other = await at.second();
      const both = await Promise.all([at.store.purge(NOON), other.purge(NOON)]);
      expect(both.map(({ decisions }) => decisions).reduce((a, b) => a + b)).toBe(6000);
      expect(await exported(at.store)).toEqual([]);
    });

    test('lets writes through while it goes on', async () => {
      for (let part = 0; part < 5; part += 1)
        await at.store.recordDecisions(Array.from({ length: 1000 }, () => decision({ at: NOON - DAY })));
      const purged = at.store.purge(NOON);
      const other = await at.second();
      await other.recordDecisions([decision()]);
      await at.store.recordFeedback([feedback()]);
      expect(await purged).toEqual({ decisions: 5000, feedback: 0 });
      expect(await exported(at.store)).toHaveLength(2);
    });
  });

  describe('export', () => {
    const at = fixtureOf(engine);

    test('has everything once, the oldest first, where hundreds have one time', async () => {
      const records = Array.from({ length: 1700 }, (_, index) => decision({ at: NOON - Math.floor(index / 800) }));
      for (let start = 0; start < records.length; start += 500)
        await at.store.recordDecisions(records.slice(start, start + 500));
      const words = Array.from({ length: 1300 }, (_, index) =>
        feedback({ receivedAt: NOON + Math.floor(index / 600), card: `card-${index % 650}`, tenant: tenantOf(index) }),
      );
      await at.store.recordFeedback(words);
      const lines = await exported(at.store);
      const decisions = lines.flatMap((line) => (line.type === 'decision' ? [line] : []));
      const answers = lines.flatMap((line) => (line.type === 'feedback' ? [line] : []));
      expect(lines).toEqual([...decisions, ...answers]);
      expect(new Set(decisions.map(({ id }) => id))).toEqual(new Set(records.map(({ id }) => id)));
      expect(decisions).toHaveLength(1700);
      expect(decisions.map((line) => line.at)).toEqual(decisions.map((line) => line.at).sort((a, b) => a - b));
      expect(new Set(answers.map(({ card, tenant }) => `${card} ${tenant}`)).size).toBe(1300);
      expect(answers).toHaveLength(1300);
    });

    test('of one tenant has nothing of another', async () => {
      await at.store.recordDecisions([decision(), decision({ tenant: 'south' }), decision({ tenant: 'north-2' })]);
      await at.store.recordFeedback([feedback(), feedback({ tenant: 'south' })]);
      const lines = await exported(at.store, 'north');
      expect(lines.map(({ type, tenant }) => [type, tenant])).toEqual([
        ['decision', 'north'],
        ['feedback', 'north'],
      ]);
      expect(await exported(at.store, 'nobody')).toEqual([]);
    });

    test('leaves out a row that someone damaged', async () => {
      const [kept, damaged] = [decision(), decision()];
      await at.store.recordDecisions([kept, damaged]);
      await at.database.run(`update decisions set body = 'x' where id = '${damaged.id}'`);
      expect(await exported(at.store)).toEqual([{ type: 'decision', ...kept }]);
    });
  });

  describe('ping', () => {
    const at = fixtureOf(engine);

    test('says that the store takes writes, as often as it is asked, from several at once', async () => {
      const other = await at.second();
      await Promise.all([at.store.ping(), other.ping(), at.store.ping(), other.ping()]);
      expect(await exported(at.store)).toEqual([]);
    });

    test('fails where writes do', async () => {
      await at.database.run('drop table pulse');
      await expect(at.store.ping()).rejects.toThrow();
    });

    test('a store that was closed refuses all, at once', async () => {
      const other = await at.second();
      await other.close();
      await expect(other.ping()).rejects.toThrow();
      await expect(other.recordDecisions([decision()])).rejects.toThrow();
      await other.close();
    });
  });
}

const tenantOf = (index: number): string => (index < 650 ? 'north' : 'south');
