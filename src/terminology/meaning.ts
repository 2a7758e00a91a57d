/** What a code means to the rule: one row of one value set, as structured data. */

/** One matching row. `set` is the id of the value set; the other fields are the row's own (docs/terminology.md). */
export interface Meaning {
  readonly set: string;
  /** `code`: the row names this very code; `filter`: a prefix, range or list of codes does; `text`: words of the chart do. */
  readonly by: 'code' | 'filter' | 'text';
  /** How specific the match is: characters of the code or of the filter that matched. A code row beats any filter. */
  readonly specificity: number;
  /** The row's own words: a code's display or a filter's meaning. */
  readonly display: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly site?: string;
  readonly feature?: string;
  readonly role?: string;
  readonly regions?: readonly string[];
  /** Strength of a live emergency record without any date. */
  readonly undated?: 'emergency' | 'major';
  readonly strength?: 'major';
  readonly pattern?: string;
  /** `never`: may be read, is never ordered. */
  readonly order?: 'never';
  /** Counts only where the text or body site matches this expression (compiled once, case-insensitive). */
  readonly requiresText?: RegExp;
  /** What the row means where `requiresText` or `sex` does not hold. */
  readonly otherwise?: string;
  readonly sex?: string;
  /** For `stable-other-cause`: which emergency features it explains. */
  readonly appliesTo?: string;
  /** Words that doubt it ("?", "possible"). */
  readonly uncertain?: true;
}

/** One coding of a chart with what the value sets say of it. */
export interface MatchedCoding {
  /** As written in the chart. */
  readonly system?: string;
  readonly code: string;
  readonly display?: string;
  /** Canonical system after aliases, or `undefined` where it is unknown. */
  readonly canonicalSystem?: string;
  /** Empty where no value set holds the code: the coding is not usable. */
  readonly meanings: readonly Meaning[];
}

/** The compiled value sets of a service. Pure: the same coding always gives the same meanings. */
export interface Terminology {
  /** Never throws; an unusable coding has no meanings. */
  match(coding: {
    readonly system?: unknown;
    readonly code?: unknown;
    readonly display?: unknown;
    /** ICD-O-3 behaviour digit recorded beside a topography (`3` malignant); a topography alone matches nothing. */
    readonly behaviour?: string;
  }): MatchedCoding | undefined;
  /** True where the value sets hold the code. Cheap: remembered per system and code, within bounds. */
  knows(system: unknown, code: unknown): boolean;
  /** What `match` would find, without making a coding of it: for walks over thousands of resources. */
  meaningsOf(system: unknown, code: unknown): readonly Meaning[];
  /** Ids of the value sets. */
  readonly sets: readonly string[];
  /** Every code (without system) of the rows of these sets that are listed one by one, for searches by code. */
  codesOf(set: string, where?: (meaning: Meaning) => boolean): readonly string[];
}
