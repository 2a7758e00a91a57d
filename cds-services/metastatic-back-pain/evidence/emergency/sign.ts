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
/** Features of the cauda equina pattern: MRI within 4 hours of request. */
const CAUDA_EQUINA: ReadonlySet<string> = new Set(['saddle-numbness', 'bladder-bowel', 'bilateral-radicular-pain']);

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

export const isCaudaEquina = ({ feature, match }: Sign): boolean =>
  CAUDA_EQUINA.has(feature) || match.meaning.pattern === 'cauda-equina';
