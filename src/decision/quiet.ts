/**
 * Whether a card is kept quiet, and why: because someone answered it (snoozed), or because the same user has it before
 * them already (repeat). A card that says anything new always speaks: that is asked first, for every entry. Pure.
 */
import type { QuietTable } from '../sdk/quiet.js';
import type { EvidenceSnapshot } from './evidence.js';
import { hasNoNewEntry, saysNothingNew, within } from './evidence.js';
import type { MemoryEntry, Recall } from './memory.js';
import { snoozesOf } from './snooze.js';

/** As the tenant chooses (configuration: `tenants[].quiet`). */
export interface QuietChoice {
  readonly repeat: 'quiet' | 'info' | 'off';
  readonly visitHours: number;
}

export interface Quieted {
  readonly reason: 'snoozed' | 'repeat';
  /** Milliseconds since 1970: when it ends, if nothing new comes before. */
  readonly until: number;
  /** `info`: the card is shown, but does not call. */
  readonly show: 'info' | 'no';
}

const HOUR = 3_600_000;

/**
 * `undefined` where the card speaks, as it does whenever anything about the evidence is not known.
 * @param table the service's; without one only the same card to the same user is a repeat
 */
export function quietedBy(
  recall: Recall,
  choice: QuietChoice,
  table: QuietTable | undefined,
  now: number,
): Quieted | undefined {
  const { evidence, user } = recall;
  if (!evidence) return undefined;
  const heard = recall.entries.filter((entry) => saysNothingNew(evidence, entry.evidence));
  const snoozed = latest(table ? heard.flatMap((entry) => endsOf(entry, evidence, user, table)) : [], now);
  if (snoozed !== undefined) return { reason: 'snoozed', until: snoozed, show: 'no' };
  if (choice.repeat === 'off') return undefined;
  const repeated = latest(
    heard
      .filter(({ shown }) => shown === 'card')
      .flatMap((entry) => repeatEnds(entry, evidence, user, { ...choice, table })),
    now,
  );
  return repeated === undefined
    ? undefined
    : { reason: 'repeat', until: repeated, show: choice.repeat === 'info' ? 'info' : 'no' };
}

/** When the snoozes of an answered card end for this user. */
function endsOf(
  entry: MemoryEntry,
  evidence: EvidenceSnapshot,
  user: string | undefined,
  table: QuietTable,
): readonly number[] {
  const { response } = entry;
  if (!response) return [];
  // A clock that runs behind must not end a snooze before its card was shown.
  const from = Math.max(response.at, entry.at);
  return snoozesOf(entry.evidence.tier, response, table)
    .filter(({ who }) => who === 'everyone' || isSameUser(user, entry.user))
    .filter(({ untilNewEntry }) => !untilNewEntry || hasNoNewEntry(evidence, entry.evidence))
    .map(({ ms }) => from + ms);
}

function repeatEnds(
  entry: MemoryEntry,
  evidence: EvidenceSnapshot,
  user: string | undefined,
  { visitHours, table }: QuietChoice & { readonly table: QuietTable | undefined },
): readonly number[] {
  const then = entry.evidence;
  const ends: number[] = [];
  if (then.key === evidence.key && then.tier === evidence.tier && isSameUser(user, entry.user)) {
    ends.push(entry.at + visitHours * HOUR);
  }
  if (table && isLongStandingAgain(evidence, then)) ends.push(entry.at + table.longStanding.onceIn);
  return ends;
}

/** Long-standing pain, with no contact about it and no feature since the card that said so. */
const isLongStandingAgain = (now: EvidenceSnapshot, then: EvidenceSnapshot): boolean =>
  now.longStanding &&
  now.tier === 'recommended' &&
  then.tier === 'recommended' &&
  within(now.features, then.features) &&
  within(now.entries.pain, then.entries.pain);

const isSameUser = (user: string | undefined, other: string | undefined): boolean =>
  user !== undefined && user === other;

/** The latest end that is still to come. */
function latest(ends: readonly number[], now: number): number | undefined {
  const open = ends.filter((end) => end > now);
  return open.length === 0 ? undefined : Math.max(...open);
}
