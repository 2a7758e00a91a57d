/** What a hook call is answered with, and what is counted about it. */
import type { Card } from '../sdk/card.js';
import type { Json } from '../fhir/resource.js';

/** One hook request that passed the edge: every field checked, ids bare. */
export interface HookRequest {
  readonly hook: string;
  readonly hookInstance: string;
  /** Bare id: `1` for `Patient/1`, `Patient/1/_history/3` and `<fhirServer>/Patient/1`. */
  readonly patientId: string;
  /** `Type/id`, as sent; absent when missing. */
  readonly userId?: string;
  /** Bare id. */
  readonly encounterId?: string;
  readonly fhirServer?: string;
  /** The caller's token for its own FHIR server; transient, never logged or kept. */
  readonly accessToken?: string;
  /** Why an Epic EHR fired the hook, its `bpa-trigger-action`: `60` is the opening of a chart. */
  readonly trigger?: string;
  /** The raw prefetch: keys to objects or null. Keys that are absent are absent here too. */
  readonly prefetch: Readonly<Record<string, Json | null>>;
}

export interface HookAnswer {
  readonly cards: readonly Card[];
  /** Of the response as a whole, e.g. the assessment of a silent answer where `explain` is on. */
  readonly extension?: Json;
  /** For the metrics: the tier, `none` for a silent answer. */
  readonly tier: string;
  /** For the metrics: `card`, or the reason why there is none. */
  readonly outcome: string;
  /** Milliseconds by stage: `read`, `assess`, `render`. */
  readonly stages: Readonly<Record<string, number>>;
}
