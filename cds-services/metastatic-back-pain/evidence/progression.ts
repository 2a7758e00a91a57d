/** Disease progression: a cancer recorded as recurring, or a cancer disease status that has worsened (specification 3.3). */
import { isFinal } from './back-pain.js';
import type { RuleContext } from './context.js';
import { finding, isDropped, matchesIn, sourceOf, wordsOf } from './context.js';
import type { Feature } from './feature.js';

const NAME = 'disease-progression';
const RECURRING = new Set(['recurrence', 'relapse']);
const MCODE = new Set(['mcode']);
const CANCER = new Set(['breast', 'lung', 'prostate', 'kidney', 'thyroid', 'other'].map((site) => `cancer-${site}`));

export function diseaseProgression(context: RuleContext): Feature | undefined {
  const found = [...recurrences(context), ...worsened(context)].sort((a, b) => (b.day ?? 0) - (a.day ?? 0));
  return found[0];
}

function feature(day: number, text: string, date: string, source: ReturnType<typeof sourceOf>): Feature {
  const details = { strength: 'minor' as const, date, sources: [source] };
  return { name: NAME, strength: 'minor', group: 'disease', day, findings: [finding(NAME, 'code', text, details)] };
}

/** By clinicalStatus, or by a code that means a recurrence. */
function recurrences(context: RuleContext): readonly Feature[] {
  const recurs = new RegExp(context.content.reading.recurring, 'i');
  return context.chart.conditions.flatMap((condition) => {
    if (isDropped(condition)) return [];
    const status = RECURRING.has(condition.clinical ?? '') ? condition.clinical : undefined;
    const matches = matchesIn(condition.concept, CANCER);
    const match = status === undefined ? matches.find(({ meaning }) => recurs.test(meaning.display)) : matches[0];
    const when = context.when(condition.dates);
    if (!match || when.kind !== 'dated' || !context.within(when.day, context.threshold['disease-progression']))
      return [];
    const words = wordsOf(condition.concept, match) + (status === undefined ? '' : `: ${status}`);
    return [feature(when.day, words, when.text, sourceOf(condition.reference, match))];
  });
}

function worsened(context: RuleContext): readonly Feature[] {
  return context.chart.observations.inSets(MCODE).flatMap((observation) => {
    if (observation.negative || !isFinal(observation.status, context)) return [];
    const match = matchesIn(observation.value, MCODE).find(({ meaning }) => meaning.role === 'worsened');
    const isStatus = matchesIn(observation.concept, MCODE).some(({ meaning }) => meaning.role === 'disease-status');
    if (!match || !isStatus) return [];
    const when = context.when(observation.date ? [observation.date] : []);
    if (when.kind === 'future') context.skip(NAME, 'future-date', observation.reference);
    if (when.kind !== 'dated' || !context.within(when.day, context.threshold['disease-progression'])) return [];
    return [feature(when.day, wordsOf(observation.value, match), when.text, sourceOf(observation.reference, match))];
  });
}
