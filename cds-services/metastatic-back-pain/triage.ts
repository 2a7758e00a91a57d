/**
 * The decision table (specification 4): rows over cancer levels and strengths. Every row is tried for every level held,
 * and the highest tier wins.
 */
import type { CancerLevel, Tier } from '../../src/sdk/index.js';
import type { SpinalPain } from './evidence/back-pain.js';
import type { Feature } from './evidence/feature.js';

/** What the table decides on. */
export interface TriageFacts {
  readonly levels: ReadonlySet<CancerLevel>;
  readonly pain: SpinalPain;
  readonly features: readonly Feature[];
  readonly otherCancers: boolean;
  /** Names of the emergency features that need no pain on record beside an established or high-risk cancer. */
  readonly needsNoPain: ReadonlySet<string>;
  /** Emergency features new within the last 30 days. */
  readonly newEmergencies: number;
  readonly emergenciesWithoutPain: number;
  readonly minorGroups: number;
}

type CardTier = Exclude<Tier, 'incomplete'>;
type Level = Exclude<CancerLevel, 'none'>;

/** The facts as one level sees them. */
interface LevelFacts {
  readonly emergency: boolean;
  readonly major: boolean;
  readonly groups: ReadonlySet<string>;
  readonly spinalPain: boolean;
  readonly backPain: boolean;
  readonly neckPain: boolean;
  readonly listedPain: boolean;
  readonly withoutPain: boolean;
  readonly minorGroups: number;
}

interface Row {
  readonly row: number;
  readonly levels: readonly Level[];
  readonly tier: CardTier;
  readonly when: (facts: LevelFacts) => boolean;
}

const ALL: readonly Level[] = ['established', 'high-risk-other', 'possible', 'other'];

/** Row 6 (`other` with less or nothing) is no card, so it is not a row here. */
export const DECISION_TABLE: readonly Row[] = [
  { row: 1, levels: ALL, tier: 'emergency', when: (f) => f.emergency && (f.spinalPain || f.withoutPain) },
  { row: 2, levels: ALL, tier: 'urgent', when: (f) => f.major && (f.backPain || f.neckPain) },
  {
    row: 3,
    levels: ['established', 'high-risk-other', 'possible'],
    tier: 'urgent',
    when: (f) => f.backPain && f.groups.has('pain') && f.groups.size >= f.minorGroups,
  },
  { row: 4, levels: ['established', 'high-risk-other'], tier: 'recommended', when: (f) => f.backPain || f.listedPain },
  { row: 5, levels: ['possible'], tier: 'recommended', when: (f) => f.backPain || f.listedPain },
];

const ORDER: readonly CardTier[] = ['emergency', 'urgent', 'recommended'];

export interface Triage {
  readonly tier: CardTier | null;
  /** Every tier that a row reaches, the highest first. */
  readonly tiers: readonly CardTier[];
  /** Only where the tier is null. */
  readonly reason?: 'no-current-back-pain' | 'other-cancer-off' | 'other-cancer-no-major';
}

export function triage(facts: TriageFacts): Triage {
  let silenced = false;
  const tiers = new Set<CardTier>();
  for (const level of facts.levels) {
    if (level === 'none') continue;
    const seen = asSeenBy(level, facts);
    for (const row of DECISION_TABLE) {
      if (!row.levels.includes(level) || !row.when(seen)) continue;
      if (level === 'other' && row.tier === 'urgent' && !facts.otherCancers) silenced = true;
      else tiers.add(row.tier);
    }
  }
  const reached = ORDER.filter((one) => tiers.has(one));
  const [tier = null] = reached;
  if (tier !== null) return { tier, tiers: reached };
  if (!hasPainForAnyRow(facts)) return { tier, tiers: reached, reason: 'no-current-back-pain' };
  return { tier, tiers: reached, reason: silenced ? 'other-cancer-off' : 'other-cancer-no-major' };
}

/** `no-current-back-pain` unless the only reason for silence is that the cancer is of level `other`. */
function hasPainForAnyRow(facts: TriageFacts): boolean {
  const beyondOther = [...facts.levels].some((level) => level !== 'other');
  const seen = asSeenBy('other', facts);
  return !beyondOther && (seen.backPain || seen.neckPain);
}

function asSeenBy(level: Level, facts: TriageFacts): LevelFacts {
  const { pain, features } = facts;
  const counts = (one: { readonly kind: string }): boolean => one.kind !== 'sacral' || level === 'established';
  const emergencies = features.filter((feature) => feature.strength === 'emergency');
  const strongCancer = level === 'established' || level === 'high-risk-other';
  return {
    emergency: emergencies.length > 0,
    // An emergency feature whose own row is not open still weighs as much as a major one.
    major: features.some((feature) => feature.strength === 'major' || feature.strength === 'emergency'),
    groups: new Set(features.map((feature) => feature.group).filter((group) => group !== undefined)),
    spinalPain: pain.recorded.some(counts),
    backPain: pain.current.some((one) => one.kind !== 'neck' && counts(one)),
    neckPain: pain.current.some((one) => one.kind === 'neck'),
    listedPain: pain.listed.some((one) => one.kind !== 'neck' && counts(one)),
    withoutPain:
      strongCancer &&
      (emergencies.some((feature) => facts.needsNoPain.has(feature.name)) ||
        facts.newEmergencies >= facts.emergenciesWithoutPain),
    minorGroups: facts.minorGroups,
  };
}
