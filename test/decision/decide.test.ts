/** What is answered and recorded of an assessment, by mode: shadow decides as live does, and answers nothing. */
import { decide } from '../../src/decision/decide.js';
import type { Assessment } from '../../src/sdk/assessment.js';
import { DAY, entry, OF_TIER, recall, SHOWN_AT, TABLE } from './support.js';

const now = OF_TIER.urgent;
const urgent = { tier: 'urgent' } as Assessment;
const silent = { tier: null, reason: 'imaging-done' } as Assessment;
const answered = entry(now, { response: { outcome: 'accepted', reasons: [], at: SHOWN_AT } });

const NEW = recall(now, [], 'a');
const SNOOZED = recall(now, [answered], 'b');
const REPEAT = recall(now, [entry(now)], 'a');

const decided = (assessment: Assessment, memory = NEW, mode: 'live' | 'shadow' | 'off' = 'live', repeat = 'quiet') =>
  decide(
    assessment,
    memory,
    { mode, quiet: { repeat: repeat as 'quiet' | 'info' | 'off', visitHours: 12 } },
    TABLE,
    SHOWN_AT + 60_000,
  );

test.each([
  ['a card', decided(urgent), { shown: 'card', outcome: 'card', tier: 'urgent' }],
  ['silence by the rule', decided(silent), { shown: 'no', outcome: 'imaging-done', tier: 'none' }],
  ['a snoozed card', decided(urgent, SNOOZED), { shown: 'no', outcome: 'snoozed', tier: 'urgent', quiet: 'snoozed' }],
  ['a repeat', decided(urgent, REPEAT), { shown: 'no', outcome: 'repeat', tier: 'urgent', quiet: 'repeat' }],
  [
    'a repeat as info',
    decided(urgent, REPEAT, 'live', 'info'),
    { shown: 'info', outcome: 'card', tier: 'urgent', quiet: 'repeat' },
  ],
  [
    'a card in shadow',
    decided(urgent, NEW, 'shadow'),
    { shown: 'no', outcome: 'shadow', tier: 'urgent', quiet: 'shadow' },
  ],
  ['a card of a tenant that is off', decided(urgent, NEW, 'off'), { shown: 'no', outcome: 'off', quiet: 'off' }],
])('%s', (_what, decision, expected) => expect(decision).toMatchObject(expected));

test.each([
  ['new', urgent, NEW],
  ['snoozed', urgent, SNOOZED],
  ['repeated', urgent, REPEAT],
  ['silent by the rule', silent, NEW],
])('the verdict of a card that is %s is the same in shadow as live', (_what, assessment, memory) => {
  expect(decided(assessment, memory, 'shadow').verdict).toEqual(decided(assessment, memory, 'live').verdict);
});

test('a service without a table keeps only repeats quiet', () => {
  const tenant = { mode: 'live', quiet: { repeat: 'quiet', visitHours: 12 } } as const;
  expect(decide(urgent, SNOOZED, tenant, undefined, SHOWN_AT + DAY).shown).toBe('card');
  expect(decide(urgent, REPEAT, tenant, undefined, SHOWN_AT + 1).outcome).toBe('repeat');
});
