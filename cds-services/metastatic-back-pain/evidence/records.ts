/** The records of a coded feature: Conditions, reasons of visits and affirmed Observations, with when they were asserted. */
import type { Basis, Concept, ConditionFact, Day } from '../../../src/sdk/index.js';
import { isFinal } from './back-pain.js';
import type { Match, RuleContext, When } from './context.js';
import { isDropped, isLive, isWeak, matchesIn, wordsOf } from './context.js';
import { beliesDisplay, textHolds } from './qualify.js';

export interface FeatureRecord {
  readonly match: Match;
  readonly reference: string;
  readonly live: boolean;
  readonly day?: Day;
  readonly date?: string;
  readonly words: string;
  readonly basis: Basis;
  readonly condition?: ConditionFact;
}

/** Every record of a feature in these sets, the newest first, undated last; future and conflicting ones are listed. */
export function recordsOf(feature: string, sets: ReadonlySet<string>, context: RuleContext): readonly FeatureRecord[] {
  if (!context.mentions(feature)) return [];
  const pick = (concept: Concept, sites: readonly string[], reference: string): Match | undefined =>
    matchesIn(concept, sets).find((match) => {
      if (match.meaning.feature !== feature) return false;
      // "Generalised weakness" with a lower-limb text is limb weakness, not fatigue.
      if (match.meaning.role === 'limb-text-makes-limb-weakness') return !textHolds(match, concept, sites);
      if (!textHolds(match, concept, sites)) return false;
      if (!beliesDisplay(match, context)) return true;
      context.skip(feature, 'conflicting-codes', reference);
      return false;
    });
  const records: FeatureRecord[] = [];
  const add = (record: Omit<FeatureRecord, 'day' | 'date'>, when: When): void => {
    if (when.kind === 'future') context.skip(feature, 'future-date', record.reference);
    else if (when.kind === 'dated') records.push({ ...record, day: when.day, date: when.text });
    else records.push(record);
  };
  for (const condition of context.chart.conditions) {
    const match = isDropped(condition) ? undefined : pick(condition.concept, condition.sites, condition.reference);
    if (!match) continue;
    const words = wordsOf(condition.concept, match) + (isWeak(condition) ? ', suspected' : '');
    const live = isLive(condition, context.asOf);
    add(
      { match, reference: condition.reference, live, words, basis: 'code', condition },
      context.when(condition.dates),
    );
  }
  for (const visit of context.chart.encounters) {
    if (context.content.reading['void-encounters'].includes(visit.status ?? '')) continue;
    for (const reason of visit.reasons) {
      // A Condition that is over is judged by its own dates; one that is live was seen again at the visit.
      const seen = context.conditionOf(reason.reference);
      if (seen && (isDropped(seen) || !isLive(seen, context.asOf))) continue;
      const match = pick(reason.concept, [], visit.reference);
      const when = context.when(visit.date ? [visit.date] : []);
      if (!match || when.kind === 'undated') continue;
      add(
        { match, reference: visit.reference, live: true, words: wordsOf(reason.concept, match), basis: 'encounter' },
        when,
      );
    }
  }
  for (const observation of context.chart.observations.inSets(sets)) {
    if (observation.negative || observation.measurement || !isFinal(observation.status, context)) continue;
    const concept = matchesIn(observation.value, sets).length > 0 ? observation.value : observation.concept;
    const match = pick(concept, observation.sites, observation.reference);
    if (!match) continue;
    const when = context.when(observation.date ? [observation.date] : []);
    add({ match, reference: observation.reference, live: true, words: wordsOf(concept, match), basis: 'code' }, when);
  }
  return records.sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.reference.localeCompare(b.reference));
}

/** Asserted within the window, or live without any date: nothing missing lowers a tier. */
export const isRecent = (record: FeatureRecord, days: number, context: RuleContext): boolean =>
  record.day === undefined ? record.live : context.within(record.day, days);
