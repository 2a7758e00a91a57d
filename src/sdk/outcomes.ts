/**
 * What a service is to find, as later records of the same chart say it: the derived truth that a run over many charts
 * compares its cards with. Data of the service, with their sources and confidence in its content.
 */
export interface Outcomes {
  /** Value sets that can say it; `rows` tells under which conditions. */
  readonly sets: ReadonlySet<string>;
  readonly rows: readonly OutcomeRow[];
  /** Value sets of which one must be on record for a row that needs a cancer. */
  readonly cancerSets: ReadonlySet<string>;
  /** A cancer may come to the chart as many days after such a row as this; one that came before may be of any age. */
  readonly cancerWithinDays: number;
  /** Verification statuses of Conditions that say nothing certain, as FHIR writes them. */
  readonly uncertain: ReadonlySet<string>;
  /** Statuses of reports whose conclusions count; a status that is not given counts. */
  readonly reportStatuses: ReadonlySet<string>;
}

export interface OutcomeRow {
  readonly set: string;
  /** Only meanings of this feature. */
  readonly feature?: string;
  /** Codes that name another cause, by the beginning of their normalised form (no dots). */
  readonly except: readonly { readonly system: string; readonly prefix: string }[];
  /** Only where the words of the record or its body site match. */
  readonly at?: RegExp;
  readonly needsCancer: boolean;
}
