/** Stable other causes: diagnoses coded before the back pain began that explain an emergency feature (specification 3.1, rule 3). */
import type { Day } from '../../../src/sdk/index.js';
import type { SpinalPain } from './back-pain.js';
import { isDropped, matchesIn, plain, type RuleContext } from './context.js';

const SETS = new Set(['stable-other-cause']);

/** The words of a cause that explains the feature, or `undefined`. An undated cause explains nothing. */
export function stableCause(
  feature: string,
  featureBegan: Day,
  context: RuleContext,
  pain: SpinalPain,
): string | undefined {
  const before = pain.firstBegan ?? featureBegan;
  for (const condition of context.chart.conditions) {
    if (isDropped(condition)) continue;
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
