/** What ends every silence: a card that says anything new speaks, whatever was answered before. */
import fc from 'fast-check';
import type { EvidenceSnapshot } from '../../src/decision/evidence.js';
import type { MemoryEntry } from '../../src/decision/memory.js';
import { LONGEST_QUIET_MS } from '../../src/sdk/quiet.js';
import { DAY, entry, evidence, HOUR, OF_TIER, quieted, recall, SHOWN_AT, TABLE } from './support.js';

const answered = (then: EvidenceSnapshot): MemoryEntry =>
  entry(then, { response: { outcome: 'overridden', reasons: ['already-imaged'], at: SHOWN_AT } });
const isQuiet = (now: EvidenceSnapshot, then: EvidenceSnapshot): boolean =>
  quieted(recall(now, [answered(then)], 'a'), SHOWN_AT + HOUR) !== undefined;

const { recommended, urgent, emergency, incomplete } = OF_TIER;

test.each<[string, EvidenceSnapshot, EvidenceSnapshot]>([
  ['a higher tier', urgent, recommended],
  ['a still higher tier', emergency, urgent],
  ['a new major feature', evidence({ major: ['fever', 'weight-loss'] }), urgent],
  ['a new emergency feature', { ...emergency, emergency: ['limb-weakness', 'saddle-numbness'] }, emergency],
  ['a feature that was major and is an emergency now', { ...urgent, emergency: ['weight-loss'] }, urgent],
  ['a newer emergency finding', { ...emergency, emergencyDates: ['2026-06-12', '2026-06-14'] }, emergency],
  ['an emergency finding whose date may be newer', { ...emergency, emergencyDates: ['2026-06'] }, emergency],
  ['an emergency finding dated where none was', emergency, { ...emergency, emergencyDates: [] }],
  ['another site', evidence({ sites: ['breast', 'lung'] }), urgent],
  ['a cancer that is certain now', urgent, evidence({ level: 'possible' })],
  ['what can be read again', recommended, incomplete],
  ['what can no longer be read', incomplete, recommended],
])('%s speaks', (_what, now, then) => expect(isQuiet(now, then)).toBe(false));

test.each<[string, EvidenceSnapshot, EvidenceSnapshot]>([
  ['the same', urgent, urgent],
  ['a lower tier', recommended, urgent],
  ['a major feature that has lapsed', evidence({ major: [] }), urgent],
  ['an emergency feature that counts as major now', { ...urgent, major: ['limb-weakness'] }, emergency],
  ['an emergency that is over', urgent, emergency],
  ['another minor feature', evidence({ features: ['fatigue', 'weight-loss'] }), urgent],
  ['an older emergency finding found later', { ...emergency, emergencyDates: ['2026-06-01', '2026-06-12'] }, emergency],
])('%s stays quiet', (_what, now, then) => expect(isQuiet(now, then)).toBe(true));

test('without evidence, or without anything heard, the card speaks', () => {
  expect(quieted({ entries: [answered(urgent)], user: 'a' }, SHOWN_AT + HOUR)).toBeUndefined();
  expect(quieted(recall(urgent, [], 'a'), SHOWN_AT)).toBeUndefined();
});

describe('for any evidence, any answers and any time', () => {
  const names = (all: readonly string[]) => fc.subarray([...all]);
  const anyEvidence: fc.Arbitrary<EvidenceSnapshot> = fc.record({
    key: fc.constantFrom('k1', 'k2'),
    tier: fc.constantFrom('incomplete', 'recommended', 'urgent', 'emergency'),
    level: fc.constantFrom('other', 'possible', 'high-risk-other', 'established'),
    sites: names(['breast', 'lung']),
    emergency: names(['limb-weakness', 'saddle-numbness', 'gait-disturbance']),
    major: names(['weight-loss', 'fever', 'limb-weakness']),
    features: fc.constant([]),
    emergencyDates: names(['2026-06-01', '2026-06-12', '2026-06', '2026']),
    entries: fc.record({ cancer: names(['c1', 'c2']), pain: names(['p1', 'p2']), emergency: names(['e1', 'e2']) }),
    longStanding: fc.boolean(),
  });
  const reason = fc.constantFrom(...TABLE.emergency.settledBy, ...Object.keys(TABLE.reasons), 'pain-resolved', 'x');
  const anyEntry: fc.Arbitrary<MemoryEntry> = fc.record(
    {
      at: fc.integer({ min: SHOWN_AT - 100 * DAY, max: SHOWN_AT }),
      user: fc.constantFrom('a', 'b'),
      shown: fc.constantFrom('card' as const, 'info' as const),
      evidence: anyEvidence,
      response: fc.record({
        outcome: fc.constantFrom('accepted' as const, 'overridden' as const),
        reasons: fc.array(reason, { maxLength: 3 }),
        at: fc.integer({ min: SHOWN_AT - 100 * DAY, max: SHOWN_AT + DAY }),
      }),
    },
    { requiredKeys: ['at', 'shown', 'evidence'] },
  );
  const choice = fc.record({
    repeat: fc.constantFrom('quiet', 'info', 'off'),
    visitHours: fc.integer({ min: 1, max: 72 }),
  });
  const user = fc.constantFrom('a', 'b', undefined);
  const rank = { incomplete: 0, recommended: 1, urgent: 2, emergency: 3 };

  test('quiet never hides a higher tier, a new major or emergency feature, or a newer emergency finding', () => {
    fc.assert(
      fc.property(anyEvidence, fc.array(anyEntry, { maxLength: 4 }), choice, user, (now, entries, how, who) => {
        if (quieted(recall(now, entries, who), SHOWN_AT + HOUR, how) === undefined) return;
        // Something that was shown had said all of it already.
        expect(
          entries.some(
            ({ evidence: then }) =>
              rank[then.tier] >= rank[now.tier] &&
              now.emergency.every((one) => then.emergency.includes(one)) &&
              now.major.every((one) => then.major.includes(one) || then.emergency.includes(one)) &&
              now.emergencyDates.every((date) => then.emergencyDates.includes(date) || date === '2026-06-01'),
          ),
        ).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('an emergency is never hidden from another user but for a reason that says it is being acted on, and one shift', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 4 }), choice, (entries, how) => {
        const memory = recall(emergency, entries, 'somebody else');
        const silence = quieted(memory, SHOWN_AT + HOUR, how);
        if (silence === undefined) return;
        expect(
          entries.some(
            ({ response }) =>
              response?.outcome === 'overridden' &&
              response.reasons.length > 0 &&
              response.reasons.every((one) => TABLE.emergency.settledBy.includes(one)),
          ),
        ).toBe(true);
        expect(silence.until).toBeLessThanOrEqual(SHOWN_AT + DAY + 8 * HOUR);
      }),
      { numRuns: 3000 },
    );
  });

  test('no silence is longer than the longest, and one card that was never answered silences nobody else', () => {
    fc.assert(
      fc.property(anyEvidence, anyEntry, choice, (now, one, how) => {
        const silence = quieted(recall(now, [one], 'a'), SHOWN_AT + HOUR, how);
        const from = Math.max(one.at, one.response?.at ?? 0);
        if (silence) expect(silence.until - from).toBeLessThanOrEqual(LONGEST_QUIET_MS);
        if (silence && !one.response && one.user !== 'a') expect(now.longStanding).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
