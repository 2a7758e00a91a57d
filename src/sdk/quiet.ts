/**
 * After which answers a card of a service stays quiet: the service's table, as `decide` reads it. All durations are
 * milliseconds. What stands in no row keeps nothing quiet.
 */

export type Hearer = 'everyone' | 'same-user';

export interface QuietRow {
  /** `same-user`: only the user whom the card was shown to. */
  readonly who: Hearer;
  readonly recommended: number;
  readonly urgent: number;
  /** Ends at once with any new cancer, back-pain or emergency entry. */
  readonly untilNewEntry: boolean;
}

export interface QuietTable {
  readonly accepted: QuietRow;
  /** A reason without a row of its own, or no reason. */
  readonly overridden: QuietRow;
  readonly reasons: Readonly<Record<string, QuietRow>>;
  readonly emergency: {
    /** After any answer. */
    readonly sameUser: number;
    /** After an override for one of these reasons. */
    readonly everyone: number;
    readonly settledBy: readonly string[];
  };
  /** After any answer to an `incomplete` card, the same user. */
  readonly incomplete: number;
  /** Pain that began longer ago than `beganDays`, and nothing but `recommended`: once in `onceIn`. */
  readonly longStanding: { readonly beganDays: number; readonly onceIn: number };
}

/** No row may be longer: older answers need not be read. */
export const LONGEST_QUIET_MS = 90 * 86_400_000;
