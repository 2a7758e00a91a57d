/** Records of decisions and feedback as the store keeps them, with what a test does not name filled in. */
import { INPUTS, type InputName, type InputStateName } from '../../src/chart/inputs.js';
import type { DecisionRecord, FeedbackRecord } from '../../src/store/port.js';

let last = 0;
/** A uuid of its own, the same in every run. */
export const uuid = (number: number = (last += 1)): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export const states = (
  some: Partial<Record<InputName, InputStateName>> = {},
): Readonly<Record<InputName, InputStateName>> =>
  ({ ...Object.fromEntries(INPUTS.map((input) => [input, 'present'])), ...some }) as Record<InputName, InputStateName>;

/** @param when ISO 8601 */
export function decision(when: string, more: Partial<DecisionRecord> = {}): DecisionRecord {
  const tier = more.tier ?? null;
  const shown = more.shown ?? (tier === null ? 'no' : 'card');
  const mode = more.mode ?? 'live';
  return {
    id: uuid(),
    at: Date.parse(when),
    tenant: 'north',
    service: 'metastatic-back-pain',
    mode,
    patient: `patient-${last}`,
    tier,
    outcome: tier === null ? 'no-cancer' : 'card',
    shown,
    ...(shown !== 'no' && mode === 'live' ? { card: uuid() } : {}),
    suggestions: [],
    rule: { id: 'metastatic-back-pain', version: '1.0.0', contentHash: 'sha256:aa' },
    settings: { otherCancers: true },
    asOf: when.slice(0, 10),
    level: tier === null ? 'none' : 'established',
    sites: tier === null ? [] : ['breast'],
    features: [],
    inputs: states(),
    stages: { read: 1, assess: 1, decide: 1, render: 1 },
    ...more,
  };
}

/** What was said to the card of a decision. @param when ISO 8601 */
export function feedback(
  { tenant, service, card }: Pick<DecisionRecord, 'tenant' | 'service' | 'card'>,
  when: string,
  more: Partial<FeedbackRecord> = {},
): FeedbackRecord {
  const at = Date.parse(when);
  return {
    tenant,
    service,
    card: card ?? uuid(),
    outcome: 'overridden',
    reasons: [],
    accepted: [],
    outcomeAt: at,
    receivedAt: at,
    timestampReplaced: false,
    fingerprint: `${when} ${JSON.stringify(more)}`,
    ...more,
  };
}
