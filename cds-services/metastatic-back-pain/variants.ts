/** Variants of a card, in the order of specification 4.1: the first that holds names the card, each that holds is shown. */
import type { Assessment } from '../../src/sdk/index.js';
import type { CancerEvidence } from './evidence/cancer.js';
import type { Feature } from './evidence/feature.js';
import type { SuppressionFacts } from './suppression/index.js';
import { callsForGoals, isOrderedUnconfirmed, onlyExtentIsUnclear } from './suppression/index.js';

export const VARIANTS = [
  'infection-possible',
  'goals-of-care',
  'known-spinal-metastases',
  'ordered-unconfirmed',
  'extent-unclear',
  'fracture',
  'possible-cancer',
  'other-cancer',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** The first variant that holds; none without a recommendation. */
export function variantOf(
  tier: Assessment['tier'],
  features: readonly Feature[],
  cancer: CancerEvidence,
  done: SuppressionFacts | undefined,
): Variant | undefined {
  if (tier === null || tier === 'incomplete') return undefined;
  const has = (name: string): boolean => features.some((feature) => feature.name === name);
  const holds: Readonly<Record<Variant, boolean>> = {
    'infection-possible': tier !== 'recommended' && has('fever'),
    'goals-of-care': done !== undefined && callsForGoals(tier, done),
    'known-spinal-metastases': has('known-spinal-metastases'),
    'ordered-unconfirmed': done !== undefined && isOrderedUnconfirmed(tier, done),
    'extent-unclear': done !== undefined && tier === 'urgent' && onlyExtentIsUnclear(done),
    fracture: has('vertebral-fracture'),
    'possible-cancer': cancer.level === 'possible',
    'other-cancer': cancer.level === 'other' || cancer.level === 'high-risk-other',
  };
  return VARIANTS.find((variant) => holds[variant]);
}
