/** Which silences an answer to a card gives, by the service's table (src/sdk/quiet.ts). Pure. */
import type { Tier } from '../sdk/assessment.js';
import type { Hearer, QuietRow, QuietTable } from '../sdk/quiet.js';
import type { Response } from './memory.js';

export interface Snooze {
  readonly who: Hearer;
  readonly ms: number;
  /** Ends at once with any new cancer, back-pain or emergency entry. */
  readonly untilNewEntry: boolean;
}

const sameUser = (ms: number): Snooze => ({ who: 'same-user', ms, untilNewEntry: false });

/** With several reasons the one that hides least stands. */
export function snoozesOf(tier: Tier, { outcome, reasons }: Response, table: QuietTable): readonly Snooze[] {
  if (tier === 'incomplete') return [sameUser(table.incomplete)];
  if (tier === 'emergency') {
    const { emergency } = table;
    const settled =
      outcome === 'overridden' && reasons.length > 0 && reasons.every((one) => emergency.settledBy.includes(one));
    const everyone: Snooze = { who: 'everyone', ms: emergency.everyone, untilNewEntry: false };
    return settled ? [sameUser(emergency.sameUser), everyone] : [sameUser(emergency.sameUser)];
  }
  const snooze = ({ who, untilNewEntry, [tier]: ms }: QuietRow): Snooze => ({ who, ms, untilNewEntry });
  if (outcome === 'accepted') return [snooze(table.accepted)];
  const rows = reasons.length === 0 ? [table.overridden] : reasons.map((one) => rowOf(table, one));
  return [rows.map(snooze).reduce(narrower)];
}

/** A reason comes from outside: it may be the name of anything. */
const rowOf = ({ reasons, overridden }: QuietTable, reason: string): QuietRow =>
  (Object.hasOwn(reasons, reason) ? reasons[reason] : undefined) ?? overridden;

/** Fewer people first, then the shorter time. A condition on new entries that either has stays. */
function narrower(a: Snooze, b: Snooze): Snooze {
  return {
    who: a.who === 'same-user' || b.who === 'same-user' ? 'same-user' : 'everyone',
    ms: Math.min(a.ms, b.ms),
    untilNewEntry: a.untilNewEntry || b.untilNewEntry,
  };
}
