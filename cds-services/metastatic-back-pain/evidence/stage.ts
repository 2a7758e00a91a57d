/** Spread told by an Observation: distant metastases found, stage IV, or mCODE's "history of metastatic cancer". */
import type { ObservationFact } from '../../../src/sdk/index.js';
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
  const stageFour = new RegExp(context.content.reading['stage-four'], 'i');
  const { codings, text } = observation.value;
  const coding = codings.find((one) => one.display !== undefined && stageFour.test(one.display));
  if (coding) return { coding, meaning: staged.meaning };
  return text !== undefined && stageFour.test(text)
    ? { coding: { ...staged.coding, display: text }, meaning: staged.meaning }
    : undefined;
}
