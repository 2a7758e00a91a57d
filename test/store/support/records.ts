/** Records of the store as a test needs them: whole, and different in what it names. */
import { randomUUID } from 'node:crypto';
import type { EvidenceSnapshot } from '../../../src/decision/evidence.js';
import type { DecisionRecord, ExportLine, FeedbackRecord, MemoryQuery, Store } from '../../../src/store/port.js';

/** Some instant, far from the end of any integer of 32 bits. */
export const NOON = Date.UTC(2026, 5, 15, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const SERVICE = 'metastatic-back-pain';

export const EVIDENCE: EvidenceSnapshot = {
  key: 'key',
  tier: 'urgent',
  level: 'established',
  sites: ['breast'],
  emergency: [],
  major: ['weight-loss'],
  features: ['weight-loss'],
  emergencyDates: [],
  entries: { cancer: ['a'], pain: ['b'], emergency: [] },
  longStanding: false,
};

/** A card that was shown to someone, unless it is said otherwise. */
export function decision(over: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    id: randomUUID(),
    at: NOON,
    tenant: 'north',
    service: SERVICE,
    mode: 'live',
    patient: 'patient-1',
    user: 'user-1',
    tier: 'urgent',
    outcome: 'card',
    shown: 'card',
    card: randomUUID(),
    suggestions: [randomUUID()],
    rule: { id: SERVICE, version: '1.0.0', contentHash: 'sha256:00' },
    settings: { otherCancers: true },
    asOf: '2026-06-15',
    level: 'established',
    sites: ['breast'],
    features: ['weight-loss'],
    inputs: INPUTS_READ,
    stages: { read: 1.5 },
    evidence: EVIDENCE,
    ...over,
  };
}

const INPUTS_READ: DecisionRecord['inputs'] = {
  patient: 'present',
  conditions: 'present',
  observations: 'empty',
  encounters: 'empty',
  medications: 'empty',
  procedures: 'empty',
  reports: 'empty',
  orders: 'empty',
  carePlans: 'empty',
};

export function feedback(over: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    tenant: 'north',
    service: SERVICE,
    card: randomUUID(),
    outcome: 'overridden',
    reasons: [{ code: 'already-imaged', system: 'urn:spinewatch:override-reason' }],
    accepted: [],
    outcomeAt: NOON + HOUR,
    receivedAt: NOON + HOUR,
    timestampReplaced: false,
    fingerprint: randomUUID(),
    ...over,
  };
}

export const memoryQuery = (over: Partial<MemoryQuery> = {}): MemoryQuery => ({
  tenant: 'north',
  service: SERVICE,
  mode: 'live',
  patient: 'patient-1',
  since: NOON - 180 * DAY,
  ...over,
});

export async function exported(store: Store, tenant?: string): Promise<readonly ExportLine[]> {
  const lines: ExportLine[] = [];
  for await (const line of store.export(tenant)) lines.push(line);
  return lines;
}

export const decisionsOf = async (store: Store): Promise<readonly ExportLine[]> =>
  (await exported(store)).filter(({ type }) => type === 'decision');

export const feedbackIn = async (store: Store): Promise<readonly ExportLine[]> =>
  (await exported(store)).filter(({ type }) => type === 'feedback');
