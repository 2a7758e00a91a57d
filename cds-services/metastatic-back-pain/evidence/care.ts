/**
 * Hospice and comfort care that is going on (specification 4.2), by the codes of `context-hospice-comfort` alone.
 * General palliative care, do-not-resuscitate, referrals and contacts stand in `not-suppression` and mean nothing here.
 */
import type { Basis, Concept, Day, FhirDate, InputName } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { isLive, matchesIn, wordsOf } from './context.js';

export interface Care {
  readonly role: 'hospice' | 'comfort';
  /** The earliest day it surely was on record; absent where no date is recorded. */
  readonly day?: Day;
  readonly date?: string;
  /** Dated within the days for which such a record speaks of today. */
  readonly active: boolean;
  readonly input: InputName;
  readonly match: Match;
  readonly reference: string;
  readonly words: string;
  readonly basis: Basis;
}

const SETS = new Set(['context-hospice-comfort']);

/** Every record of such care that has not ended, the newest first. One dated ahead is listed and left out. */
export function findCare(context: RuleContext): readonly Care[] {
  const care = [...conditions(context), ...plans(context), ...visits(context), ...actions(context)];
  return care.sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.reference.localeCompare(b.reference));
}

function careOf(
  record: { readonly reference: string; readonly concept: Concept },
  dates: readonly FhirDate[],
  input: InputName,
  basis: Basis,
  context: RuleContext,
): readonly Care[] {
  const roles = ['comfort', 'hospice'] as const;
  const matches = matchesIn(record.concept, SETS);
  const role = roles.find((one) => matches.some(({ meaning }) => meaning.role === one));
  const match = matches.find(({ meaning }) => meaning.role === role);
  if (!role || !match) return [];
  // What may hide a card is dated by the earliest day its date may mean.
  const begun = dates.filter((date) => date.start <= context.asOf).sort((a, b) => b.start - a.start)[0];
  if (!begun && dates.length > 0) {
    context.skip('care', 'future-date', record.reference);
    return [];
  }
  const active = begun !== undefined && context.within(begun.start, context.content.suppression.days[role]);
  const dated = begun ? { day: begun.start, date: begun.text } : {};
  const words = wordsOf(record.concept, match);
  return [{ role, ...dated, active, input, match, reference: record.reference, words, basis }];
}

const listed = (date: FhirDate | undefined): readonly FhirDate[] => (date ? [date] : []);

/** Something that lasted for days and has ended is over; a single day's entry says that the care began. */
const isOver = (began: FhirDate | undefined, ended: FhirDate | undefined, context: RuleContext): boolean =>
  ended !== undefined && ended.start <= context.asOf && (began === undefined || ended.start > began.end);

function conditions(context: RuleContext): readonly Care[] {
  const not = context.content.suppression['care-conditions-not'];
  return context.chart.conditions
    .filter((one) => !not.includes(one.verification ?? '') && isLive(one, context.asOf))
    .flatMap((one) => careOf(one, one.dates, 'conditions', 'code', context));
}

function plans(context: RuleContext): readonly Care[] {
  const { suppression } = context.content;
  return context.chart.carePlans
    .filter(
      (one) =>
        suppression['care-plan-statuses'].includes(one.status ?? '') &&
        suppression['care-plan-intents'].includes(one.intent ?? '') &&
        !(one.ended && one.ended.start < context.asOf),
    )
    .flatMap((one) => careOf(one, listed(one.date), 'carePlans', 'care-plan', context));
}

/** A visit to a hospice by its class, type or service, and a discharge into hospice care. */
function visits(context: RuleContext): readonly Care[] {
  return context.chart.encounters.flatMap((visit) => {
    if (!context.content.suppression['care-visit-statuses'].includes(visit.status ?? '')) return [];
    const { reference } = visit;
    const stay = { reference, concept: visit.service };
    const left = { reference, concept: visit.discharge };
    return [
      ...(isOver(visit.date, visit.ended, context)
        ? []
        : careOf(stay, listed(visit.date), 'encounters', 'encounter', context)),
      ...careOf(left, listed(visit.ended ?? visit.date), 'encounters', 'encounter', context),
    ];
  });
}

/**
 * Days of the stays of such care that are over. What was done daily in such a stay, an entry each, is over with it: a
 * patient discharged from a hospice is not in hospice care for another half year.
 */
function endedStays(context: RuleContext): readonly { readonly from: Day; readonly to: Day }[] {
  return context.chart.encounters.flatMap(({ service, date, ended }) => {
    if (!date || !ended || !isOver(date, ended, context) || matchesIn(service, SETS).length === 0) return [];
    return [{ from: date.start, to: ended.end }];
  });
}

/** Procedures done or going on, and active orders (comfort measures are commonly an order, and nothing else). */
function actions(context: RuleContext): readonly Care[] {
  const { suppression } = context.content;
  const stays = endedStays(context);
  const done = context.chart.procedures.filter(
    (one) =>
      suppression['care-procedure-statuses'].includes(one.status ?? '') &&
      !isOver(one.date, one.ended, context) &&
      !stays.some(({ from, to }) => one.date !== undefined && one.date.start >= from && one.date.end <= to),
  );
  const ordered = context.chart.orders.filter(
    (one) => one.status === 'active' && suppression['order-intents'].includes(one.intent ?? '') && !one.doNotPerform,
  );
  return [
    ...done.flatMap((one) => careOf(one, listed(one.date), 'procedures', 'procedure', context)),
    ...ordered.flatMap((one) => careOf(one, listed(one.date), 'orders', 'order', context)),
  ];
}
