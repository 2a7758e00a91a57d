/**
 * What was done already: it hides a card or re-words it, and it is always shown (specification 4.1, 4.2).
 *
 * The table of the decision may have reached several tiers. Each is asked in turn: an emergency that a later MRI answers
 * leaves a fever after that MRI as urgent as it would have been without it.
 */
import type { CardTier, HiddenReason } from './exclusions.js';
import { EXCLUSIONS } from './exclusions.js';
import type { SuppressionFacts } from './facts.js';

export { suppressionFacts } from './facts.js';
export type { SuppressionFacts } from './facts.js';
export { callsForGoals, isOrderedUnconfirmed, onlyExtentIsUnclear } from './exclusions.js';
export { doneLines } from './lines.js';

/** The highest tier that nothing hides; `null` with the reason why the highest of all is hidden. */
export function suppress(
  tiers: readonly CardTier[],
  facts: SuppressionFacts,
): { readonly tier: CardTier | null; readonly reason?: HiddenReason } {
  let reason: HiddenReason | undefined;
  for (const tier of tiers) {
    const exclusion = EXCLUSIONS.find((one) => one.hides(tier, facts));
    if (!exclusion) return { tier };
    reason ??= exclusion.reason;
  }
  return reason === undefined ? { tier: null } : { tier: null, reason };
}
