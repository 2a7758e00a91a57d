/** All that a CDS service may import. */
export * from './assessment.js';
export * from './card.js';
export * from './service.js';
export * from '../chart/inputs.js';
export * from '../fhir/dates.js';
export * from '../fhir/resource.js';
export type { Meaning, MatchedCoding, Terminology } from '../terminology/meaning.js';
