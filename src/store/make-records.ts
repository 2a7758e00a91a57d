/** From what a call and its feedback were to what is kept of them: ids as digests, texts sealed or left out. Pure but for the uuid. */
import { createHash, randomUUID } from 'node:crypto';
import { INPUTS } from '../chart/inputs.js';
import type { CallReport } from '../hooks/call-memory.js';
import type { HookRequest } from '../hooks/answer.js';
import type { FeedbackEntry } from '../hooks/feedback.js';
import type { Assessment } from '../sdk/assessment.js';
import type { Pseudonyms } from './keys.js';
import type { Comparison, DecisionRecord, FeedbackRecord } from './port.js';

/** Whose call it is, as digests. */
export interface Identity {
  readonly patient: string;
  readonly user?: string;
  readonly origin?: string;
}

export function identityOf({ digest }: Pseudonyms, tenant: string, request: HookRequest): Identity {
  const { patientId, userId, fhirServer } = request;
  return {
    patient: patientDigest({ digest }, tenant, patientId),
    ...(userId === undefined ? {} : { user: digest('user', tenant, userId) }),
    ...(fhirServer === undefined ? {} : { origin: digest('origin', tenant, sameServer(fhirServer)) }),
  };
}

export const patientDigest = ({ digest }: Pick<Pseudonyms, 'digest'>, tenant: string, patientId: string): string =>
  digest('patient', tenant, patientId);

/** Two spellings of one address. */
const sameServer = (url: string): string =>
  URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url.replace(/\/+$/, '');

export function decisionOf(report: CallReport, identity: Identity): DecisionRecord {
  const { tenant, assessment, decision, card, recall, inputs, at } = report;
  const { quieted } = decision.verdict;
  const { reason, variant, tier, rule, settings, asOf, cancer, features } = assessment;
  const compare = report.compare && comparison(assessment, report.compare());
  return {
    id: randomUUID(),
    at: at.getTime(),
    tenant: tenant.id,
    service: report.service,
    mode: tenant.mode === 'shadow' ? 'shadow' : 'live',
    ...identity,
    tier,
    ...(reason === undefined ? {} : { reason }),
    ...(variant === undefined ? {} : { variant }),
    outcome: decision.verdict.outcome,
    shown: decision.verdict.shown,
    ...(quieted === undefined ? {} : { quiet: { reason: quieted.reason, until: quieted.until } }),
    ...(card === undefined ? {} : { card: card.uuid }),
    suggestions: (card?.suggestions ?? []).map(({ uuid }) => uuid),
    rule,
    settings,
    asOf,
    level: cancer.level,
    sites: cancer.sites,
    features,
    inputs: Object.fromEntries(INPUTS.map((input) => [input, inputs[input].state])) as DecisionRecord['inputs'],
    stages: Object.fromEntries(
      Object.entries(report.stages).map(([stage, ms]) => [stage, Math.round(ms * 1000) / 1000]),
    ),
    ...(recall.evidence === undefined ? {} : { evidence: recall.evidence }),
    ...(compare === undefined ? {} : { compare }),
  };
}

function comparison(first: Assessment, second: Assessment): Comparison {
  const { settings, tier, reason, variant } = second;
  const differs = tier !== first.tier || reason !== first.reason || variant !== first.variant;
  return {
    settings,
    differs,
    ...(differs ? { tier } : {}),
    ...(differs && reason !== undefined ? { reason } : {}),
    ...(differs && variant !== undefined ? { variant } : {}),
  };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const MAX_REASONS = 20;
const MAX_TEXT = 100;

export function feedbackOf(
  entry: FeedbackEntry,
  { tenant, service, receivedAt }: { readonly tenant: string; readonly service: string; readonly receivedAt: Date },
  { digest, seal }: Pseudonyms,
): FeedbackRecord {
  const { outcome, comment } = entry;
  const reasons = entry.reasons.slice(0, MAX_REASONS).map(({ code, system }) => ({
    code: plain(code),
    ...(system === undefined ? {} : { system: plain(system) }),
  }));
  const accepted = entry.acceptedSuggestions.filter((id) => UUID.test(id)).slice(0, MAX_REASONS);
  return {
    tenant,
    service,
    card: cardKeyOf(entry.card),
    outcome,
    reasons,
    accepted,
    ...(comment === undefined || comment.trim() === '' ? {} : { comment: seal(comment) }),
    outcomeAt: Date.parse(entry.outcomeTimestamp),
    receivedAt: receivedAt.getTime(),
    timestampReplaced: entry.timestampReplaced,
    fingerprint: digest('feedback', tenant, JSON.stringify([outcome, reasons, accepted, comment ?? ''])),
  };
}

/** A card that is no uuid is none of ours, and may be anything. */
export const cardKeyOf = (card: string): string =>
  UUID.test(card) ? card : `sha256:${createHash('sha256').update(card).digest('hex')}`;

/** One short line without control characters or broken surrogates, which PostgreSQL refuses. */
const plain = (text: string): string => text.slice(0, MAX_TEXT).replace(/[\p{Cc}\p{Cs}]/gu, '');
