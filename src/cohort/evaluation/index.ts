/** What a run said against what came of it, and against other settings: docs/screen-evaluation.md. */
export { Evaluation, type EvaluationOptions, type EvaluationSummary, type LabelsSummary } from './evaluation.js';
export { readLabels, Labels, LabelsError, type LabelProblem, type Truth } from './labels.js';
export { DEFAULT_HORIZON_DAYS, type TruthOptions } from './truth.js';
export type { Accuracy } from './accuracy-fold.js';
export type { GroupAccuracy, Measures, TierOutcome } from './accuracy.js';
export type { Change, PairedChange } from './paired.js';
export type { PairedAccuracy, PairedMeasures } from './paired-accuracy.js';
export { parseTrials, trialsOf, TrialsError, type Changeable, type TrialsFile } from './trials.js';
export { TrialFold, type TrialSummary } from './trial-fold.js';
export type { TransitionSummary } from './transitions.js';
export { compareRuns, type RunComparison, type Rows } from './compare-runs.js';
export { readRows, ResultsError } from './result-rows.js';
