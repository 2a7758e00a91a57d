/** Opioids: a first strong one for back pain, and any other (specification 3.2, 3.3, 5.3). */
import type { ActionFact } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { matchesIn } from '../context.js';
import type { Feature } from '../feature.js';
import type { Prescribed } from './prescriptions.js';
import { hasLostReason, isCountable, isForBackPain, medicineFeature, namesOf, prescribed } from './prescriptions.js';
import { wasOperated } from './surgery.js';
import { says } from './words.js';

const START = 'opioid-start';
const OTHER = 'opioid-other';
const OPIOIDS = new Set(['med-opioid-analgesic']);
const PAIN = new Set(['back-pain', 'neck-pain', 'back-pain-excluded', 'feature-pain-character']);

export interface OpioidFeatures {
  readonly start: Feature | undefined;
  readonly other: Feature | undefined;
}

export function opioidFeatures(context: RuleContext): OpioidFeatures {
  listUnknown(context);
  const strong = opioids(['strong-opioid'], context);
  const start = strong.find((one) => isRecent(one, context) && isStart(one, strong, context));
  const others = [
    ...opioids(['weak-opioid'], context),
    ...strong.filter((one) => one !== start),
    ...opioids(['opioid-dependence-or-pain'], context).filter(({ fact }) => isForPain(fact, context)),
  ].sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity));
  const other = others.find((one) => isRecent(one, context) || isUndatedActive(one));
  return {
    start:
      start &&
      medicineFeature(
        { name: START, strength: 'major' },
        `${start.words}, first strong opioid in ${context.threshold['opioid-start-before']} days, for back pain`,
        start,
      ),
    other: other && medicineFeature({ name: OTHER, strength: 'minor', group: 'pain' }, other.words, other),
  };
}

/** Without injections, anaesthetic and dependence products. */
function opioids(roles: readonly string[], context: RuleContext): readonly Prescribed[] {
  const { injectable } = context.content.medicines;
  return prescribed(roles, OTHER, context).filter(({ fact }) => {
    if (matchesIn(fact.concept, OPIOIDS).some(({ meaning }) => meaning.role === 'not-counted')) return false;
    return !says(injectable, [...namesOf(fact.concept), ...(fact.prescription?.routes ?? [])]);
  });
}

const isRecent = ({ day }: Prescribed, context: RuleContext): boolean =>
  day !== undefined && context.within(day, context.threshold['opioid-start-days']);

const isUndatedActive = ({ day, fact }: Prescribed): boolean => day === undefined && fact.status === 'active';

/** For back pain, none in the half year before, and not for an operation. */
function isStart(one: Prescribed, strong: readonly Prescribed[], context: RuleContext): boolean {
  const { threshold } = context;
  const { day, fact } = one;
  if (day === undefined) return false;
  const before = strong.some(
    // An earlier one of imprecise date takes nothing away unless it surely lies in that time.
    ({ fact: { date } }) => date && date.end < day && day - date.start <= threshold['opioid-start-before'],
  );
  if (before || wasOperated(day, threshold['opioid-after-surgery'], context)) return false;
  if (isForBackPain(fact, context)) return true;
  if (hasLostReason(fact)) context.skip(START, 'unresolved-reference', fact.reference);
  return false;
}

/** A reason that is pain, of whatever site. */
const isForPain = (fact: ActionFact, context: RuleContext): boolean =>
  fact.reasons.some(
    ({ concept }) =>
      matchesIn(concept, PAIN).length > 0 || says(context.content.medicines['pain-reason'], namesOf(concept)),
  );

/** A recent prescription whose Medication is not in the chart may be an opioid: that is not "not found". */
function listUnknown(context: RuleContext): void {
  for (const fact of context.chart.medications) {
    const when = context.when(fact.date ? [fact.date] : []);
    if (!fact.prescription?.unresolved || when.kind !== 'dated' || !isCountable(fact, context)) continue;
    if (!context.within(when.day, context.threshold['opioid-start-days'])) continue;
    [START, OTHER].forEach((name) => context.skip(name, 'unresolved-reference', fact.reference));
  }
}
