/** What a CDS service knows, as plain data for other tools (FHIR export): its decision table and the orders it drafts. */
import type { CancerLevel, Tier } from './assessment.js';

/** One row of the decision table. */
export interface KnowledgeRow {
  readonly row: number;
  readonly title: string;
  readonly levels: readonly CancerLevel[];
  readonly tier: Exclude<Tier, 'incomplete'>;
  /** When the row holds, in words. */
  readonly condition: string;
  /** `ServiceRequest.priority` of its order. */
  readonly priority: string;
  /** Hours until the examination at the latest. */
  readonly withinHours: number;
  /** Where it must be sooner: what makes it so, and the hours. */
  readonly sooner: readonly { readonly when: string; readonly withinHours: number }[];
  /** Ids of `About.sources`. */
  readonly sources: readonly string[];
}

/** One order that may be drafted. */
export interface KnowledgeOrder {
  /** `without` */
  readonly id: string;
  readonly text: string;
  readonly coding: readonly { readonly system: string; readonly code: string; readonly display: string }[];
}

export interface Knowledge {
  /** The highest row wins; where none holds there is no card. */
  readonly rows: readonly KnowledgeRow[];
  /** The first is what is ordered unless a site chooses another. */
  readonly orders: readonly [KnowledgeOrder, ...KnowledgeOrder[]];
  /** Why there may be no card, in words, by reason. */
  readonly silences: Readonly<Record<string, string>>;
}
