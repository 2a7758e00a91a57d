/**
 * Treatments that are told beside the features: an antineoplastic, which explains what else was found, and bone agents,
 * which are a clue to bone metastases. And the note on anticoagulants.
 */
import type { Finding } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { finding, sourceOf } from '../context.js';
import type { Feature, MinorGroup } from '../feature.js';
import type { Prescribed } from './prescriptions.js';
import { namesOf, prescribed } from './prescriptions.js';
import { says } from './words.js';

const NAME = 'treatment';
/** What an antineoplastic itself may cause; the first name stands for all three. */
const CAUSED: readonly MinorGroup[] = ['constitutional', 'blood', 'inflammation'];

const line = ({ fact, match, date }: Prescribed, text: string): Finding =>
  finding(NAME, 'medication', text, { strength: 'context', date, sources: [sourceOf(fact.reference, match)] });

/** Within 28 days of an antineoplastic, constitutional, blood and inflammation features are one group. */
export function mergeGroups(
  features: readonly Feature[],
  context: RuleContext,
): { readonly features: readonly Feature[]; readonly lines: readonly Finding[] } {
  const isCaused = ({ group }: Feature): boolean => group !== undefined && CAUSED.includes(group);
  const groups = new Set(features.filter(isCaused).map(({ group }) => group));
  const days = context.threshold['antineoplastic-days'];
  // It makes less of what was found, so an imprecise date counts as its earliest day.
  const recent = (one: Prescribed): boolean => one.fact.date !== undefined && context.within(one.fact.date.start, days);
  const drug = groups.size > 1 ? prescribed(['antineoplastic'], NAME, context).find(recent) : undefined;
  if (!drug) return { features, lines: [] };
  const [one] = CAUSED;
  const text = `${drug.words}, within ${days} days: ${CAUSED.join(', ')} findings count once together`;
  return {
    features: features.map((feature) => (isCaused(feature) && one ? { ...feature, group: one } : feature)),
    lines: [line(drug, text)],
  };
}

/** Zoledronic acid or denosumab, but for the doses and brands of osteoporosis. */
export function boneAgentLine(context: RuleContext): readonly Finding[] {
  const otherUse = context.content.medicines['bone-agent-other-use'];
  const found = prescribed(['bone-agent'], NAME, context).find(
    ({ fact, day }) => !says(otherUse, namesOf(fact.concept)) && isCurrent(day, context),
  );
  return found ? [line(found, `${found.words}: may be given for bone metastases`)] : [];
}

/** An active anticoagulant: a note for procedures, never a reason to wait. */
export const hasAnticoagulant = (context: RuleContext): boolean =>
  prescribed(['anticoagulant'], NAME, context).some(
    ({ fact, day }) => (fact.status ?? 'active') === 'active' && isCurrent(day, context),
  );

const isCurrent = (day: Prescribed['day'], context: RuleContext): boolean =>
  day === undefined || context.within(day, context.threshold['medicine-running']);
