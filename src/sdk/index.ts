/** All that a CDS service may import. */
export type * from './about.js';
export * from './assessment.js';
export * from './card.js';
export type * from './knowledge.js';
export * from './service.js';
export * from '../chart/inputs.js';
export * from '../fhir/dates.js';
export * from '../fhir/resource.js';
export { convertUnit } from '../fhir/units.js';
export type { Substance } from '../fhir/units.js';
export type { Meaning, MatchedCoding, Terminology } from '../terminology/meaning.js';
export { buildChart } from '../chart/chart.js';
export type { Chart, ChartOptions } from '../chart/chart.js';
export type * from '../chart/facts/facts.js';
export type { Concept } from '../chart/facts/concept.js';
export { localReference } from '../chart/facts/references.js';
export * from './text.js';
export { cleanText, escapeInline } from './text.js';
