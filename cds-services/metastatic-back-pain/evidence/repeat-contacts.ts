/** Repeat contacts: back pain brought to a clinician on three or more days within 90 (specification 3.3, 5.4). */
import type { RuleContext } from './context.js';
import { finding, matchesIn, sourceOf } from './context.js';
import type { Feature } from './feature.js';

const NAME = 'repeat-contacts';
const BACK = new Set(['back-pain']);

/** Contacts are distinct dates; therapy, imaging and telephone-admin contacts do not count. */
export function repeatContacts(context: RuleContext): Feature | undefined {
  const { threshold, content } = context;
  const notCounted = new RegExp(content.reading['contacts-not-counted'], 'i');
  const byDay = new Map<number, { reference: string; date: string; match: ReturnType<typeof matchesIn>[number] }>();
  for (const visit of context.chart.encounters) {
    if (content.reading['void-encounters'].includes(visit.status ?? '')) continue;
    if (visit.typeWords.some((words) => notCounted.test(words))) continue;
    const match = visit.reasons.flatMap((reason) => matchesIn(reason.concept, BACK))[0];
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
