/**
 * The store as the rest of the service sees it: decisions, feedback, and what is remembered of a patient's cards. Two
 * engines keep it, an embedded file and PostgreSQL (docs/store.md). Patients and users stand in it as keyed digests
 * alone, comments sealed; nothing here can name a person.
 */
import type { InputName, InputStateName } from '../chart/inputs.js';
import type { Shown } from '../decision/decide.js';
import type { EvidenceSnapshot } from '../decision/evidence.js';
import type { MemoryEntry } from '../decision/memory.js';
import type { CancerLevel, RuleSettings, Tier } from '../sdk/assessment.js';

/** One hook call as it was decided. Times are milliseconds since 1970, digests base64url. */
export interface DecisionRecord {
  /** uuid of the record: writing it twice is writing it once. */
  readonly id: string;
  readonly at: number;
  readonly tenant: string;
  readonly service: string;
  readonly mode: 'live' | 'shadow';
  readonly patient: string;
  readonly user?: string;
  /** Of the FHIR server that the patient's id belongs to. */
  readonly origin?: string;
  readonly tier: Tier | null;
  readonly reason?: string;
  readonly variant?: string;
  /** As live decides, in shadow too: `card`, the reason for silence, `snoozed`, `repeat`; `undelivered` where the client had gone. */
  readonly outcome: string;
  readonly shown: Shown;
  readonly quiet?: { readonly reason: 'snoozed' | 'repeat'; readonly until: number };
  readonly card?: string;
  readonly suggestions: readonly string[];
  readonly rule: { readonly id: string; readonly version: string; readonly contentHash: string };
  readonly settings: RuleSettings;
  readonly asOf: string;
  readonly level: CancerLevel;
  readonly sites: readonly string[];
  readonly features: readonly string[];
  readonly inputs: Readonly<Record<InputName, InputStateName>>;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
  readonly evidence?: EvidenceSnapshot;
  /** Only where a second setting was evaluated. */
  readonly compare?: Comparison;
}

/** What the tenant's second setting came to on the same chart; what is equal is left out. */
export interface Comparison {
  readonly settings: RuleSettings;
  readonly differs: boolean;
  readonly tier?: Tier | null;
  readonly reason?: string;
  readonly variant?: string;
}

export interface Reason {
  readonly code: string;
  readonly system?: string;
}

/** What a clinician did with one card. */
export interface FeedbackRecord {
  readonly tenant: string;
  readonly service: string;
  /** uuid; a text that is none stands as its digest. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly reasons: readonly Reason[];
  readonly accepted: readonly string[];
  /** Sealed: may say anything of anyone. */
  readonly comment?: string;
  readonly outcomeAt: number;
  readonly receivedAt: number;
  readonly timestampReplaced: boolean;
  /** Keyed digest of all that was said: the same word again has the same one, though its comment is sealed anew. */
  readonly fingerprint: string;
}

/** Whose cards are remembered, and since when. */
export interface MemoryQuery {
  readonly tenant: string;
  readonly service: string;
  readonly mode: 'live' | 'shadow';
  readonly patient: string;
  readonly origin?: string;
  readonly since: number;
}

export interface LookupEntry {
  readonly decision: DecisionRecord;
  readonly feedback?: FeedbackRecord;
}

/** How often a code that no value set knows was met on one day. System and code alone: nothing of a patient. */
export interface UnmappedCount {
  /** `YYYY-MM-DD` in the tenant's time zone. */
  readonly day: string;
  readonly tenant: string;
  /** A URI; empty where the chart gave none. */
  readonly system: string;
  readonly code: string;
  readonly count: number;
}

/** What a report reads. Without a tenant: all of them. */
export interface ReportQuery {
  /** Milliseconds since 1970; decisions at that instant count. */
  readonly since: number;
  /** Milliseconds since 1970; what comes at that instant or later is left out. */
  readonly until?: number;
  readonly tenant?: string;
  /** Decisions read at a time, 500 where it is absent: the fewer, the sooner a call that comes meanwhile has its turn. */
  readonly page?: number;
}

export type ExportLine =
  ({ readonly type: 'decision' } & DecisionRecord) | ({ readonly type: 'feedback' } & FeedbackRecord);

/** One of the keys that records were made with. */
export interface KnownKey {
  readonly fingerprint: string;
  /** First used, milliseconds since 1970. */
  readonly since: number;
}

export interface Purged {
  readonly decisions: number;
  readonly feedback: number;
}

/** One use of a caller's token. */
export interface TokenClaim {
  /** Digest of issuer and `jti`. */
  readonly key: string;
  /** Milliseconds since 1970: from then on the token is refused for its age. */
  readonly until: number;
}

/** Every method rejects with the engine's error, which `troubleOf` (trouble.ts) puts in words. */
export interface Store {
  readonly engine: 'libsql' | 'postgres';
  /** All of them or none, in one commit. A record that is there already is left as it is. */
  recordDecisions(records: readonly DecisionRecord[]): Promise<void>;
  /**
   * All of them or none, durable when it resolves. One word stands for each card of a tenant: the latest by
   * `outcomeAt`; the same word again changes nothing.
   * @returns the tiers of the cards, in order; `undefined` for a card that this tenant and service never showed
   */
  recordFeedback(records: readonly FeedbackRecord[]): Promise<readonly (string | undefined)[]>;
  /**
   * Durable when it resolves. @returns in order, whether this was the first use; of two at once one alone is
   */
  claimTokens(claims: readonly TokenClaim[]): Promise<readonly boolean[]>;
  /** Forgets uses of tokens that are refused for their age by then. */
  forgetTokens(before: number): Promise<void>;
  /** Cards that were shown, the newest first, 50 at most, with the word that stands. */
  memoryOf(query: MemoryQuery): Promise<readonly MemoryEntry[]>;
  /** Every decision about a patient, the newest first, 1,000 at most. */
  lookup(tenant: string, patient: string): Promise<readonly LookupEntry[]>;
  /** Removes what is older, a few thousand rows a commit, so that nobody waits long. */
  purge(before: number): Promise<Purged>;
  /** Decisions since then, the oldest first, each with the word that stands on its card, whenever that came. Read in pages. */
  decisionsSince(query: ReportQuery): AsyncIterable<LookupEntry>;
  /** Feedback received since then on cards that its tenant and service never showed. */
  countOrphans(query: ReportQuery): Promise<number>;
  /** Adds to the counts of each day, in one commit. A day of a tenant keeps 1,000 codes; the others go into one row without a code. */
  recordUnmapped(counts: readonly UnmappedCount[]): Promise<void>;
  /** Sums from a day to another (`YYYY-MM-DD`, with both), the most frequent first, 1,000 at most. */
  unmappedSince(day: string, tenant?: string, last?: string): Promise<readonly Omit<UnmappedCount, 'day' | 'tenant'>[]>;
  /** Everything, the oldest first, or one tenant's. Read in pages: what comes in meanwhile may be in it. */
  export(tenant?: string): AsyncIterable<ExportLine>;
  /** Notes that records are made with this key from now on; one that is known stays as it is. */
  noteKey(key: KnownKey): Promise<void>;
  /** Every key that was ever noted, the oldest first. */
  keys(): Promise<readonly KnownKey[]>;
  /** Resolves when the store can be written to now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
