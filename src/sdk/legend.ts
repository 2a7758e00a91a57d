/**
 * What a view needs to draw an assessment over its chart: names for the criteria, and the quantities that the rule
 * reckons with, their codes, units and thresholds. Plain data, from reviewed content: a view has no figure of its own.
 */

/** One threshold, as a line over the values of its quantity. */
export interface MeasureLine {
  /** In the unit of its measure. */
  readonly value: number;
  /** Which values count: below it, above it, or from it on. */
  readonly side: 'below' | 'above' | 'from';
  /** E.g. `raised above 50 mm/h`. */
  readonly words: string;
  /** Only for patients of this `Patient.gender`; `other` for every one that no other line is for. */
  readonly gender?: 'female' | 'other';
  readonly source: string;
  readonly confidence: string;
}

export interface Measure {
  /** `calcium` */
  readonly name: string;
  readonly title: string;
  /** The unit that the rule reckons in, as people write it: `kg`, `°C`. */
  readonly unit: string;
  /** LOINC codes that an Observation of it carries. */
  readonly codes: readonly string[];
  /** Units of charts, lower case and without blanks: value × factor + offset is in `unit`. */
  readonly units: readonly { readonly names: readonly string[]; readonly factor: number; readonly offset: number }[];
  readonly lines: readonly MeasureLine[];
  /** What a line cannot say: how the rule compares values with each other. */
  readonly note?: string;
  /** Features that rest on it. */
  readonly features: readonly string[];
}

export interface Legend {
  readonly measures: readonly Measure[];
  /** Statuses of an Observation whose value counts. */
  readonly finalStatuses: readonly string[];
  /** Criteria and features by name, in words: `weight-loss` is "Weight loss". */
  readonly criteria: Readonly<Record<string, string>>;
  /** What is looked for, in groups and in the order in which a card lists them. */
  readonly groups: readonly { readonly label: string; readonly features: readonly string[] }[];
  readonly levels: Readonly<Record<string, string>>;
  readonly tiers: Readonly<Record<string, string>>;
  /** Why something could not be evaluated, in words. */
  readonly notEvaluated: Readonly<Record<string, string>>;
  /** What the state of an input that could not be read means. */
  readonly states: Readonly<Record<string, string>>;
}
