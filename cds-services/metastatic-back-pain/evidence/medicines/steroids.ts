/** Steroids over months, which weaken bone (specification 3.3). Short courses of dexamethasone do not count. */
import type { RuleContext } from '../context.js';
import type { Feature } from '../feature.js';
import type { Prescribed } from './prescriptions.js';
import { medicineFeature, namesOf, prescribed } from './prescriptions.js';
import { says } from './words.js';

const NAME = 'steroids';

/** Prescribed on two or more days within 180, or once for 90 days or more, or running for three months. */
export function steroids(context: RuleContext): Feature | undefined {
  const { threshold } = context;
  const counted = prescribed(['steroid'], NAME, context).filter((one) => !isShortCourse(one, context));
  const recent = counted.filter(({ day }) => day !== undefined && context.within(day, threshold['steroid-window']));
  const days = new Set(recent.map(({ day }) => day)).size;
  const [newest] = recent;
  if (newest && days >= threshold['steroid-prescriptions']) {
    return steroid(newest, `${newest.words}, prescribed ${days} times in ${threshold['steroid-window']} days`);
  }
  const long = recent.find(({ fact }) => (fact.prescription?.supplyDays ?? 0) >= threshold['steroid-supply-days']);
  if (long) return steroid(long, `${long.words}, for ${Math.floor(long.fact.prescription?.supplyDays ?? 0)} days`);
  const running = counted.find((one) => isRunning(one, context));
  return running && steroid(running, `${running.words}, active since ${running.date}`);
}

const steroid = (one: Prescribed, text: string): Feature =>
  medicineFeature({ name: NAME, strength: 'minor', group: 'bone-strength' }, text, one);

/** Active, begun three months ago or more, and not past its stated supply. */
function isRunning({ fact, day }: Prescribed, context: RuleContext): boolean {
  const { threshold } = context;
  if (fact.status !== 'active' || day === undefined || !context.within(day, threshold['medicine-running']))
    return false;
  const supply = fact.prescription?.supplyDays;
  return context.age(day) >= threshold['steroid-running-days'] && (supply === undefined || supply >= context.age(day));
}

function isShortCourse({ fact }: Prescribed, context: RuleContext): boolean {
  const supply = fact.prescription?.supplyDays;
  const short = supply !== undefined && supply <= context.threshold['steroid-short-course'];
  return short && says(context.content.medicines['short-steroid'], namesOf(fact.concept));
}
