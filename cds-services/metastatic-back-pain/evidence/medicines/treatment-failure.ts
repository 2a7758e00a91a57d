/**
 * Treatment failure (specification 3.2): back pain over six weeks or more, at least two contacts for it with a clinician,
 * and an analgesic or physiotherapy between the first and the last of them.
 */
import type { ActionFact, Day } from '../../../../src/sdk/index.js';
import type { SpinalPain } from '../back-pain.js';
import type { RuleContext } from '../context.js';
import { finding, matchesIn, sourceOf } from '../context.js';
import type { Feature } from '../feature.js';
import { backPainContacts } from '../repeat-contacts.js';
import { isForBackPain, namesOf, prescribed } from './prescriptions.js';
import { says } from './words.js';

const NAME = 'treatment-failure';
const BACK = new Set(['back-pain']);
const ANALGESICS = ['strong-opioid', 'weak-opioid', 'opioid-dependence-or-pain', 'nsaid', 'analgesic'];

interface Treatment {
  readonly reference: string;
  readonly day: Day;
  readonly words: string;
}

export function treatmentFailure(context: RuleContext, pain: SpinalPain): Feature | undefined {
  const { threshold } = context;
  const days = pain.current.filter((one) => one.kind !== 'neck').map((one) => one.began ?? one.day);
  const began = Math.min(...days.filter((day) => day !== undefined));
  if (!Number.isFinite(began) || context.age(began) < threshold['treatment-failure-days']) return undefined;
  const contacts = backPainContacts(context, threshold['treatment-failure-window']).filter(({ day }) => day >= began);
  const [last] = contacts;
  const first = contacts.at(-1);
  if (!first || !last || contacts.length < threshold['treatment-failure-contacts']) return undefined;
  // What was begun at the last contact cannot have failed by then.
  const treatments = [...analgesics(context), ...physiotherapy(context)]
    .filter(({ day }) => day >= first.day && day < last.day)
    .sort((a, b) => b.day - a.day || a.reference.localeCompare(b.reference));
  const [treatment] = treatments;
  if (!treatment) return undefined;
  // It has held since the first contact after the first treatment; contacts that follow that one up say nothing new.
  const begun = Math.min(...treatments.map(({ day }) => day));
  const since = Math.min(...contacts.map(({ day }) => day).filter((day) => day > begun));
  const text = `back pain for ${context.age(began)} days, ${contacts.length} contacts, in spite of ${treatment.words}`;
  const sources = [sourceOf(last.reference, last.match), { reference: treatment.reference }];
  return {
    name: NAME,
    strength: 'major',
    day: last.day,
    asserted: Math.max(since, began + threshold['treatment-failure-days']),
    findings: [finding(NAME, 'encounter', text, { strength: 'major', date: last.date, sources })],
  };
}

/** Analgesics, but those that are given for something else. */
const analgesics = (context: RuleContext): readonly Treatment[] =>
  prescribed(ANALGESICS, NAME, context).flatMap(({ fact, day, words }) => {
    const forElse = fact.reasons.some(({ concept }) => concept.codings.length > 0 || concept.text !== undefined);
    if (day === undefined || (forElse && !isForBackPain(fact, context))) return [];
    return [{ reference: fact.reference, day, words }];
  });

/** Physiotherapy done or ordered, or a visit for back pain that was physiotherapy. */
function physiotherapy(context: RuleContext): readonly Treatment[] {
  const { chart, content } = context;
  const pattern = content.medicines.physiotherapy;
  const isPhysio = ({ concept, categories = [] }: ActionFact): boolean =>
    [...categories, ...concept.codings.map(({ code }) => code)].some((one) => pattern.codes.includes(one)) ||
    says(pattern, namesOf(concept));
  const dated = (reference: string, date: ActionFact['date']): readonly Treatment[] => {
    const when = context.when(date ? [date] : []);
    return when.kind === 'dated' ? [{ reference, day: when.day, words: 'physiotherapy' }] : [];
  };
  const done = chart
    .every('procedures')
    .filter(({ status }) => ['completed', 'in-progress'].includes(status ?? 'completed'));
  const ordered = chart.orders.filter(({ status }) => ['active', 'completed'].includes(status ?? 'active'));
  return [
    ...[...done, ...ordered].filter(isPhysio).flatMap((one) => dated(one.reference, one.date)),
    ...chart.encounters
      .filter((visit) => !content.reading['void-encounters'].includes(visit.status ?? ''))
      .filter((visit) => says(pattern, visit.typeWords))
      .filter((visit) => visit.reasons.some((reason) => matchesIn(reason.concept, BACK).length > 0))
      .flatMap((visit) => dated(visit.reference, visit.date)),
  ];
}
