/**
 * The one assessment that every view shows: plain, deterministic JSON.
 * The hook, the command line, the cohort run and the pages show this object; none has a rule of its own.
 */
import type { InputName, InputStateName } from '../chart/inputs.js';

export const TIERS = ['emergency', 'urgent', 'recommended', 'incomplete'] as const;
export type Tier = (typeof TIERS)[number];

export type Strength = 'emergency' | 'major' | 'minor' | 'context';
export type Basis =
  | 'code'
  | 'text'
  | 'value'
  | 'medication'
  | 'procedure'
  | 'stage'
  | 'report'
  | 'order'
  | 'encounter'
  | 'demographic'
  | 'care-plan';

/** Where a finding stands in the chart. */
export interface Source {
  readonly reference: string;
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

/** Something found: `criterion` is `cancer`, `back-pain`, a feature's name, or `imaging`, `order`, `care`, `treatment`. */
export interface Finding {
  readonly criterion: string;
  readonly strength?: Strength;
  readonly basis: Basis;
  /** In the chart's or the value set's words; unescaped, to be escaped by whoever shows it. */
  readonly text: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; absent where no date is recorded. */
  readonly date?: string;
  readonly sources: readonly Source[];
}

export type NotEvaluatedReason =
  | 'one-value'
  | 'no-unit'
  | 'unknown-unit'
  | 'implausible'
  | 'future-date'
  | 'conflicting-codes'
  | 'unresolved-reference'
  | 'input-unavailable';

export interface NotEvaluated {
  readonly criterion: string;
  readonly reason: NotEvaluatedReason;
  readonly reference?: string;
}

/** An input that could not be read completely. Its state never lowers a tier. */
export interface Unavailable {
  readonly input: InputName;
  readonly state: InputStateName;
  /** Only where the server speaks another release of FHIR than R4, which nobody can see from the state: says so. */
  readonly why?: string;
}

export type CancerLevel = 'established' | 'high-risk-other' | 'possible' | 'other' | 'none';

export interface Assessment {
  readonly tier: Tier | null;
  /** Why there is no card; only where `tier` is null. */
  readonly reason?: string;
  /** The reason in words that do not reassure. */
  readonly reasonText?: string;
  readonly variant?: string;
  /** `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly rule: { readonly id: string; readonly version: string; readonly contentHash: string };
  readonly settings: RuleSettings;
  readonly cancer: { readonly level: CancerLevel; readonly sites: readonly string[] };
  /** Every feature found with strength emergency, major or minor, by name, sorted. */
  readonly features: readonly string[];
  readonly found: readonly Finding[];
  /** Features all of whose inputs were read and that were not found. Never "absent". */
  readonly notFound: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly unavailable: readonly Unavailable[];
  readonly notes: readonly string[];
}

export interface RuleSettings {
  /** `false` silences only `urgent` for cancers other than the five. */
  readonly otherCancers: boolean;
}
