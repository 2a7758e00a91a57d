/** Repeats: the same card to the same user within a visit, and long-standing pain once in ninety days. */
import { DAY, entry, evidence, HOUR, OF_TIER, quieted, recall, SHOWN_AT } from './support.js';

const QUIET = { repeat: 'quiet', visitHours: 12 } as const;
const INFO = { repeat: 'info', visitHours: 12 } as const;
const OFF = { repeat: 'off', visitHours: 12 } as const;
const { urgent, emergency, recommended } = OF_TIER;

describe('the same card within the visit', () => {
  test.each([urgent, emergency, recommended, OF_TIER.incomplete])('is quiet to the same user ($tier)', (now) => {
    const memory = recall(now, [entry(now)], 'a');
    const until = SHOWN_AT + 12 * HOUR;
    expect(quieted(memory, until - 1, QUIET)).toEqual({ reason: 'repeat', until, show: 'no' });
    expect(quieted(memory, until - 1, INFO)).toEqual({ reason: 'repeat', until, show: 'info' });
    expect(quieted(memory, until - 1, OFF)).toBeUndefined();
    expect(quieted(memory, until, QUIET)).toBeUndefined();
  });

  test('speaks to another user, and where nobody is named', () => {
    for (const user of ['b', undefined]) {
      expect(quieted(recall(urgent, [entry(urgent)], user), SHOWN_AT, QUIET)).toBeUndefined();
    }
    const unnamed = { at: SHOWN_AT, shown: 'card', evidence: urgent } as const;
    expect(quieted(recall(urgent, [unnamed]), SHOWN_AT, QUIET)).toBeUndefined();
  });

  test.each([
    ['another key', evidence({ key: 'other' })],
    ['another tier', evidence({ tier: 'recommended' })],
    ['a new major feature', evidence({ major: ['fever', 'weight-loss'] })],
  ])('speaks with %s', (_what, now) => {
    expect(quieted(recall(now, [entry(urgent)], 'a'), SHOWN_AT, QUIET)).toBeUndefined();
  });

  test('is measured from the card, not from a repeat that was shown as info', () => {
    const entries = [entry(urgent), entry(urgent, { at: SHOWN_AT + 11 * HOUR, shown: 'info' })];
    expect(quieted(recall(urgent, entries, 'a'), SHOWN_AT + 13 * HOUR, INFO)).toBeUndefined();
  });

  test('an answer goes before: snoozed, not repeat', () => {
    const one = entry(urgent, { response: { outcome: 'accepted', reasons: [], at: SHOWN_AT } });
    expect(quieted(recall(urgent, [one], 'a'), SHOWN_AT, INFO)).toMatchObject({ reason: 'snoozed', show: 'no' });
  });
});

describe('long-standing pain', () => {
  const old = evidence({ tier: 'recommended', major: [], features: ['fatigue'], longStanding: true });
  const quiet = (now: typeof old, at: number, choice: typeof QUIET | typeof OFF = QUIET) =>
    quieted(recall(now, [entry(old)], 'b'), at, choice);

  test('is shown once in 90 days, to anyone', () => {
    expect(quiet(old, SHOWN_AT + 90 * DAY - 1)).toEqual({ reason: 'repeat', until: SHOWN_AT + 90 * DAY, show: 'no' });
    expect(quiet(old, SHOWN_AT + 90 * DAY)).toBeUndefined();
  });

  test.each([
    ['a new contact', { ...old, entries: { ...old.entries, pain: ['p', 'visit'] } }],
    ['a new feature', { ...old, features: ['anaemia', 'fatigue'] }],
    ['a higher tier', { ...old, tier: 'urgent' as const, major: ['fever'] }],
    ['a pain that is not long-standing', { ...old, longStanding: false }],
  ])('%s speaks', (_what, now) => expect(quiet(now, SHOWN_AT + DAY)).toBeUndefined());
});
