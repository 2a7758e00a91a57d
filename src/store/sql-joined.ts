/** Decisions beside what was fed back on their cards: one join, for every reader. */
import type { Kysely } from 'kysely';
import type { LookupEntry } from './port.js';
import { decisionRecord, feedbackRecord } from './rows.js';
import type { DecisionRow, FeedbackRow, Tables } from './schema.js';

/** Decisions beside the feedback of the same tenant and service on their card; the caller says which columns it needs. */
export const besideFeedback = (db: Kysely<Tables>) =>
  db
    .selectFrom('decisions')
    .leftJoin('feedback', (join) =>
      join
        .onRef('feedback.card', '=', 'decisions.card')
        .onRef('feedback.tenant', '=', 'decisions.tenant')
        .onRef('feedback.service', '=', 'decisions.service'),
    );

/** All of both. */
export const withFeedback = (db: Kysely<Tables>) =>
  besideFeedback(db)
    .selectAll('decisions')
    .select([
      'feedback.card as fed_back',
      'feedback.outcome as feedback_outcome',
      'feedback.reasons',
      'feedback.accepted',
      'feedback.comment',
      'feedback.outcome_at',
      'feedback.received_at',
      'feedback.timestamp_replaced',
      'feedback.fingerprint',
    ]);

export type Joined = DecisionRow & { fed_back: string | null; feedback_outcome: string | null } & {
  [Key in Exclude<keyof FeedbackRow, keyof DecisionRow>]: FeedbackRow[Key] | null;
};

export function entryOf(row: Joined): LookupEntry | undefined {
  const decision = decisionRecord(row);
  if (!decision) return undefined;
  if (row.fed_back === null) return { decision };
  // The columns of a joined row are all there where its key is.
  const feedback = feedbackRecord({
    ...(row as unknown as FeedbackRow),
    card: row.fed_back,
    outcome: row.feedback_outcome ?? '',
  });
  return feedback ? { decision, feedback } : { decision };
}
