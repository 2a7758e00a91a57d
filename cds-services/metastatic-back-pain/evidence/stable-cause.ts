/** Stable other causes: diagnoses coded before the back pain began that explain an emergency feature (specification 3.1, rule 3). */
import type { Day } from '../../../src/sdk/index.js';
import type { SpinalPain } from './back-pain.js';
import { abatedDay, isDropped, isWeak, matchesIn, plain, type RuleContext } from './context.js';

const SETS = new Set(['stable-other-cause']);

/**
 * The words of a cause that explains the feature, or `undefined`. A cause that is undated, only suspected or over explains
 * nothing ("remission" is not over: multiple sclerosis in remission stays one), and no record explains itself.
 */
export function stableCause(
  feature: string,
  featureBegan: Day,
  context: RuleContext,
  pain: SpinalPain,
  own?: string,
): string | undefined {
  const before = pain.firstBegan ?? featureBegan;
  for (const condition of context.chart.conditions) {
    if (isDropped(condition) || isWeak(condition) || condition.reference === own) continue;
    if (condition.clinical === 'resolved' || abatedDay(condition, context.asOf) !== undefined) continue;
    const day = earliest(condition.dates);
    if (day === undefined || day >= before) continue;
    for (const { coding, meaning } of matchesIn(condition.concept, SETS)) {
      const scope = meaning.appliesTo ?? 'all';
      const old = context.age(day) > context.threshold['stable-palsy-age'];
      if (scope === 'all' || scope === feature || (scope === 'all-older-than-365-days' && old)) {
        return plain(condition.concept.text ?? coding.display ?? meaning.display);
      }
    }
  }
  return undefined;
}

/** The first day the Condition surely stood in the record: the earliest of its dates, each by its last possible day. */
const earliest = (dates: readonly { end: Day }[]): Day | undefined =>
  dates.length === 0 ? undefined : Math.min(...dates.map((date) => date.end));
