/** The report's shape: what owners of the service are told. The public keys are the contract's; the others may grow. */
import type { InputName, InputStateName } from '../chart/inputs.js';
import type { RuleSettings, Tier } from '../sdk/assessment.js';
import type { Alarm, SeriesBasis } from './alarms/index.js';
import type { Interval, Rate } from './interval.js';

export type Mode = 'live' | 'shadow';

export interface ReasonCount {
  readonly system: string;
  readonly code: string;
  readonly count: number;
}

export interface Comment {
  readonly tier: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface WeekRow extends Interval {
  /** `2026-W24` */
  readonly week: string;
  readonly calls: number;
  readonly cards: number;
  readonly perHundred: number | null;
  /** Of a hundred calls, what chance alone explains around the mean of the period. */
  readonly expected: Interval;
  /** Cards by tier; a tier without cards is 0. */
  readonly byTier: Readonly<Record<Tier, number>>;
}

export interface NamedRate extends Rate {
  readonly name: string;
}

export interface VersionRow extends Interval {
  readonly version: string;
  readonly contentHash: string;
  readonly calls: number;
  readonly cards: number;
  readonly perHundred: number | null;
  /** First and last day with a call, `YYYY-MM-DD`. */
  readonly since: string;
  readonly until: string;
  /** Against the row before, in percentage points, with a 95 % interval. */
  readonly difference?: (Interval & { readonly points: number }) | null;
}

/** Seconds. */
export interface Quartiles {
  readonly count: number;
  readonly q1: number | null;
  readonly median: number | null;
  readonly q3: number | null;
}

export interface Summary {
  readonly calls: number;
  readonly cards: number;
  readonly firingPerHundred: number | null;
  /** Cards by tier; a tier without cards is 0. */
  readonly byTier: Readonly<Record<Tier, number>>;
  /** Cards by cancer site and by feature: a card counts for each that it names. */
  readonly bySite: Readonly<Record<string, number>>;
  readonly byFeature: Readonly<Record<string, number>>;
  readonly feedback: {
    readonly accepted: number;
    readonly overridden: number;
    /** Cards that were shown and that nobody answered. */
    readonly unanswered: number;
    readonly byReason: readonly ReasonCount[];
    /** The newest first, 500 at most; those that the key opens. */
    readonly comments: readonly Comment[];
    readonly commentsTotal: number;
    readonly commentsSealed: number;
    readonly acceptance: Rate;
    readonly overrides: Rate;
    readonly answered: Rate;
    readonly byTier: readonly { readonly tier: string; readonly accepted: Rate; readonly unanswered: number }[];
  };
  readonly timeToAction: Quartiles & {
    readonly accepted: Quartiles;
    readonly overridden: Quartiles;
    /** Answers without a time of their own, or with one before their card. */
    readonly leftOut: number;
  };
  /** Inputs that could not be read whole: every state but `present` and `empty`. */
  readonly inputs: readonly { readonly input: InputName; readonly state: InputStateName; readonly count: number }[];
  readonly inputStates: readonly { readonly input: InputName; readonly states: Readonly<Record<string, number>> }[];
  readonly quieted: readonly { readonly reason: string; readonly count: number }[];
  /** Why calls ended without a card. */
  readonly silent: readonly { readonly reason: string; readonly count: number }[];
  readonly weeks: readonly WeekRow[];
  readonly versions: readonly VersionRow[];
  readonly firing: {
    readonly overall: Rate;
    readonly byTier: readonly NamedRate[];
    readonly bySite: readonly NamedRate[];
    readonly byFeature: readonly NamedRate[];
  };
  /** Second settings that were evaluated beside the first. */
  readonly compare: readonly {
    readonly settings: RuleSettings;
    readonly calls: number;
    readonly differ: Rate;
    readonly changes: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  }[];
  /** Milliseconds by stage of a call. */
  readonly latency: readonly { readonly stage: string; readonly p50: number | null; readonly p95: number | null }[];
  readonly settings: readonly { readonly settings: RuleSettings; readonly calls: number }[];
}

export interface Report extends Omit<Summary, 'feedback'> {
  /** First and last day, `YYYY-MM-DD` in the time zone of each tenant. */
  readonly since: string;
  readonly until: string;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly mode: Mode;
  readonly tenant: string | null;
  readonly tenants: readonly string[];
  /** What the figures are narrowed to; `null`: not narrowed. Alarms, unknown codes and orphans are never narrowed by these. */
  readonly only: { readonly service: string | null; readonly version: string | null; readonly site: string | null };
  /** What there was in the period to narrow to, sorted. */
  readonly names: {
    readonly services: readonly string[];
    readonly versions: readonly string[];
    readonly sites: readonly string[];
  };
  readonly modes: Readonly<Record<Mode, { readonly calls: number; readonly cards: number }>>;
  readonly feedback: Summary['feedback'] & {
    readonly orphans: number;
    /** `opened`, or why comments are not shown. */
    readonly commentsNote: string;
  };
  readonly unmapped: readonly ReasonCount[];
  readonly alarms: readonly Alarm[];
  /** What the alarms were judged against. */
  readonly alarmBasis: readonly SeriesBasis[];
}
