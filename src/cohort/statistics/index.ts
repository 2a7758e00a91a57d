/** Statistics of a run over many charts: docs/screen-evaluation.md. */
export { Tally, type TallyOptions } from './tally.js';
export type { CohortSummary } from './summary.js';
export type { Burden } from './burden.js';
export type { FiringRow } from './firing.js';
export type { ListedIds } from './id-list.js';
export type { QualitySummary } from './quality.js';
export type { Repeats } from './repeats.js';
