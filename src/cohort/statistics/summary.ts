/** The shape of what a run says of all its charts. The first keys are those of `summary.json`; all is plain JSON. */
import type { Rate } from '../../analytics/interval.js';
import type { CancerLevel, NotEvaluatedReason, Tier } from '../../sdk/assessment.js';
import type { Burden } from './burden.js';
import type { FiringRow } from './firing.js';
import type { QualitySummary } from './quality.js';
import type { Repeats } from './repeats.js';

/** An assessment is a row of `results.ndjson`: a patient, or a visit where each is replayed. */
export interface CohortSummary {
  /** Failed ones too. */
  readonly patients: number;
  /** Only where every visit is replayed. */
  readonly visits?: number;
  /** Only where every visit is replayed: patients without one on a known day; in no other figure. */
  readonly withoutVisits?: number;
  /** Patients that could not be assessed, and why; in no other figure. */
  readonly failed: number;
  readonly byError: Readonly<Record<string, number>>;
  /** Assessments by tier; a tier without any is 0. */
  readonly byTier: Readonly<Record<Tier, number>>;
  /** Assessments without a card, by reason, the most frequent first. */
  readonly byReason: Readonly<Record<string, number>>;
  /** Cards by cancer site, by feature, and by variant of the card: a card counts for each that it names. */
  readonly bySite: Readonly<Record<string, number>>;
  readonly byFeature: Readonly<Record<string, number>>;
  readonly byVariant: Readonly<Record<string, number>>;
  /** All assessments by how sure the cancer is. */
  readonly byLevel: Readonly<Partial<Record<CancerLevel, number>>>;
  readonly cards: number;
  readonly firing: {
    readonly overall: FiringRow;
    /** Cards of the tier, of all assessments. */
    readonly byTier: readonly (Rate & { readonly name: Tier })[];
    /** By month of the assessment (`2026-03`), in order; months without any are not listed. */
    readonly byMonth: readonly FiringRow[];
    /** By class of the visit (`AMB`, `EMER`, `IMP`, `unknown`); empty unless every visit is replayed. */
    readonly byVisitClass: readonly FiringRow[];
    /** By cancer site and level: cards, of the assessments that name it. */
    readonly bySite: readonly FiringRow[];
    readonly byLevel: readonly FiringRow[];
    /** `age` (bands), `gender`, `race` … as the charts name them. A patient without a value is in none. */
    readonly byGroup: Readonly<Record<string, readonly FiringRow[]>>;
  };
  readonly repeats: Repeats;
  /** Only where every visit is replayed. */
  readonly burden?: Burden;
  /** What was found and could not be used, over all assessments; the most frequent first. */
  readonly notEvaluated: readonly {
    readonly criterion: string;
    readonly reason: NotEvaluatedReason;
    readonly count: number;
  }[];
  readonly quality: QualitySummary;
}
