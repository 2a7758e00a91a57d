/** One feature found, as triage and the card need it. */
import type { Day, Finding, Strength } from '../../../src/sdk/index.js';
import type { Asserted } from './asserted.js';

/** Groups of minor features: row 3 of the decision table needs three of them, one of them pain. */
export type MinorGroup =
  'constitutional' | 'blood' | 'inflammation' | 'tumour-bone' | 'pain' | 'bone-strength' | 'mobility' | 'disease';

export interface Feature {
  readonly name: string;
  readonly strength: Strength;
  /** Of a minor feature. */
  readonly group?: MinorGroup;
  /** The newest day of its evidence. */
  readonly day?: Day;
  /** What an examination must follow to answer it, where that is another day than `day`. */
  readonly asserted?: Asserted;
  readonly findings: readonly Finding[];
}

/** One small function a feature: what it found (nothing, or one feature). What it could not evaluate it lists in the context. */
export type FeatureReader = () => Feature | undefined;
