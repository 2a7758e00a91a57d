/** The strength of one record: rules 1 to 3 of specification 3.1, then its table of what counts otherwise. */
import type { Strength } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { lastWholeSpineMri } from '../imaging.js';
import type { StableCauses } from '../stable-cause.js';
import type { History } from './history.js';
import type { Sign } from './sign.js';
import { CORD } from './sign.js';

export interface Judgement {
  readonly strength: Strength;
  /** Words for the card; absent where there is nothing to add. */
  readonly why?: string;
}

/** `undefined` for a record that is over and says nothing of when. */
export function strengthOf(
  sign: Sign,
  history: History,
  causes: StableCauses,
  context: RuleContext,
): Judgement | undefined {
  const { threshold } = context;
  const { when } = sign;
  if (!sign.live) return overStrength(sign, context);
  if (when.kind !== 'dated') {
    // "Long-standing" bed confinement is context; one without a date may be new, and counts as its row says.
    return { strength: sign.majorOnly ? 'major' : (sign.match.meaning.undated ?? 'major'), why: 'date not recorded' };
  }
  const age = context.age(when.day);
  if (age > threshold['emergency-unless-imaged']) return { strength: 'context', why: 'an old record' };
  const imaged = lastWholeSpineMri(context);
  if (age > threshold['emergency-recent'] && imaged !== undefined && imaged > when.day) {
    const major = age <= threshold['emergency-major-after-imaging'];
    return { strength: major ? 'major' : 'context', why: 'whole-spine MRI since' };
  }
  const explained = sign.match.meaning.role === 'bedbound' ? 'context' : 'major';
  const since = history.longStandingSince;
  if (since !== undefined && !history.hasWorsened(sign)) {
    return { strength: explained, why: `long-standing since ${since}; ask whether it has changed` };
  }
  if (!CORD.has(sign.feature)) {
    const cause = causes.explain(sign.feature, sign.began ?? when.day, sign.condition?.reference);
    if (cause !== undefined)
      return { strength: explained, why: `${cause} recorded before; ask whether it has changed` };
  }
  return { strength: sign.majorOnly ? 'major' : 'emergency' };
}

/** A deficit that is over: still major within 30 days of having been asserted, or of its end. */
function overStrength({ when, abated }: Sign, context: RuleContext): Judgement | undefined {
  const recent = context.threshold['emergency-recent'];
  const days = [when.kind === 'dated' ? when.day : undefined, abated].filter((day) => day !== undefined);
  if (days.some((day) => context.within(day, recent))) {
    return { strength: 'major', why: 'transient deficit still needs assessment' };
  }
  return when.kind === 'dated' ? { strength: 'context', why: 'recorded as over' } : undefined;
}
