/** Repeat contacts: back pain brought to a clinician on three or more days within 90 (specification 3.3, 5.4). */
import type { RuleContext } from './context.js';
import type { Match } from './context.js';
import { finding, sourceOf } from './context.js';
import type { Feature } from './feature.js';
import { painMatch } from './pain-match.js';

const NAME = 'repeat-contacts';

/** Contacts are distinct dates; therapy, imaging and telephone-admin contacts do not count. */
export function repeatContacts(context: RuleContext): Feature | undefined {
  const { threshold, content } = context;
  const notCounted = new RegExp(content.reading['contacts-not-counted'], 'i');
  const byDay = new Map<number, { reference: string; date: string; match: Match }>();
  for (const visit of context.chart.encounters) {
    if (content.reading['void-encounters'].includes(visit.status ?? '')) continue;
    if (visit.typeWords.some((words) => notCounted.test(words))) continue;
    const match = visit.reasons
      .map((reason) => painMatch(reason.concept, [], visit.reference, context))
      .find((pain) => pain !== undefined && pain.kind !== 'neck')?.match;
    const when = match && context.when(visit.date ? [visit.date] : []);
    if (!match || when?.kind !== 'dated' || visit.date?.start !== visit.date?.end) continue;
    if (!context.within(when.day, threshold['repeat-contacts-days'])) continue;
    byDay.set(when.day, { reference: visit.reference, date: when.text, match });
  }
  if (byDay.size < threshold['repeat-contacts']) return undefined;
  const days = [...byDay.keys()].sort((a, b) => b - a);
  const [newest = 0] = days;
  const visits = days.map((day) => byDay.get(day)).filter((visit) => visit !== undefined);
  const text = `${byDay.size} contacts for back pain in ${threshold['repeat-contacts-days']} days`;
  return {
    name: NAME,
    strength: 'minor',
    group: 'pain',
    day: newest,
    findings: [
      finding(NAME, 'encounter', text, {
        strength: 'minor',
        date: byDay.get(newest)?.date,
        sources: visits.slice(0, 5).map(({ reference, match }) => sourceOf(reference, match)),
      }),
    ],
  };
}
