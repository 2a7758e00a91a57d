/** Records to rows and back. A row that can't be read is left out: what is not known speaks. */
import type { MemoryEntry } from '../decision/memory.js';
import type { DecisionRecord, FeedbackRecord, Reason } from './port.js';
import type { DecisionRow, FeedbackRow } from './schema.js';
import { readBody, readEvidence, readReasons, readTexts, type Body } from './shapes.js';

export function decisionRow(record: DecisionRecord): DecisionRow {
  const { id, at, tenant, service, mode, patient, tier, outcome, shown, rule, evidence, ...rest } = record;
  const { user, origin, reason, card, ...body } = rest;
  return {
    id,
    at,
    tenant,
    service,
    mode,
    patient,
    clinician: user ?? null,
    origin: origin ?? null,
    tier,
    reason: reason ?? null,
    outcome,
    shown,
    card: card ?? null,
    rule_version: rule.version,
    content_hash: rule.contentHash,
    body: JSON.stringify({ ruleId: rule.id, ...body } satisfies Body),
    evidence: evidence === undefined ? null : JSON.stringify(evidence),
  };
}

export function decisionRecord(row: DecisionRow): DecisionRecord | undefined {
  const parsed = readBody(row.body);
  if (!parsed) return undefined;
  const { ruleId, ...body } = parsed;
  const evidence = row.evidence === null ? undefined : readEvidence(row.evidence);
  return {
    id: row.id,
    at: Number(row.at),
    tenant: row.tenant,
    service: row.service,
    mode: row.mode as DecisionRecord['mode'],
    patient: row.patient,
    ...(row.clinician === null ? {} : { user: row.clinician }),
    ...(row.origin === null ? {} : { origin: row.origin }),
    tier: row.tier as DecisionRecord['tier'],
    ...(row.reason === null ? {} : { reason: row.reason }),
    outcome: row.outcome,
    shown: row.shown as DecisionRecord['shown'],
    ...(row.card === null ? {} : { card: row.card }),
    rule: { id: ruleId, version: row.rule_version, contentHash: row.content_hash },
    ...body,
    ...(evidence === undefined ? {} : { evidence }),
  };
}

export function feedbackRow(record: FeedbackRecord): FeedbackRow {
  return {
    tenant: record.tenant,
    service: record.service,
    card: record.card,
    outcome: record.outcome,
    reasons: JSON.stringify(record.reasons),
    accepted: JSON.stringify(record.accepted),
    comment: record.comment ?? null,
    outcome_at: record.outcomeAt,
    received_at: record.receivedAt,
    timestamp_replaced: record.timestampReplaced ? 1 : 0,
    fingerprint: record.fingerprint,
  };
}

export function feedbackRecord(row: FeedbackRow): FeedbackRecord | undefined {
  const [reasons, accepted] = [readReasons(row.reasons), readTexts(row.accepted)];
  if (!reasons || !accepted) return undefined;
  return {
    tenant: row.tenant,
    service: row.service,
    card: row.card,
    outcome: row.outcome as FeedbackRecord['outcome'],
    reasons,
    accepted,
    ...(row.comment === null ? {} : { comment: row.comment }),
    outcomeAt: Number(row.outcome_at),
    receivedAt: Number(row.received_at),
    timestampReplaced: Number(row.timestamp_replaced) === 1,
    fingerprint: row.fingerprint,
  };
}

/** The reason codes of our own system; a bare code is taken for ours, one of another system for a reason like any other. */
export const OWN_REASONS = 'urn:spinewatch:override-reason';
export const ownCode = ({ code, system }: Reason): string =>
  system === undefined || system === OWN_REASONS ? code : 'other';

export function memoryEntry(record: DecisionRecord, feedback: FeedbackRecord | undefined): MemoryEntry | undefined {
  const { evidence, shown, user, origin, at } = record;
  if (!evidence || shown === 'no') return undefined;
  return {
    at,
    ...(user === undefined ? {} : { user }),
    ...(origin === undefined ? {} : { origin }),
    shown,
    evidence,
    ...(feedback === undefined
      ? {}
      : {
          response: {
            outcome: feedback.outcome,
            reasons: feedback.reasons.map(ownCode),
            at: feedback.outcomeAt,
          },
        }),
  };
}
