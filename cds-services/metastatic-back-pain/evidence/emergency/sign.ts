/** Emergency features by name, and one record of one (specification 3.1). */
import type { Basis, ConditionFact, Day } from '../../../../src/sdk/index.js';
import type { Match, When } from '../context.js';

export const EMERGENCY_FEATURES = [
  'cord-compression',
  'saddle-numbness',
  'bladder-bowel',
  'limb-weakness',
  'gait-disturbance',
  'sensory-loss',
  'bilateral-radicular-pain',
  'thoracic-radicular-pain',
] as const;

/** These stay new for a year, and no other cause explains them away. */
export const CORD: ReadonlySet<string> = new Set(['cord-compression', 'saddle-numbness']);

/** What the report of an examination can conclude; the others are told by the patient or found at the bedside. */
export const REPORTED: ReadonlySet<string> = new Set(['cord-compression']);

/** One record of an emergency feature. */
export interface Sign {
  readonly feature: string;
  readonly match: Match;
  readonly reference: string;
  readonly live: boolean;
  readonly when: When;
  readonly began?: Day;
  readonly abated?: Day;
  readonly words: string;
  readonly basis: Basis;
  readonly condition?: ConditionFact;
  /** The other record that it takes two for: one of either side. */
  readonly beside?: { readonly reference: string; readonly match: Match };
  /** The row says that it is never an emergency by itself (or only with a text that is not there). */
  readonly majorOnly: boolean;
}

export const dayOf = ({ when }: Sign): Day | undefined => (when.kind === 'dated' ? when.day : undefined);

/** A record that makes its feature one of the cauda equina pattern: MRI within 4 hours of request. */
export const isCaudaEquina = ({ match }: Sign): boolean => match.meaning.pattern === 'cauda-equina';
