/** What clinicians did with cards, folded card by card. */
import type { DecisionRecord, FeedbackRecord } from '../store/port.js';
import { OWN_REASONS } from '../store/rows.js';
import { createDistribution, type Distribution } from './distribution.js';
import { rateOf } from './interval.js';
import type { Comment, Quartiles, Summary } from './report.js';
import { Tally } from './tally.js';

const COMMENTS_KEPT = 500;
const WEEKS_26 = 26 * 7 * 86_400;

/** Opens a sealed comment; `undefined` without its key. */
export type OpenComment = (sealed: string) => string | undefined;

interface TierCounts {
  accepted: number;
  overridden: number;
  unanswered: number;
}

export class FeedbackFold {
  readonly #tiers = new Map<string, TierCounts>();
  readonly #reasons = new Tally<{ readonly system: string; readonly code: string }>(
    ({ system, code }) => `${system} ${code}`,
  );
  readonly #times = { accepted: secondsToAction(), overridden: secondsToAction(), all: secondsToAction() };
  #leftOut = 0;
  #comments: Comment[] = [];
  #commentsTotal = 0;
  #sealed = 0;

  constructor(readonly open: OpenComment) {}

  /** @param decision one whose card was shown to a clinician */
  add(decision: DecisionRecord, feedback: FeedbackRecord | undefined): void {
    const tier = decision.tier ?? 'none';
    const counts = this.#tiers.get(tier) ?? { accepted: 0, overridden: 0, unanswered: 0 };
    this.#tiers.set(tier, counts);
    counts[feedback?.outcome ?? 'unanswered'] += 1;
    if (!feedback) return;
    // A bare code is taken for one of ours, as it is where it quiets a card.
    for (const { system, code } of feedback.reasons) this.#reasons.add({ system: system ?? OWN_REASONS, code });
    this.#time(decision, feedback);
    if (feedback.comment !== undefined) this.#comment(tier, feedback.comment, feedback.outcomeAt);
  }

  #time({ at }: DecisionRecord, { outcome, outcomeAt, timestampReplaced }: FeedbackRecord): void {
    if (timestampReplaced || outcomeAt < at) {
      this.#leftOut += 1;
      return;
    }
    const seconds = (outcomeAt - at) / 1000;
    this.#times[outcome].add(seconds);
    this.#times.all.add(seconds);
  }

  #comment(tier: string, sealed: string, at: number): void {
    this.#commentsTotal += 1;
    const text = this.open(sealed);
    if (text === undefined) {
      this.#sealed += 1;
      return;
    }
    this.#comments.push({ tier, text, at: new Date(at).toISOString() });
    if (this.#comments.length >= 2 * COMMENTS_KEPT) this.#comments = newest(this.#comments);
  }

  result(): Pick<Summary, 'feedback' | 'timeToAction'> {
    const sum = (key: keyof TierCounts): number =>
      [...this.#tiers.values()].reduce((total, counts) => total + counts[key], 0);
    const [accepted, overridden, unanswered] = [sum('accepted'), sum('overridden'), sum('unanswered')];
    const answered = accepted + overridden;
    return {
      feedback: {
        accepted,
        overridden,
        unanswered,
        byReason: this.#reasons.sorted().map(({ item, count }) => ({ ...item, count })),
        comments: newest(this.#comments),
        commentsTotal: this.#commentsTotal,
        commentsSealed: this.#sealed,
        acceptance: rateOf(accepted, answered),
        overrides: rateOf(overridden, answered),
        answered: rateOf(answered, answered + unanswered),
        byTier: [...this.#tiers].map(([tier, counts]) => ({
          tier,
          accepted: rateOf(counts.accepted, counts.accepted + counts.overridden),
          unanswered: counts.unanswered,
        })),
      },
      timeToAction: {
        ...quartiles(this.#times.all),
        accepted: quartiles(this.#times.accepted),
        overridden: quartiles(this.#times.overridden),
        leftOut: this.#leftOut,
      },
    };
  }
}

const newest = (comments: readonly Comment[]): Comment[] =>
  [...comments].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, COMMENTS_KEPT);

const secondsToAction = (): Distribution => createDistribution(1, WEEKS_26);

const quartiles = (times: Distribution): Quartiles => ({
  count: times.count,
  q1: times.quantile(0.25),
  median: times.quantile(0.5),
  q3: times.quantile(0.75),
});
