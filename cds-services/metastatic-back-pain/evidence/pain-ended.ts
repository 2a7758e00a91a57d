/**
 * Spinal pain that is over, and so cancels the visits for it (specification 2.3). Read once, so that a chart of thousands
 * of visits and of old pains costs one walk over each.
 */
import type { Day, FhirDate } from '../../../src/sdk/index.js';
import type { RuleContext } from './context.js';
import { isDropped, isLive } from './context.js';
import type { PainMatch } from './pain-match.js';
import { painMatch } from './pain-match.js';

export interface EndedPains {
  /**
   * True where a Condition of the same pain ended after the visit, or one of the visit's own is over or was never so.
   * @param reason what the visit's reason points to; @param day of the visit
   */
  cancel(visit: PainMatch, reason: string | undefined, day: Day | undefined, encounter: string): boolean;
}

interface Ended {
  readonly pain: PainMatch;
  readonly date?: FhirDate;
}

/** Pains are the same where they are of one kind and say the same: a neck is no back, low back pain no thoracic pain. */
const sameness = ({ kind, match }: PainMatch): string => `${kind}|${match.meaning.feature ?? ''}`;

export function endedPains(context: RuleContext): EndedPains {
  const byReference = new Map<string, Ended>();
  const byVisit = new Map<string, Ended[]>();
  const lastEnd = new Map<string, Day>();
  for (const condition of context.chart.conditions) {
    if (isDropped(condition) || isLive(condition, context.asOf)) continue;
    const pain = painMatch(condition.concept, condition.sites, condition.reference, context);
    if (!pain) continue;
    const { date } = condition.abatement;
    const ended: Ended = date === undefined ? { pain } : { pain, date };
    byReference.set(condition.reference, ended);
    if (condition.encounter !== undefined) {
      const linked = byVisit.get(condition.encounter);
      if (linked) linked.push(ended);
      else byVisit.set(condition.encounter, [ended]);
    }
    // What hides counts from its earliest day, and the day of the visit itself is not after it.
    const key = sameness(pain);
    if (date) lastEnd.set(key, Math.max(lastEnd.get(key) ?? -Infinity, date.start));
  }
  const isOver = ({ date }: Ended, day: Day | undefined): boolean =>
    date === undefined || day === undefined || date.end >= day;
  return {
    cancel(visit, reason, day, encounter) {
      const target = context.conditionOf(reason);
      if (target && isDropped(target)) return true;
      const own = reason === undefined ? undefined : byReference.get(reason);
      if (own && own.pain.kind === visit.kind && isOver(own, day)) return true;
      const key = sameness(visit);
      const linked = byVisit.get(encounter) ?? [];
      if (linked.some((one) => sameness(one.pain) === key && isOver(one, day))) return true;
      return day !== undefined && (lastEnd.get(key) ?? -Infinity) > day;
    },
  };
}
