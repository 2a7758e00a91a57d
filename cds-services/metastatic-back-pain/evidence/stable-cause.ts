/** Stable other causes: diagnoses coded before the back pain began that explain an emergency feature (specification 3.1, rule 3). */
import type { Day } from '../../../src/sdk/index.js';
import type { SpinalPain } from './back-pain.js';
import { abatedDay, isDropped, isWeak, matchesIn, plain, type RuleContext } from './context.js';
import { EMERGENCY_FEATURES } from './emergency/sign.js';

const SETS = new Set(['stable-other-cause']);

export interface StableCauses {
  /**
   * The words of a cause that explains the feature, or `undefined`. No record explains itself (`own`, its reference).
   * @param began the day the feature began: what a cause must come before where no spinal pain has a date
   */
  explain(feature: string, began: Day, own?: string): string | undefined;
}

interface Cause {
  readonly day: Day;
  readonly reference: string;
  readonly words: string;
}

/** A cause that is undated, only suspected or over explains nothing; multiple sclerosis in remission is not over. */
export function stableCauses(context: RuleContext, pain: SpinalPain): StableCauses {
  const byFeature = new Map<string, Cause[]>(EMERGENCY_FEATURES.map((feature) => [feature, []]));
  for (const condition of context.chart.conditions) {
    const matches = matchesIn(condition.concept, SETS);
    if (matches.length === 0 || isDropped(condition) || isWeak(condition)) continue;
    if (condition.clinical === 'resolved' || abatedDay(condition, context.asOf) !== undefined) continue;
    const day = earliest(condition.dates);
    if (day === undefined) continue;
    const old = context.age(day) > context.threshold['stable-palsy-age'];
    for (const { coding, meaning } of matches) {
      const scope = meaning.appliesTo ?? 'all';
      const words = plain(condition.concept.text ?? coding.display ?? meaning.display);
      for (const [feature, causes] of byFeature) {
        if (scope === 'all' || scope === feature || (scope === 'all-older-than-365-days' && old)) {
          causes.push({ day, reference: condition.reference, words });
        }
      }
    }
  }
  for (const causes of byFeature.values()) {
    causes.sort((a, b) => a.day - b.day || a.reference.localeCompare(b.reference));
  }
  return {
    explain(feature, began, own) {
      const before = pain.firstBegan ?? began;
      const cause = byFeature.get(feature)?.find(({ reference }) => reference !== own);
      return cause && cause.day < before ? cause.words : undefined;
    },
  };
}

/** The first day the Condition surely stood in the record: the earliest of its dates, each by its last possible day. */
const earliest = (dates: readonly { end: Day }[]): Day | undefined =>
  dates.length === 0 ? undefined : Math.min(...dates.map((date) => date.end));
