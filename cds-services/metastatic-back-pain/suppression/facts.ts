/** What the exclusions are asked about: the pains and features that something was done for, and what was done. */
import type { Day, InputName } from '../../../src/sdk/index.js';
import type { Asserted } from '../evidence/asserted.js';
import { newestAsserted, newestOf } from '../evidence/asserted.js';
import type { Pain, SpinalPain } from '../evidence/back-pain.js';
import type { Care } from '../evidence/care.js';
import { findCare } from '../evidence/care.js';
import type { RuleContext } from '../evidence/context.js';
import { WHOLE, regionsNamed } from '../evidence/extent.js';
import type { Feature } from '../evidence/feature.js';
import type { Examination } from '../evidence/imaging.js';
import { examinations, finalMri } from '../evidence/imaging.js';
import type { MriOrder } from '../evidence/orders.js';
import { activeMriOrders } from '../evidence/orders.js';
import type { Region, SuppressionContent } from './content.js';

export interface SuppressionFacts {
  readonly asOf: Day;
  readonly content: SuppressionContent;
  readonly isUnread: (input: InputName) => boolean;
  readonly examinations: readonly Examination[];
  /** Those that may hide a card. */
  readonly scans: ReturnType<typeof finalMri>;
  readonly orders: readonly MriOrder[];
  readonly care: readonly Care[];
  /** The newest back pain; of `urgent`, neck pain too. `undefined` where none is current or listed. */
  readonly backPain: Asserted | undefined;
  readonly spinalPain: Asserted | undefined;
  /** Regions that an examination must cover to cover the back pain: the whole spine where its region is not told. */
  readonly painRegions: ReadonlySet<Region>;
  /** The newest of the emergency features, and of the major ones (an emergency feature weighs as much as a major). */
  readonly emergency: Asserted | undefined;
  readonly major: Asserted | undefined;
}

export function suppressionFacts(
  context: RuleContext,
  pain: SpinalPain,
  features: readonly Feature[],
): SuppressionFacts {
  const pains = pain.current.length > 0 ? pain.current : pain.listed;
  const back = pains.filter((one) => one.kind !== 'neck');
  const asserted = (strengths: readonly string[]): Asserted | undefined =>
    newestOf(features.filter((one) => strengths.includes(one.strength)).map(assertedOf));
  const { suppression } = context.content;
  return {
    asOf: context.asOf,
    content: suppression,
    isUnread: (input) => context.isUnread(input),
    examinations: examinations(context),
    scans: finalMri(context),
    orders: activeMriOrders(context),
    care: findCare(context),
    backPain: newestPain(back, pain, context),
    spinalPain: newestPain(pains, pain, context),
    painRegions: new Set(back.flatMap((one) => regionsOf(one, suppression))),
    emergency: asserted(['emergency']),
    major: asserted(['emergency', 'major']),
  };
}

const assertedOf = (feature: Feature): Asserted => feature.asserted ?? feature.day ?? 'undated';

/** By kind of pain: a visit for the neck is no follow-up of the back. An undated entry beside dated ones says nothing new. */
function newestPain(pains: readonly Pain[], { recorded }: SpinalPain, context: RuleContext): Asserted | undefined {
  const kinds = [...new Set(pains.map((one) => one.kind))];
  const days = kinds.map((kind) => {
    const own = pains.filter((one) => one.kind === kind);
    const others = recorded.filter((one) => one.kind === kind && one.live && !own.includes(one));
    const all = [...own, ...others].map(({ day, live, from }) => ({
      ...(day === undefined ? {} : { day }),
      live,
      contact: from === 'encounter',
    }));
    return newestAsserted(all, context.threshold['back-pain-current']);
  });
  const dated = days.filter((day) => day !== 'undated');
  return newestOf(dated.length > 0 ? dated : days);
}

/** Regions of one pain by its code's own words and what the record adds to them; unknown is the whole spine. */
function regionsOf(pain: Pain, content: SuppressionContent): readonly Region[] {
  const { meaning, coding } = pain.match;
  const coded = regionsNamed([...(meaning.regions ?? []), meaning.display], content);
  if (coded.size === 0) return WHOLE;
  const all = new Set([...coded, ...regionsNamed([coding.display ?? '', pain.finding.text], content)]);
  if (all.has('lumbar')) all.delete('sacral');
  return [...all];
}
