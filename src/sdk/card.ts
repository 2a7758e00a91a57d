/** Cards on the wire (CDS Hooks 2.0.1) and what a card's wording depends on besides the assessment. */
import type { Json, Resource } from '../fhir/resource.js';

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

export interface Action {
  readonly type: 'create' | 'update' | 'delete';
  readonly description: string;
  readonly resource?: Resource;
}

export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly Action[];
}

export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  /** Of a SMART link alone: handed to the app at its launch. */
  readonly appContext?: string;
}

export interface Card {
  readonly uuid: string;
  readonly summary: string;
  readonly detail?: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: { readonly label: string; readonly url?: string; readonly topic?: Coding };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'any' | 'at-most-one';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
  readonly extension?: Json;
}

/** The site's choices that shape a card (configuration: `tenants[].cards`). */
export interface CardSettings {
  readonly selectionBehavior: 'any' | 'at-most-one';
  /** Who to call by day, e.g. "MSCC coordinator, 020 7946 0000 (24 h)"; empty in the sandbox. */
  readonly emergencyContact: string;
  readonly emergencyContactOutOfHours: string;
  readonly mriContrast: 'without' | 'with-and-without';
  readonly guidance: 'uk' | 'us';
}

/** Who asked, about whom, and when: what the draft order needs and the assessment does not know. */
export interface CardContext {
  /** Bare id, without `Patient/`. */
  readonly patientId: string;
  /** Bare id, without `Encounter/`. */
  readonly encounterId?: string;
  /** `Practitioner/x` or `PractitionerRole/x`; absent for anyone else. */
  readonly requester?: string;
  /** ISO 8601 instant of the call. */
  readonly now: string;
  /** A fresh random uuid (v4) at each call. */
  readonly newUuid: () => string;
}
