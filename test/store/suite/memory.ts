/** What is remembered of a patient's cards before an answer, and what is looked up afterwards, on any engine. */
import { describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../../src/store/port.js';
import type { TestEngine } from '../support/engine.js';
import { DAY, decision, EVIDENCE, feedback, HOUR, memoryQuery, NOON } from '../support/records.js';
import { fixtureOf } from './fixture.js';

export function memorySuite(engine: TestEngine): void {
  describe('memoryOf', () => {
    const at = fixtureOf(engine);
    const remembered = async (record: DecisionRecord, query = memoryQuery()): Promise<number> => {
      await at.store.recordDecisions([record]);
      return (await at.store.memoryOf(query)).length;
    };

    test('has who saw the card, on what it rested, and the word that stands', async () => {
      const shown = decision({ origin: 'origin-1', shown: 'info' });
      await at.store.recordDecisions([shown]);
      await at.store.recordFeedback([
        feedback({
          card: shown.card as string,
          reasons: [
            { code: 'already-imaged', system: 'urn:spinewatch:override-reason' },
            { code: 'goals-of-care' },
            { code: 'goals-of-care', system: 'https://ehr.example' },
          ],
        }),
      ]);
      expect(await at.store.memoryOf(memoryQuery({ origin: 'origin-1' }))).toEqual([
        {
          at: NOON,
          user: 'user-1',
          origin: 'origin-1',
          shown: 'info',
          evidence: EVIDENCE,
          // A code of another system means whatever it means there.
          response: { outcome: 'overridden', reasons: ['already-imaged', 'goals-of-care', 'other'], at: NOON + HOUR },
        },
      ]);
    });

    test.each<[string, Partial<DecisionRecord>]>([
      ['another tenant', { tenant: 'south' }],
      ['another service', { service: 'another-service' }],
      ['another mode', { mode: 'shadow' }],
      ['another patient', { patient: 'patient-2' }],
      ['another FHIR server', { origin: 'origin-2' }],
      ['before what is asked for', { at: NOON - 180 * DAY - 1 }],
      ['a card that nobody was shown', { shown: 'no' }],
    ])('leaves out: %s', async (_what, over) => {
      expect(await remembered(decision(over))).toBe(0);
      expect(await remembered(decision())).toBe(1);
    });

    test('asked for one FHIR server, leaves out the cards of none', async () => {
      expect(await remembered(decision(), memoryQuery({ origin: 'origin-1' }))).toBe(0);
      expect(await remembered(decision({ origin: 'origin-1' }), memoryQuery({ origin: 'origin-1' }))).toBe(1);
    });

    test('what is asked for begins with its first millisecond', async () => {
      expect(await remembered(decision({ at: NOON - 180 * DAY }))).toBe(1);
    });

    test('a shadow remembers its own', async () => {
      expect(await remembered(decision({ mode: 'shadow' }), memoryQuery({ mode: 'shadow' }))).toBe(1);
    });

    test('has the newest fifty, the newest first', async () => {
      const hours = Array.from({ length: 130 }, (_, hour) => hour);
      await at.store.recordDecisions(hours.map((hour) => decision({ at: NOON - ((hour * 37) % 130) * HOUR })));
      const entries = await at.store.memoryOf(memoryQuery());
      expect(entries.map((entry) => (NOON - entry.at) / HOUR)).toEqual(hours.slice(0, 50));
    });

    test('a row that someone damaged is left out, the others are not', async () => {
      const records = [1, 2, 3].map((hours) => decision({ at: NOON - hours * HOUR }));
      await at.store.recordDecisions(records);
      await at.database.run(`update decisions set evidence = '{"key":' where id = '${records[0]?.id}'`);
      // What memory does not rest on may be damaged.
      await at.database.run(`update decisions set body = 'x' where id = '${records[1]?.id}'`);
      expect((await at.store.memoryOf(memoryQuery())).map((entry) => entry.at)).toEqual([
        NOON - 2 * HOUR,
        NOON - 3 * HOUR,
      ]);
    });

    test.each([
      ['evidence', 'null'],
      ['evidence', '[]'],
      ['evidence', '{"key":"k"}'],
      ['evidence', '7'],
    ])('a %s that became %s counts as not known', async (column, text) => {
      const damaged = decision();
      await at.store.recordDecisions([damaged, decision({ at: NOON - HOUR })]);
      await at.database.run(`update decisions set ${column} = '${text}' where id = '${damaged.id}'`);
      expect((await at.store.memoryOf(memoryQuery())).map((entry) => entry.at)).toEqual([NOON - HOUR]);
    });

    test('damaged feedback counts as none: the card speaks', async () => {
      const shown = decision();
      await at.store.recordDecisions([shown]);
      for (const reasons of ['[', 'null', '{}', '[null]']) {
        await at.store.recordFeedback([feedback({ card: shown.card as string })]);
        await at.database.run(`update feedback set reasons = '${reasons}'`);
        expect(await at.store.memoryOf(memoryQuery())).toEqual([
          { at: NOON, user: 'user-1', shown: 'card', evidence: EVIDENCE },
        ]);
      }
    });
  });

  describe('lookup', () => {
    const at = fixtureOf(engine);

    test('has every decision about a patient of a tenant, silent and shadow ones too, the newest first', async () => {
      const mine = [
        decision({ at: NOON - HOUR, shown: 'no', outcome: 'snoozed', quiet: { reason: 'snoozed', until: NOON } }),
        decision({ at: NOON - 2 * HOUR, mode: 'shadow' }),
        decision({ at: NOON - 3 * HOUR, service: 'another-service', origin: 'origin-1' }),
      ];
      await at.store.recordDecisions([...mine].reverse());
      await at.store.recordDecisions([decision({ tenant: 'south' }), decision({ patient: 'patient-2' })]);
      const word = feedback({ card: mine[1]?.card as string });
      await at.store.recordFeedback([word]);
      expect(await at.store.lookup('north', 'patient-1')).toEqual([
        { decision: mine[0] },
        { decision: mine[1], feedback: word },
        { decision: mine[2] },
      ]);
    });

    test('has nothing for a patient of nobody', async () => {
      expect(await at.store.lookup('north', 'patient-1')).toEqual([]);
    });
  });
}
