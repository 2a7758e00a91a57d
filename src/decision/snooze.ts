/**
 * Who is quiet for how long after an answer to a card: the table of docs/quiet.md, as data. A row that is not here does
 * not exist, so nothing can hide an emergency from other users but the seven reasons that say so. Pure.
 */
import type { Tier } from '../sdk/assessment.js';
import type { Response } from './memory.js';

export interface Snooze {
  /** `everyone`, or only the user whom the card was shown to. */
  readonly who: 'everyone' | 'same-user';
  readonly ms: number;
  /** Ends at once with any new cancer, back-pain or emergency entry. */
  readonly untilNewEntry: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Suppressible = 'recommended' | 'urgent';
type Row = Readonly<Record<Suppressible, Snooze>>;

const row = (who: Snooze['who'], recommended: number, urgent: number, untilNewEntry = false): Row => ({
  recommended: { who, ms: recommended, untilNewEntry },
  urgent: { who, ms: urgent, untilNewEntry },
});

const ACCEPTED = row('everyone', 14 * DAY, 7 * DAY);
const OVERRIDDEN = row('everyone', 30 * DAY, 7 * DAY);
const WRONG_RECORD = row('everyone', 90 * DAY, 30 * DAY, true);

const BY_REASON: Readonly<Record<string, Row>> = {
  'not-my-patient-role': row('same-user', 30 * DAY, 7 * DAY),
  'defer-24h': row('same-user', 24 * HOUR, 24 * HOUR),
  'cancer-record-wrong': WRONG_RECORD,
  'no-current-back-pain': WRONG_RECORD,
};

const SAME_USER_A_DAY: Snooze = { who: 'same-user', ms: 24 * HOUR, untilNewEntry: false };

/** What settles an emergency for the next user too, for one shift. */
const SETTLED: Snooze = { who: 'everyone', ms: 8 * HOUR, untilNewEntry: false };
export const SETTLING_REASONS: ReadonlySet<string> = new Set([
  'discussed-oncology-mscc',
  'already-imaged',
  'imaging-booked-elsewhere',
  'goals-of-care',
  'mri-contraindicated-ct-planned',
  'assessed-benign-cause',
  'patient-declined',
]);

/** Longest of all rows: older answers need not be read. */
export const LONGEST_SNOOZE_MS = 90 * DAY;

/** The snoozes that an answer to a card of this tier gives; with several reasons the one that hides least stands. */
export function snoozesOf(tier: Tier, { outcome, reasons }: Response): readonly Snooze[] {
  if (tier === 'incomplete') return [SAME_USER_A_DAY];
  if (tier === 'emergency') {
    const settled = outcome === 'overridden' && reasons.length > 0 && reasons.every((one) => SETTLING_REASONS.has(one));
    return settled ? [SAME_USER_A_DAY, SETTLED] : [SAME_USER_A_DAY];
  }
  if (outcome === 'accepted') return [ACCEPTED[tier]];
  const rows = reasons.length === 0 ? [OVERRIDDEN] : reasons.map((one) => rowOf(one));
  return [rows.map((one) => one[tier]).reduce(narrower)];
}

const rowOf = (reason: string): Row => (Object.hasOwn(BY_REASON, reason) ? (BY_REASON[reason] as Row) : OVERRIDDEN);

/** Fewer people first, then the shorter time. A condition on new entries that either has stays. */
function narrower(a: Snooze, b: Snooze): Snooze {
  return {
    who: a.who === 'same-user' || b.who === 'same-user' ? 'same-user' : 'everyone',
    ms: Math.min(a.ms, b.ms),
    untilNewEntry: a.untilNewEntry || b.untilNewEntry,
  };
}
