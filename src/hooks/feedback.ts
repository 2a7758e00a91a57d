/**
 * Feedback: what clinicians did with cards. One incomplete entry refuses the whole request, so that a client that
 * repeats it stores nothing twice and loses nothing. Pure: the time of receipt is handed in.
 */
import { CodedError } from '../errors/index.js';
import { isObject, listOf, stringOf } from '../fhir/resource.js';
import { at, expressionOf, found } from './found.js';
import { entrySchema, MAX_ENTRIES, type WireEntry } from './feedback-schema.js';

/** Longest comment kept, in characters; the rest of a longer one is cut off. */
const MAX_COMMENT = 4000;
/** How far a clock may run ahead of ours, in milliseconds, before its timestamp counts as wrong. */
const AHEAD = 5 * 60_000;
/** RFC 3339 section 5.6. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

export interface FeedbackReason {
  readonly code: string;
  readonly system?: string;
}

/** One entry that can be stored. */
export interface FeedbackEntry {
  /** uuid of the card, in lower case as uuids are compared. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** uuids of the suggestions taken; empty for an override. */
  readonly acceptedSuggestions: readonly string[];
  readonly reasons: readonly FeedbackReason[];
  /** The clinician's own words; unescaped, may hold anything. */
  readonly comment?: string;
  /** ISO 8601, UTC. */
  readonly outcomeTimestamp: string;
  /** True where the entry had no usable timestamp and the time of receipt stands in. */
  readonly timestampReplaced: boolean;
}

/**
 * @throws CodedError `malformed`, `too-many-entries` or `invalid-feedback`, whose `expression` names the entry
 */
export function parseFeedback(body: unknown, receivedAt: Date): readonly FeedbackEntry[] {
  if (!isObject(body)) throw new CodedError('malformed');
  const entries = body['feedback'];
  if (!Array.isArray(entries)) throw invalid(['feedback'], entries, 'a list of entries');
  if (entries.length > MAX_ENTRIES) throw new CodedError('too-many-entries', { expression: ['feedback'] });
  return entries.map((entry: unknown, index) => {
    const result = entrySchema.safeParse(entry);
    if (result.success) return checked(result.data, receivedAt);
    const [issue] = result.error.issues;
    throw invalid(['feedback', index, ...(issue?.path ?? [])], at(entry, issue?.path ?? []), issue?.message ?? '');
  });
}

function checked(entry: WireEntry, receivedAt: Date): FeedbackEntry {
  const overrides = [...listOf(entry.overrideReason), ...listOf(entry.overrideReasons)].filter(isObject);
  const comment = overrides.map((override) => stringOf(override['userComment'])).find((text) => text !== undefined);
  const timestamp = timestampOf(entry.outcomeTimestamp, receivedAt);
  return {
    card: entry.card.trim().toLowerCase(),
    outcome: entry.outcome,
    acceptedSuggestions:
      entry.outcome === 'accepted' ? entry.acceptedSuggestions.map(({ id }) => id.trim().toLowerCase()) : [],
    reasons: overrides.flatMap(reasonOf),
    ...(comment === undefined ? {} : { comment: comment.slice(0, MAX_COMMENT) }),
    outcomeTimestamp: timestamp ?? receivedAt.toISOString(),
    timestampReplaced: timestamp === undefined,
  };
}

/** `{reason: {code, system}}`, or the Coding itself, as a list of overrideReasons may hold it. */
function reasonOf(override: Record<string, unknown>): FeedbackReason[] {
  const coding = isObject(override['reason']) ? override['reason'] : override;
  const code = stringOf(coding['code']);
  const system = stringOf(coding['system']);
  return code === undefined ? [] : [{ code, ...(system === undefined ? {} : { system }) }];
}

function timestampOf(value: unknown, receivedAt: Date): string | undefined {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return undefined;
  const time = Date.parse(value);
  // A day in the future would for ever count as the latest word on its card.
  return Number.isNaN(time) || time > receivedAt.getTime() + AHEAD ? undefined : new Date(time).toISOString();
}

function invalid(path: readonly PropertyKey[], value: unknown, allowed: string): CodedError {
  const expression = expressionOf(path);
  return new CodedError('invalid-feedback', {
    text: `${expression}: found ${found(value)}; allowed: ${allowed}.`,
    expression: [expression],
  });
}
