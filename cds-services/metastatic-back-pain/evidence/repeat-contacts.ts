/** Repeat contacts: back pain brought to a clinician on three or more days within 90 (specification 3.3, 5.4). */
import type { Day } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { finding, sourceOf } from './context.js';
import type { Feature } from './feature.js';
import { painMatch } from './pain-match.js';

const NAME = 'repeat-contacts';

/** One day on which back pain was brought to a clinician. */
export interface Contact {
  readonly day: Day;
  readonly date: string;
  readonly reference: string;
  readonly match: Match;
}

/** The contacts of the last `days` days, the newest first: distinct dates; therapy, imaging and telephone-admin contacts do not count. */
export function backPainContacts(context: RuleContext, days: number): readonly Contact[] {
  const { content } = context;
  const byDay = new Map<Day, Contact>();
  for (const visit of context.chart.encounters) {
    if (content.reading['void-encounters'].includes(visit.status ?? '')) continue;
    if (visit.typeWords.some((words) => content.notContact.test(words))) continue;
    const match = visit.reasons
      .map((reason) => painMatch(reason.concept, [], visit.reference, context))
      .find((pain) => pain !== undefined && pain.kind !== 'neck')?.match;
    const when = match && context.when(visit.date ? [visit.date] : []);
    if (!match || when?.kind !== 'dated' || visit.date?.start !== visit.date?.end) continue;
    if (!context.within(when.day, days)) continue;
    byDay.set(when.day, { day: when.day, date: when.text, reference: visit.reference, match });
  }
  return [...byDay.values()].sort((a, b) => b.day - a.day);
}

export function repeatContacts(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const contacts = backPainContacts(context, threshold['repeat-contacts-days']);
  const [newest] = contacts;
  if (!newest || contacts.length < threshold['repeat-contacts']) return undefined;
  const text = `${contacts.length} contacts for back pain in ${threshold['repeat-contacts-days']} days`;
  const sources = contacts.slice(0, 5).map(({ reference, match }) => sourceOf(reference, match));
  return {
    name: NAME,
    strength: 'minor',
    group: 'pain',
    day: newest.day,
    findings: [finding(NAME, 'encounter', text, { strength: 'minor', date: newest.date, sources })],
  };
}
