/** Reading short clinical texts: phrases, negation with its reach, doubt, family, screening, conditions. No subject of its own. */
export { compileLexicon, CERTAINTIES } from './lexicon.js';
export type { Certainty, CueSource, Lexicon, LexiconSource, TermSource } from './lexicon.js';
export { readClauses, TEXT_LIMIT } from './read-clauses.js';
export type { Assertion, ClauseText, Mention, TextReading } from './read-clauses.js';
