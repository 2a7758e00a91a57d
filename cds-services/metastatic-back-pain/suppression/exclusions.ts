/**
 * What hides a card, one named exclusion each (specification 4.2). Each is asked for one tier at a time and needs a resource
 * that was read: nothing that is unavailable, undated or unfinished hides anything.
 */
import type { Day, Tier } from '../../../src/sdk/index.js';
import type { Asserted } from '../evidence/asserted.js';
import type { Care } from '../evidence/care.js';
import { WHOLE } from '../evidence/extent.js';
import { imagedSince } from '../evidence/imaging.js';
import type { MriOrder } from '../evidence/orders.js';
import type { Region } from './content.js';
import type { SuppressionFacts } from './facts.js';

export type CardTier = Exclude<Tier, 'incomplete'>;
export type HiddenReason = 'hospice' | 'imaging-done' | 'imaging-ordered';

export interface Exclusion {
  readonly name: string;
  readonly reason: HiddenReason;
  readonly hides: (tier: CardTier, facts: SuppressionFacts) => boolean;
}

/** In the order in which their reasons are given. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    name: 'hospice-care',
    reason: 'hospice',
    hides: (tier, facts) =>
      tier === 'recommended' && facts.care.some((one) => one.role === 'hospice' && counts(one, facts)),
  },
  {
    name: 'comfort-care',
    reason: 'hospice',
    hides: (tier, facts) =>
      tier !== 'emergency' && facts.care.some((one) => one.role === 'comfort' && counts(one, facts)),
  },
  { name: 'mri-after-the-finding', reason: 'imaging-done', hides: imagingHides },
  { name: 'mri-ordered-in-time', reason: 'imaging-ordered', hides: orderHides },
];

const counts = (care: Care, facts: SuppressionFacts): boolean => care.active && !facts.isUnread(care.input);

function imagingHides(tier: CardTier, facts: SuppressionFacts): boolean {
  if (tier === 'emergency') return isLater(imagedSince(WHOLE, facts.scans), facts.emergency);
  if (tier === 'urgent') return urgentIsImaged(facts, facts.scans);
  return recommendedIsImaged(facts);
}

/** Made on a later day than the newest pain and major feature, within the window: by what surely was the whole spine. */
function urgentIsImaged(facts: SuppressionFacts, scans: SuppressionFacts['scans']): boolean {
  const since = imagedSince(WHOLE, scans);
  return (
    isWithin(since, facts.content.days['mri-urgent'], facts) &&
    facts.spinalPain !== undefined &&
    isLater(since, facts.spinalPain) &&
    (facts.major === undefined || isLater(since, facts.major))
  );
}

/** True where an MRI of unclear extent would hide an urgent card if only somebody said that it was the whole spine. */
export const onlyExtentIsUnclear = (facts: SuppressionFacts): boolean =>
  !urgentIsImaged(facts, facts.scans) && urgentIsImaged(facts, facts.scans.map(asWhole));

/** Made on or after the day of the pain, of the pain's region; an unclear extent counts as the whole spine here. */
function recommendedIsImaged(facts: SuppressionFacts): boolean {
  const { backPain } = facts;
  const since = imagedSince(facts.painRegions, facts.scans.map(asWhole));
  if (backPain === undefined || backPain === 'undated' || since === undefined) return false;
  return since >= backPain && isWithin(since, facts.content.days['mri-recommended'], facts);
}

const EVERYWHERE: ReadonlySet<Region> = new Set<Region>([...WHOLE, 'sacral']);
const asWhole = (scan: SuppressionFacts['scans'][number]): SuppressionFacts['scans'][number] =>
  scan.extent.kind === 'unclear' ? { ...scan, extent: { kind: 'whole', regions: EVERYWHERE } } : scan;

function orderHides(tier: CardTier, facts: SuppressionFacts): boolean {
  if (tier === 'emergency' || facts.isUnread('orders')) return false;
  const { days } = facts.content;
  if (tier === 'recommended') return facts.orders.some((one) => isWithin(one.day, days['order-recommended'], facts));
  const inTime = facts.orders.filter((one) => isInTime(one, facts));
  return WHOLE.every((region) => inTime.some((one) => one.extent.regions.has(region)));
}

/** Soon enough, and ordered in the knowledge of the newest major feature. */
const isInTime = (order: MriOrder, facts: SuppressionFacts): boolean =>
  order.soon &&
  isWithin(order.day, facts.content.days['order-urgent'], facts) &&
  (facts.major === undefined || isLater(order.day, facts.major));

/** On a later day. Nothing is later than what has no date. */
const isLater = (day: Day | undefined, than: Asserted | undefined): boolean =>
  day !== undefined && than !== undefined && than !== 'undated' && day > than;

/** Hospice or comfort care is going on, and the card is shown all the same: the goals of care come first. */
export const callsForGoals = (tier: CardTier, { care }: SuppressionFacts): boolean =>
  tier !== 'recommended' && care.some((one) => one.active);

/** Ordered, and not known to be in time or of the whole spine. An emergency says so beside the order alone. */
export const isOrderedUnconfirmed = (tier: CardTier, facts: SuppressionFacts): boolean =>
  tier === 'urgent' && listedOrders(facts).length > 0;

/** Orders that the card still lists. */
export const listedOrders = (facts: SuppressionFacts): readonly MriOrder[] =>
  facts.orders.filter((one) => one.day === undefined || isWithin(one.day, facts.content.days['orders-shown'], facts));

const isWithin = (day: Day | undefined, days: number, facts: SuppressionFacts): boolean =>
  day !== undefined && day <= facts.asOf && facts.asOf - day <= days;
