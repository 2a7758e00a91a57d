/** The tables as Kysely sees them: the same on both engines. Times are milliseconds since 1970, lists and objects JSON texts. */

export interface DecisionRow {
  id: string;
  at: number;
  tenant: string;
  service: string;
  mode: string;
  patient: string;
  clinician: string | null;
  origin: string | null;
  tier: string | null;
  reason: string | null;
  outcome: string;
  shown: string;
  card: string | null;
  rule_version: string;
  content_hash: string;
  /** What no query asks for: the rest of the record. */
  body: string;
  /** The evidence of a card; null where there is no tier. */
  evidence: string | null;
}

export interface FeedbackRow {
  tenant: string;
  service: string;
  card: string;
  outcome: string;
  reasons: string;
  accepted: string;
  comment: string | null;
  outcome_at: number;
  received_at: number;
  timestamp_replaced: number;
  /** Digest of all that the clinician said: the same word again has the same one. */
  fingerprint: string;
}

/** A token that was used, until it is refused for its age. */
export interface TokenRow {
  /** Digest of issuer and jti. */
  key: string;
  until: number;
}

/** Codes that no value set knows, counted by the day; an empty code stands for those beyond a day's bound. */
export interface UnmappedRow {
  day: string;
  tenant: string;
  system: string;
  code: string;
  count: number;
}

export interface Tables {
  decisions: DecisionRow;
  feedback: FeedbackRow;
  /** The keys that records were made with, each by a digest that says nothing of it. */
  keys: { fingerprint: string; since: number };
  tokens: TokenRow;
  unmapped_codes: UnmappedRow;
  /** One row, written to find out whether the store takes writes. */
  pulse: { id: number; at: number };
}
