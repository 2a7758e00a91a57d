/** Recording decisions and feedback, on any engine. */
import { describe, expect, test } from '@jest/globals';
import type { FeedbackRecord } from '../../../src/store/port.js';
import type { TestEngine } from '../support/engine.js';
import { DAY, decision, decisionsOf, feedback, feedbackIn, HOUR, memoryQuery, NOON } from '../support/records.js';
import { fixtureOf } from './fixture.js';

export function recordingSuite(engine: TestEngine): void {
  describe('decisions', () => {
    const at = fixtureOf(engine);

    test('come back as they were, whatever they lack', async () => {
      const whole = decision({
        reason: 'snoozed',
        variant: 'possible-cancer',
        origin: 'origin-1',
        quiet: { reason: 'snoozed', until: NOON + DAY },
        compare: { settings: { otherCancers: false }, differs: true, tier: null, reason: 'other-cancer-off' },
      });
      const { user: _u, card: _c, evidence: _e, ...rest } = decision({ tier: null, shown: 'no', suggestions: [] });
      await at.store.recordDecisions([whole, rest]);
      const known = (await at.store.lookup('north', 'patient-1')).map((entry) => entry.decision);
      expect(known).toHaveLength(2);
      expect(known).toEqual(expect.arrayContaining([whole, rest]));
    });

    test('written twice are there once, and the first stands', async () => {
      const first = decision();
      await at.store.recordDecisions([first]);
      await at.store.recordDecisions([{ ...first, outcome: 'snoozed' }, decision({ patient: 'patient-2' })]);
      expect(await at.store.lookup('north', 'patient-1')).toEqual([{ decision: first }]);
      expect(await decisionsOf(at.store)).toHaveLength(2);
    });

    test('one that is refused leaves none of its commit', async () => {
      const broken = decision({ patient: null as unknown as string });
      await expect(at.store.recordDecisions([decision(), broken])).rejects.toThrow();
      expect(await decisionsOf(at.store)).toEqual([]);
    });

    test('a thousand go in one commit, none at all too', async () => {
      await at.store.recordDecisions(Array.from({ length: 1000 }, () => decision()));
      await at.store.recordDecisions([]);
      expect(await decisionsOf(at.store)).toHaveLength(1000);
    });
  });

  describe('feedback', () => {
    const at = fixtureOf(engine);
    const answered = async (over: Partial<FeedbackRecord> = {}) => {
      const shown = decision();
      await at.store.recordDecisions([shown]);
      const word = feedback({ card: shown.card as string, ...over });
      return { shown, word, tiers: await at.store.recordFeedback([word]) };
    };
    const standing = async (): Promise<FeedbackRecord | undefined> =>
      (await at.store.lookup('north', 'patient-1'))[0]?.feedback;

    test('tells the tier of its card, and stands beside it as it was', async () => {
      const { word, tiers } = await answered({
        comment: 'c2VhbGVk',
        accepted: ['one'],
        timestampReplaced: true,
        reasons: [{ code: 'other' }],
      });
      expect(tiers).toEqual(['urgent']);
      expect(await standing()).toEqual(word);
    });

    test('the same word again changes nothing, even with a later time', async () => {
      const { word } = await answered();
      await at.store.recordFeedback([{ ...word, outcomeAt: word.outcomeAt + DAY, receivedAt: NOON + DAY }]);
      expect(await standing()).toEqual(word);
    });

    test('a later word stands, an earlier one that comes late does not', async () => {
      const { word } = await answered();
      const later = { ...word, outcome: 'accepted', outcomeAt: word.outcomeAt + 2, fingerprint: 'later' } as const;
      const between = { ...word, outcomeAt: word.outcomeAt + 1, fingerprint: 'between' };
      await at.store.recordFeedback([later]);
      await at.store.recordFeedback([between]);
      expect(await standing()).toEqual(later);
    });

    test('of several words for one card in one request the latest stands, whatever their order', async () => {
      const shown = decision();
      await at.store.recordDecisions([shown]);
      const word = (minutes: number) =>
        feedback({ card: shown.card as string, outcomeAt: NOON + minutes * 60_000, fingerprint: String(minutes) });
      const tiers = await at.store.recordFeedback([word(2), word(3), word(1), feedback()]);
      expect(tiers).toEqual(['urgent', 'urgent', 'urgent', undefined]);
      expect(await standing()).toEqual(expect.objectContaining({ fingerprint: '3' }));
      expect(await feedbackIn(at.store)).toHaveLength(2);
    });

    test.each([
      ['tenant', { tenant: 'south' }],
      ['service', { service: 'another-service' }],
    ] as const)('the card of another %s is an orphan without effect', async (_what, foreign) => {
      const shown = decision();
      await at.store.recordDecisions([shown]);
      expect(await at.store.recordFeedback([feedback({ card: shown.card as string, ...foreign })])).toEqual([
        undefined,
      ]);
      expect(await standing()).toBeUndefined();
      expect(await at.store.memoryOf(memoryQuery())).toEqual([expect.not.objectContaining({ response: {} })]);
      // Nor does it keep out the word of those whose card it is.
      expect(await at.store.recordFeedback([feedback({ card: shown.card as string })])).toEqual(['urgent']);
      expect(await standing()).toEqual(expect.objectContaining({ tenant: 'north' }));
    });

    test('may come before the decision is there', async () => {
      const shown = decision();
      const word = feedback({ card: shown.card as string });
      expect(await at.store.recordFeedback([word])).toEqual([undefined]);
      await at.store.recordDecisions([shown]);
      expect(await standing()).toEqual(word);
    });

    test('a thousand entries go at once', async () => {
      const shown = Array.from({ length: 1000 }, () => decision());
      await at.store.recordDecisions(shown);
      const words = shown.map(({ card }) => feedback({ card: card as string, comment: 'x'.repeat(5400) }));
      expect(await at.store.recordFeedback(words)).toEqual(shown.map(() => 'urgent'));
      expect(await feedbackIn(at.store)).toHaveLength(1000);
    });

    test('one that is refused leaves none of its commit', async () => {
      const broken = feedback({ fingerprint: null as unknown as string });
      await expect(at.store.recordFeedback([feedback(), broken])).rejects.toThrow();
      expect(await feedbackIn(at.store)).toEqual([]);
      expect(await at.store.recordFeedback([feedback()])).toEqual([undefined]);
    });

    test('two processes may answer the same cards at once, in any order', async () => {
      const other = await at.second();
      const cards = Array.from({ length: 40 }, () => decision());
      await at.store.recordDecisions(cards);
      const words = (fingerprint: string, later: number) =>
        cards.map(({ card }) => feedback({ card: card as string, fingerprint, outcomeAt: NOON + HOUR + later }));
      await Promise.all(
        Array.from({ length: 5 }, (_, round) => [
          at.store.recordFeedback(words(`a${round}`, 2 * round)),
          other.recordFeedback(words(`b${round}`, 2 * round + 1).reverse()),
        ]).flat(),
      );
      const kept = await feedbackIn(at.store);
      expect(kept).toHaveLength(40);
      for (const line of kept) expect(line).toMatchObject({ fingerprint: 'b4' });
    });
  });
}
