/** From an assessment to what is said: the mode of the tenant, and (with a store) what has been heard before. Pure. */
import type { Assessment } from '../sdk/assessment.js';

export type Mode = 'live' | 'shadow' | 'off';

export interface Decision {
  /** Whether the card, if there is one, is shown. */
  readonly show: boolean;
  /** For metrics and records: `card`, the reason for silence, or why a card is kept quiet. */
  readonly outcome: string;
  /** For metrics: the tier reached, `none` without one. */
  readonly tier: string;
}

export function decide(assessment: Assessment, mode: Mode): Decision {
  const tier = assessment.tier ?? 'none';
  if (mode !== 'live') return { show: false, outcome: mode, tier };
  if (assessment.tier === null) return { show: false, outcome: assessment.reason ?? 'none', tier };
  return { show: true, outcome: 'card', tier };
}
