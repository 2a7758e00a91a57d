/** What is remembered of a patient's cards: who saw which, resting on what, and what was said to it. Pure data. */
import type { EvidenceSnapshot } from './evidence.js';

/** What a clinician did with a card: the word that stands, the latest one. */
export interface Response {
  readonly outcome: 'accepted' | 'overridden';
  /** Our own reason codes; a code of another system counts as a reason without a rule of its own. */
  readonly reasons: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One card that was shown. */
export interface MemoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Keyed digest of the user; absent where the call named none: nobody is "the same user" then. */
  readonly user?: string;
  /** Keyed digest of the FHIR server the patient's id belongs to; absent where the call named none. */
  readonly origin?: string;
  readonly shown: 'card' | 'info';
  readonly evidence: EvidenceSnapshot;
  readonly response?: Response;
}

/** What one call is told before it decides. Without `evidence` or entries nothing is quiet. */
export interface Recall {
  readonly evidence?: EvidenceSnapshot;
  readonly user?: string;
  readonly entries: readonly MemoryEntry[];
}

export const NOTHING_KNOWN: Recall = Object.freeze({ entries: [] });
