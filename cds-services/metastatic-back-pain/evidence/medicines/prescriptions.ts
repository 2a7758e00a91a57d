/** Prescriptions by what the value sets say of the medicine, and the questions asked of each (specification 5.3). */
import type { ActionFact, Concept, Day } from '../../../../src/sdk/index.js';
import type { Match, RuleContext } from '../context.js';
import { finding, matchesIn, plain, sourceOf } from '../context.js';
import type { Feature, MinorGroup } from '../feature.js';

const SETS = new Set(['med-opioid-analgesic', 'med-other']);
const BACK = new Set(['back-pain']);

export interface Prescribed {
  readonly fact: ActionFact;
  readonly match: Match;
  /** Absent where no date is recorded. */
  readonly day?: Day;
  readonly date?: string;
  /** The medicine in the chart's words. */
  readonly words: string;
}

/** The countable prescriptions of medicines with one of these roles, the newest first, undated last. */
export function prescribed(roles: readonly string[], criterion: string, context: RuleContext): readonly Prescribed[] {
  const found: Prescribed[] = [];
  for (const fact of context.chart.medications) {
    const match = matchesIn(fact.concept, SETS).find(({ meaning }) => roles.includes(meaning.role ?? ''));
    if (!match || !isCountable(fact, context)) continue;
    const when = context.when(fact.date ? [fact.date] : []);
    if (when.kind === 'future') {
      context.skip(criterion, 'future-date', fact.reference);
      continue;
    }
    const words = plain(fact.concept.text ?? match.coding.display ?? match.meaning.display);
    found.push({ fact, match, words, ...(when.kind === 'dated' ? { day: when.day, date: when.text } : {}) });
  }
  return found.sort(
    (a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.fact.reference.localeCompare(b.fact.reference),
  );
}

/** A prescription that was really made: by its status and intent, and not an order to give nothing. */
export function isCountable({ status, intent, prescription }: ActionFact, context: RuleContext): boolean {
  const { statuses, intents } = context.content.medicines;
  if (prescription?.doNotPerform) return false;
  return (status === undefined || statuses.includes(status)) && (intent === undefined || intents.includes(intent));
}

/** Every name and code that a concept gives its thing. */
export const namesOf = ({ text, codings }: Concept): readonly string[] =>
  [text, ...codings.flatMap(({ display, code }) => [display, code])].filter((name) => name !== undefined);

/** Given for back pain: by its reasons, or written at a visit for back pain. */
export function isForBackPain(fact: ActionFact, context: RuleContext): boolean {
  if (fact.reasons.some((reason) => matchesIn(reason.concept, BACK).length > 0)) return true;
  const visit = fact.prescription?.encounter;
  if (visit === undefined) return false;
  const { encounters, conditions } = context.chart;
  return (
    encounters.some(
      (one) => one.reference === visit && one.reasons.some((reason) => matchesIn(reason.concept, BACK).length > 0),
    ) || conditions.some((one) => one.encounter === visit && matchesIn(one.concept, BACK).length > 0)
  );
}

/** A reason that points to a record that is not in the chart. */
export const hasLostReason = (fact: ActionFact): boolean =>
  fact.reasons.some(
    ({ reference, concept }) => reference !== undefined && concept.codings.length === 0 && concept.text === undefined,
  );

/** The feature that a prescription makes. */
export function medicineFeature(
  row: { readonly name: string; readonly strength: 'major' | 'minor'; readonly group?: MinorGroup },
  text: string,
  { fact, match, day, date }: Prescribed,
): Feature {
  const { name, strength, group } = row;
  return {
    name,
    strength,
    ...(group === undefined ? {} : { group }),
    ...(day === undefined ? {} : { day }),
    findings: [finding(name, 'medication', text, { strength, date, sources: [sourceOf(fact.reference, match)] })],
  };
}
