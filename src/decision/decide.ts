/** From an assessment to what is said of it: what has been heard before, and the mode of the tenant. Pure. */
import type { Assessment } from '../sdk/assessment.js';
import type { QuietTable } from '../sdk/quiet.js';
import type { Recall } from './memory.js';
import { quietedBy, type QuietChoice, type Quieted } from './quiet.js';

export type Mode = 'live' | 'shadow' | 'off';
/** `info`: shown, but no longer as a call to act. */
export type Shown = 'card' | 'info' | 'no';

/** What is decided whatever the mode: in shadow the same as live, so that a site sees what live would do. */
export interface Verdict {
  readonly shown: Shown;
  /** `card`, the reason for silence, or why a card is quiet: `snoozed`, `repeat`. */
  readonly outcome: string;
  readonly quieted?: Quieted;
}

export interface Decision {
  readonly verdict: Verdict;
  /** What is answered: `no` in every mode but live. */
  readonly shown: Shown;
  /** For the metrics: the verdict's, but the mode where that alone keeps a card back. */
  readonly outcome: string;
  /** For the metrics: the tier reached, `none` without one. */
  readonly tier: string;
  /** For the metrics: why a card that was reached is not shown as one. */
  readonly quiet?: 'snoozed' | 'repeat' | 'shadow' | 'off';
}

/**
 * @param recall who asks, what the card rests on, and which cards this patient had; unknown things never make it quiet
 * @param table the service's: after which answers its cards stay quiet
 * @param now milliseconds since 1970
 */
export function decide(
  assessment: Assessment,
  recall: Recall,
  tenant: { readonly mode: Mode; readonly quiet: QuietChoice },
  table: QuietTable | undefined,
  now: number,
): Decision {
  const verdict = verdictOf(assessment, () => quietedBy(recall, tenant.quiet, table, now));
  const tier = assessment.tier ?? 'none';
  const { mode } = tenant;
  const withheld = mode !== 'live' && verdict.shown !== 'no';
  const quiet = withheld ? mode : verdict.quieted?.reason;
  return {
    verdict,
    shown: mode === 'live' ? verdict.shown : 'no',
    outcome: mode === 'live' ? verdict.outcome : mode,
    tier,
    ...(quiet === undefined ? {} : { quiet }),
  };
}

function verdictOf(assessment: Assessment, quiet: () => Quieted | undefined): Verdict {
  if (assessment.tier === null) return { shown: 'no', outcome: assessment.reason ?? 'none' };
  const quieted = quiet();
  if (!quieted) return { shown: 'card', outcome: 'card' };
  return { shown: quieted.show, outcome: quieted.show === 'info' ? 'card' : quieted.reason, quieted };
}
