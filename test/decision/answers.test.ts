/** Who is kept quiet after which answer, and for how long: every row of the specification's table, for both its users. */
import type { Tier } from '../../src/sdk/assessment.js';
import { DAY, entry, evidence, HOUR, OF_TIER, quieted, recall, SHOWN_AT, TABLE } from './support.js';

type Reasons = readonly string[];
/** [tier, outcome, reasons, the same user's silence, another's]; `undefined`: speaks at once. */
type Row = readonly [Tier, 'accepted' | 'overridden', Reasons, number | undefined, number | undefined];

const SETTLING = [
  'discussed-oncology-mscc',
  'already-imaged',
  'imaging-booked-elsewhere',
  'goals-of-care',
  'mri-contraindicated-ct-planned',
  'assessed-benign-cause',
  'patient-declined',
];
const OTHERS = ['pain-resolved', 'other', 'no-such-reason', '__proto__', 'constructor'];

const ROWS: readonly Row[] = [
  ['recommended', 'accepted', [], 14 * DAY, 14 * DAY],
  ['urgent', 'accepted', [], 7 * DAY, 7 * DAY],
  ['emergency', 'accepted', [], DAY, undefined],
  ['incomplete', 'accepted', [], DAY, undefined],
  ['recommended', 'overridden', [], 30 * DAY, 30 * DAY],
  ['urgent', 'overridden', [], 7 * DAY, 7 * DAY],
  ['emergency', 'overridden', [], DAY, undefined],
  ['incomplete', 'overridden', [], DAY, undefined],
  ['incomplete', 'overridden', ['discussed-oncology-mscc'], DAY, undefined],
  ...[...SETTLING, ...OTHERS].flatMap((reason): Row[] => [
    ['recommended', 'overridden', [reason], 30 * DAY, 30 * DAY],
    ['urgent', 'overridden', [reason], 7 * DAY, 7 * DAY],
  ]),
  ...SETTLING.map((reason): Row => ['emergency', 'overridden', [reason], DAY, 8 * HOUR]),
  ...[...OTHERS, 'no-current-back-pain', 'cancer-record-wrong', 'not-my-patient-role', 'defer-24h'].map(
    (reason): Row => ['emergency', 'overridden', [reason], DAY, undefined],
  ),
  ...['cancer-record-wrong', 'no-current-back-pain'].flatMap((reason): Row[] => [
    ['recommended', 'overridden', [reason], 90 * DAY, 90 * DAY],
    ['urgent', 'overridden', [reason], 30 * DAY, 30 * DAY],
  ]),
  ['recommended', 'overridden', ['not-my-patient-role'], 30 * DAY, undefined],
  ['urgent', 'overridden', ['not-my-patient-role'], 7 * DAY, undefined],
  ['recommended', 'overridden', ['defer-24h'], DAY, undefined],
  ['urgent', 'overridden', ['defer-24h'], DAY, undefined],
  // Of several reasons the one that hides least stands.
  ['emergency', 'overridden', ['already-imaged', 'other'], DAY, undefined],
  ['emergency', 'overridden', ['already-imaged', 'goals-of-care'], DAY, 8 * HOUR],
  ['recommended', 'overridden', ['already-imaged', 'not-my-patient-role'], 30 * DAY, undefined],
  ['urgent', 'overridden', ['defer-24h', 'already-imaged'], DAY, undefined],
];

const ANSWERED_AT = SHOWN_AT + 5 * 60_000;

describe.each(ROWS)('%s, %s %j', (tier, outcome, reasons, same, other) => {
  const now = OF_TIER[tier];
  const memory = (user?: string) =>
    recall(now, [entry(now, { response: { outcome, reasons, at: ANSWERED_AT } })], user);

  test.each([
    ['the same user', 'a', same],
    ['another user', 'b', other],
    ['a call that names no user', undefined, other],
  ])('keeps %s quiet for as long as the table says', (_who, user, ms) => {
    if (ms === undefined) {
      expect(quieted(memory(user), ANSWERED_AT)).toBeUndefined();
      return;
    }
    const silence = { reason: 'snoozed', until: ANSWERED_AT + ms, show: 'no' };
    expect(quieted(memory(user), ANSWERED_AT)).toEqual(silence);
    expect(quieted(memory(user), ANSWERED_AT + ms - 1)).toEqual(silence);
    expect(quieted(memory(user), ANSWERED_AT + ms)).toBeUndefined();
  });
});

test('nobody is the same user where the card was shown to no one that is known', () => {
  const now = OF_TIER.emergency;
  const memory = recall(now, [
    { at: SHOWN_AT, shown: 'card', evidence: now, response: { outcome: 'overridden', reasons: [], at: SHOWN_AT } },
  ]);
  expect(quieted(memory, SHOWN_AT + HOUR)).toBeUndefined();
});

test('an answer dated before its card counts from the card', () => {
  const now = OF_TIER.recommended;
  const memory = recall(now, [
    entry(now, { response: { outcome: 'overridden', reasons: [], at: SHOWN_AT - 60 * DAY } }),
  ]);
  expect(quieted(memory, SHOWN_AT + HOUR)?.until).toBe(SHOWN_AT + 30 * DAY);
});

test.each(['cancer', 'pain', 'emergency'] as const)('a new %s entry ends the silence of a wrong record', (kind) => {
  const then = evidence();
  const answer = (reason: string) =>
    entry(then, { response: { outcome: 'overridden', reasons: [reason], at: SHOWN_AT } });
  const now = evidence({ entries: { ...then.entries, [kind]: [...then.entries[kind], 'new'] } });
  for (const reason of ['cancer-record-wrong', 'no-current-back-pain']) {
    expect(quieted(recall(now, [answer(reason)], 'a'), SHOWN_AT + HOUR)).toBeUndefined();
    expect(quieted(recall(then, [answer(reason)], 'a'), SHOWN_AT + HOUR)).toBeDefined();
  }
  // Other reasons are about the patient, not about the record.
  expect(quieted(recall(now, [answer('patient-declined')], 'a'), SHOWN_AT + HOUR)).toBeDefined();
});

test('every reason that the cards offer is in a row above', () => {
  const named = new Set(ROWS.flatMap(([, , reasons]) => reasons));
  expect(Object.keys(TABLE.reasons).filter((reason) => !named.has(reason))).toEqual([]);
  expect([...TABLE.emergency.settledBy].sort()).toEqual([...SETTLING].sort());
});
