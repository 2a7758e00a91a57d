/** How often the rule speaks: cards among assessments, by tier. */
import { rateOf, type Rate } from '../../analytics/interval.js';
import { TIERS, type Tier } from '../../sdk/assessment.js';
import type { Mergeable } from './groups.js';

export const SMALL = 5;

/**
 * Cards per hundred assessments (patients, or visits where each is replayed), with a 95 % interval (Wilson).
 * A card is any tier, `incomplete` too: it interrupts alike.
 */
export interface FiringRow extends Rate {
  /** `2026-03`, `50-59`, `AMB`, `breast` */
  readonly name: string;
  /** Cards by tier; a tier without cards is 0. */
  readonly byTier: Readonly<Record<Tier, number>>;
  /** Fewer than five cards, or fewer than five without: too few to judge by, and to publish. */
  readonly small: boolean;
}

export class Firing implements Mergeable<Firing> {
  #assessed = 0;
  readonly #tiers: Record<Tier, number> = { emergency: 0, urgent: 0, recommended: 0, incomplete: 0 };

  add(tier: Tier | null, times = 1): void {
    this.#assessed += times;
    if (tier !== null) this.#tiers[tier] += times;
  }

  merge(other: Firing): void {
    this.#assessed += other.#assessed;
    for (const tier of TIERS) this.#tiers[tier] += other.#tiers[tier];
  }

  get cards(): number {
    return TIERS.reduce((sum, tier) => sum + this.#tiers[tier], 0);
  }

  get assessed(): number {
    return this.#assessed;
  }

  get byTier(): Readonly<Record<Tier, number>> {
    return { ...this.#tiers };
  }

  row = (name: string): FiringRow => ({
    name,
    ...rateOf(this.cards, this.#assessed),
    byTier: this.byTier,
    small: Math.min(this.cards, this.#assessed - this.cards) < SMALL,
  });
}
