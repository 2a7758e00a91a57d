/** `summary.json`: what was run, on what, and what came of it. Counts, codes and ids; no patient data. */
import { formatDay } from '../fhir/dates.js';
import type { RuleSettings } from '../sdk/assessment.js';
import type { ScreenOptions } from './assess/screen-patient.js';
import type { EvaluationSummary, TrialSummary, RunComparison } from './evaluation/index.js';
import type { Problem } from './problem.js';
import type { RunResult } from './run/run.js';
import type { CohortSummary } from './statistics/index.js';

/** The keys of the contract first; the rest may grow. */
export interface ScreenSummary extends CohortSummary {
  readonly rule: { readonly id: string; readonly version: string; readonly contentHash: string };
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  readonly settings: RuleSettings;
  readonly read: { readonly lines: number; readonly bytes: number };
  /** The first thousand, by file and line. */
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
  /** How many of each, of all. */
  readonly problemsByCode: Readonly<Record<string, number>>;
  /** Of this command; a run that was taken up again counts its last part. */
  readonly seconds: number;
  readonly eachVisit: boolean;
  /** Where there is a truth to judge by: labels, or what the charts came to say. */
  readonly evaluation?: EvaluationSummary;
  readonly trials?: readonly TrialSummary[];
  /** Against an earlier run's results. */
  readonly comparison?: RunComparison;
}

export function summaryOf(
  { service, asOf, settings, eachVisit }: ScreenOptions,
  counts: CohortSummary,
  { read, problems, problemsTotal, problemsByCode }: Omit<RunResult, 'records' | 'finish'>,
  contentHash: string,
  seconds: number,
  more: Pick<ScreenSummary, 'evaluation' | 'trials' | 'comparison'>,
): ScreenSummary {
  const { patients, visits, byTier, byReason, bySite, byFeature, ...rest } = counts;
  return {
    rule: { id: service.id, version: service.version, contentHash },
    asOf: formatDay(asOf),
    settings,
    patients,
    ...(visits === undefined ? {} : { visits }),
    read,
    byTier,
    byReason,
    bySite,
    byFeature,
    problems,
    problemsTotal,
    problemsByCode,
    seconds,
    eachVisit,
    ...rest,
    ...more,
  };
}
