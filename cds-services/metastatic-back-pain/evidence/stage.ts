/** Spread told by a stage: of an Observation (distant metastases, stage IV, mCODE's history) or of the cancer's Condition. */
import type { Concept, ConditionFact, ObservationFact } from '../../../src/sdk/index.js';
import { isFinal } from './back-pain.js';
import type { Match, RuleContext } from './context.js';
import { matchesIn, plain } from './context.js';
import type { Spread } from './spread-record.js';

const SETS = new Set(['mcode']);
const FEATURE = 'metastatic-disease';

/** Every Observation that says a cancer is metastatic, of any date that is not ahead. */
export function stagedSpreads(context: RuleContext): readonly Spread[] {
  return context.chart.observations.inSets(SETS).flatMap((observation) => {
    if (!isFinal(observation.status, context)) return [];
    const match = metastaticMatch(observation, context);
    if (!match) return [];
    const when = context.when(observation.date ? [observation.date] : []);
    if (when.kind === 'future') {
      context.skip(FEATURE, 'future-date', observation.reference);
      return [];
    }
    const words = plain(match.coding.display ?? match.meaning.display);
    const date = when.kind === 'dated' ? { date: when.text } : {};
    const { reference } = observation;
    return [{ reference, match, words, basis: 'stage', when, ...date, feature: FEATURE, conflicting: false }];
  });
}

function metastaticMatch(observation: ObservationFact, context: RuleContext): Match | undefined {
  const codes = matchesIn(observation.concept, SETS);
  // "History of metastatic cancer": false reverses it, a missing value is true.
  const history = codes.find(({ meaning }) => meaning.role === 'metastatic-history');
  if (history) return observation.negative ? undefined : history;
  const values = matchesIn(observation.value, SETS);
  const found = values.find(({ meaning }) => meaning.role === 'metastatic');
  if (found) return found;
  const staged = codes.find(({ meaning }) => meaning.role === 'stage');
  if (!staged || observation.negative) return undefined;
  return stageFour(observation.value, staged, context);
}

/** "Stage IV" in a coding's display or in the text, as a match that means what `said` means. */
function stageFour({ codings, text }: Concept, said: Match, context: RuleContext): Match | undefined {
  const words = context.content.stageFour;
  const coding = codings.find((one) => one.display !== undefined && words.test(one.display));
  if (coding) return { coding, meaning: said.meaning };
  return text !== undefined && words.test(text)
    ? { coding: { ...said.coding, display: text }, meaning: said.meaning }
    : undefined;
}

/** Stage IV, or M1, written at the cancer itself. @param cancer what the Condition was recognised by */
export function stageOf(condition: ConditionFact, cancer: Match, context: RuleContext): Spread | undefined {
  for (const stage of condition.stages) {
    const metastatic = matchesIn(stage, SETS).find(({ meaning }) => meaning.role === 'metastatic');
    const match = metastatic ?? stageFour(stage, cancer, context);
    if (!match) continue;
    const words = plain(match.coding.display ?? match.meaning.display);
    const when = context.when(condition.dates);
    const date = when.kind === 'dated' ? { date: when.text } : {};
    const { reference } = condition;
    return { reference, match, words, basis: 'stage', when, ...date, feature: FEATURE, conflicting: false };
  }
  return undefined;
}
