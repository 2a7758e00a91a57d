/** What every reader of a resource is given. */
import type { Day } from '../../fhir/dates.js';
import type { Terminology } from '../../terminology/meaning.js';
import type { ChartText, Concept } from './concept.js';
import type { ReferenceIndex } from './references.js';

/** The value sets, the rest of the chart, and the birthdate for ages. */
export interface Reading {
  readonly terminology: Terminology;
  readonly references: ReferenceIndex;
  readonly birth: Day | undefined;
  /** Codes and words of a value that mean "no" (content: negative-values). */
  readonly isNegative: (concept: Concept) => boolean;
  /** How words are read; absent where only codes are. */
  readonly text?: ChartText;
}

/** The concept with what its words say, where words are read at all. */
export const worded = (concept: Concept, { text }: Reading): Concept => (text ? text.read(concept) : concept);
