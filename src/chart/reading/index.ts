/** Reading a chart from prefetch and a FHIR server. */
export { gatherChart } from './gather.js';
export type { GatheredChart, GatherRequest, ReadReport } from './types.js';
