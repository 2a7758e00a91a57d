/**
 * What a run over many charts says of one: the public row of `results.ndjson` (contract of the command line), and the
 * record around it that the statistics are folded from. Records never leave the run; rows hold ids, codes and nothing else.
 */
import type { CancerLevel, NotEvaluatedReason, Tier } from '../sdk/assessment.js';

/** One line of `results.ndjson`, its fields in this order. `asOf` and `encounter` only where every visit is replayed. */
export interface ResultRow {
  readonly patient: string;
  readonly tier: Tier | null;
  /** Why there is no card; only where `tier` is null. */
  readonly reason?: string;
  readonly level: CancerLevel;
  readonly sites: readonly string[];
  readonly features: readonly string[];
  /** `YYYY-MM-DD` */
  readonly asOf?: string;
  /** Bare id of the visit. */
  readonly encounter?: string;
}

/** The error of a patient without a visit that could be replayed: nothing failed. */
export const NO_VISIT = 'no-visit';

/** A patient that could not be assessed, and why (`no-patient`, `worker-lost` …): never patient data. */
export interface FailedRow {
  readonly patient: string;
  readonly error: string;
}

/** What another setting of the rule says of the same chart on the same day. */
export interface TrialResult {
  readonly tier: Tier | null;
  readonly reason?: string;
}

/** One assessment with what the statistics need of its chart. */
export interface AssessedRecord {
  readonly row: ResultRow;
  readonly variant?: string;
  /** Day of the assessment, `YYYY-MM-DD`: the run's own, or the visit's. */
  readonly day: string;
  /** In full years on that day; absent where the birth date does not tell. */
  readonly age?: number;
  /** Further groups of the Patient that the chart names: `gender`, US Core `race` and `ethnicity` as their codes. */
  readonly groups: Readonly<Record<string, string>>;
  /** References of the clinicians of the visit (`Practitioner/p1`), for the burden on each of them. */
  readonly clinicians?: readonly string[];
  /** Class code of the visit (`AMB`, `EMER`, `IMP`). */
  readonly visitClass?: string;
  readonly notEvaluated: readonly { readonly criterion: string; readonly reason: NotEvaluatedReason }[];
  /** By the name of the trial, where trials were asked for. */
  readonly trials?: Readonly<Record<string, TrialResult>>;
}

/** How well a chart is kept; counted once a patient. */
export interface ChartQuality {
  readonly conditions: number;
  /** Reasons (`reasonCode`) of visits, medicines, procedures and orders. */
  readonly reasons?: number;
  /** Conditions and reasons with words alone. */
  readonly uncodedConditions: number;
  readonly undatedConditions: number;
  readonly observations: number;
  readonly observationsWithoutUnit: number;
  readonly observationsWithoutDate: number;
  readonly unmapped: readonly { readonly system: string; readonly code: string; readonly count: number }[];
}

/** All that a worker says of one patient. */
export interface PatientRecord {
  readonly patient: string;
  /** One, or one a visit, in the order of time; empty where the patient failed. */
  readonly assessed: readonly AssessedRecord[];
  readonly error?: string;
  readonly quality?: ChartQuality;
  /** First day on which the chart says that the spine is involved, `YYYY-MM-DD`: the derived truth. */
  readonly outcome?: string;
}
