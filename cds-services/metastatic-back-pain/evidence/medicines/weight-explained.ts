/**
 * What explains a measured loss of weight, so that it is not flagged (specification 5.1), and what makes it doubtful
 * without explaining it. Each explanation needs a record that was read and whose date surely lies in its window.
 */
import type { ActionFact, ConditionFact, Day, FhirDate } from '../../../../src/sdk/index.js';
import type { MedicinesContent } from '../../content-labs.js';
import type { RuleContext } from '../context.js';
import { isDropped, isLive, matchesIn, plain } from '../context.js';
import { isCountable, namesOf } from './prescriptions.js';
import { says } from './words.js';

type Reason = keyof MedicinesContent['weight-loss-explained'];

/** Why the scales say nothing, in words, and the record that says so. */
export interface Explanation {
  readonly words: string;
  readonly reference: string;
  readonly date?: string;
}

/** From the first weight of the baseline to the latest weight. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

const SETS = new Set(['weight-loss-excluded']);
const PREGNANCY_SETS = new Set(['context-mri-safety', 'back-pain']);
const DONE = ['completed', 'in-progress', 'active'];

/** What explains a loss between these days, or `undefined`. */
export function explanationOf(window: Window, context: RuleContext): Explanation | undefined {
  const { threshold } = context;
  const lastDays = (days: number): Window => ({ from: context.asOf - days, to: context.asOf });
  return (
    pregnancy(context) ??
    done('delivery', lastDays(threshold['weight-delivery']), context) ??
    done('bariatric-surgery', lastDays(threshold['weight-bariatric']), context) ??
    advised(window, context) ??
    done('dieting', window, context) ??
    glp1Start(window, context) ??
    done('amputation', window, context) ??
    done('dialysis', { from: window.from, to: context.asOf }, context) ??
    onDialysis(context)
  );
}

/** What may have moved water rather than flesh: a diuretic begun, or an admission for heart failure. Shown only. */
export function fluidOf(window: Window, context: RuleContext): Explanation | undefined {
  const begun = firstPrescription('diuretic', context);
  if (begun?.date && inside(begun.date, window)) return toExplanation(begun, 'diuretic started');
  const admission = context.chart.encounters.find(
    ({ classCode, date, status, reasons }) =>
      ['IMP', 'ACUTE', 'NONAC'].includes(classCode ?? '') &&
      !context.content.reading['void-encounters'].includes(status ?? '') &&
      date !== undefined &&
      inside(date, window) &&
      reasons.some((reason) => matchesIn(reason.concept, SETS).some(({ meaning }) => meaning.role === 'heart-failure')),
  );
  return admission && { ...toExplanation(admission, 'admission for heart failure') };
}

/** An exclusion makes less of a finding, so every day that an imprecise date may mean must lie inside. */
const inside = (date: FhirDate, { from, to }: Window): boolean => date.start >= from && date.end <= to;

const toExplanation = (
  { reference, date }: { readonly reference: string; readonly date?: FhirDate },
  words: string,
): Explanation => ({ words, reference, ...(date ? { date: date.text } : {}) });

const hasRole = (concept: ActionFact['concept'], role: string): boolean =>
  matchesIn(concept, SETS).some(({ meaning }) => meaning.role === role);

/** A Procedure that was done, or a Condition that began then, of this role or name. Orders and plans count for dieting. */
function done(role: Reason, window: Window, context: RuleContext): Explanation | undefined {
  const { chart, content } = context;
  const pattern = content.medicines['weight-loss-explained'][role];
  const isMeant = ({ concept }: ActionFact): boolean => hasRole(concept, role) || says(pattern, namesOf(concept));
  const isThen = (one: ActionFact): boolean => one.date !== undefined && inside(one.date, window) && isMeant(one);
  const isPlannedThen = (one: ActionFact): boolean => isCountable(one, context) && isThen(one);
  const action =
    chart.every('procedures').find((one) => DONE.includes(one.status ?? '') && isThen(one)) ??
    (role === 'dieting' ? (chart.orders.find(isPlannedThen) ?? chart.carePlans.find(isPlannedThen)) : undefined);
  if (action) return toExplanation(action, nameOf(action, role));
  const condition = chart.conditions.find(
    (one) => !isDropped(one) && one.began && inside(one.began, window) && hasRole(one.concept, role),
  );
  return (
    condition?.began &&
    toExplanation({ reference: condition.reference, date: condition.began }, nameOf(condition, role))
  );
}

const nameOf = ({ concept }: ActionFact | ConditionFact, role: string): string =>
  plain(concept.text ?? concept.codings[0]?.display ?? role);

/** Weight loss advised: the loss may be intended. */
export function advised(window: Window, context: RuleContext): Explanation | undefined {
  const { chart } = context;
  const isAdvice = (concept: ActionFact['concept']): boolean =>
    matchesIn(concept, SETS).some(({ meaning }) => meaning.role === undefined);
  const adviceOn = (
    { concept, reference }: ActionFact | ConditionFact,
    dates: readonly FhirDate[],
  ): Explanation | undefined => {
    if (!isAdvice(concept)) return undefined;
    const when = context.when(dates);
    if (when.kind !== 'dated' || when.day < window.from) return undefined;
    return { words: 'weight loss advised; may be intentional', reference, date: when.text };
  };
  for (const condition of chart.conditions) {
    const found = isDropped(condition) ? undefined : adviceOn(condition, condition.dates);
    if (found) return found;
  }
  for (const actions of [chart.procedures, chart.orders]) {
    for (const action of actions) {
      const found = adviceOn(action, action.date ? [action.date] : []);
      if (found) return found;
    }
  }
  return undefined;
}

function pregnancy(context: RuleContext): Explanation | undefined {
  for (const condition of context.chart.conditions) {
    if (isDropped(condition)) continue;
    if (!matchesIn(condition.concept, PREGNANCY_SETS).some(({ meaning }) => meaning.role === 'pregnancy')) continue;
    const when = context.when(condition.dates);
    if (when.kind === 'dated' && context.within(when.day, context.threshold['weight-pregnancy'])) {
      return { words: 'pregnancy', reference: condition.reference, date: when.text };
    }
  }
  return undefined;
}

/** A first prescription: one from before the window was no start. */
function glp1Start(window: Window, context: RuleContext): Explanation | undefined {
  const first = firstPrescription('glp1', context);
  if (!first?.date || !inside(first.date, window)) return undefined;
  return toExplanation(first, `${nameOf(first, 'glp1')} started; may be intentional`);
}

/** The earliest countable prescription of medicines with this role or name; an undated one may be earlier still. */
function firstPrescription(role: 'glp1' | 'diuretic', context: RuleContext): ActionFact | undefined {
  const pattern = context.content.medicines['weight-loss-explained'][role];
  const found = context.chart
    .every('medications')
    .filter((one) => isCountable(one, context) && (hasRole(one.concept, role) || says(pattern, namesOf(one.concept))));
  return found.sort((a, b) => (a.date?.start ?? -Infinity) - (b.date?.start ?? -Infinity))[0];
}

/** On dialysis, as a live Condition says: weights then follow the water. */
function onDialysis(context: RuleContext): Explanation | undefined {
  const found = context.chart.conditions.find(
    (one) => !isDropped(one) && isLive(one, context.asOf) && hasRole(one.concept, 'dialysis'),
  );
  return found && context.when(found.dates).kind !== 'future'
    ? { words: nameOf(found, 'dialysis'), reference: found.reference }
    : undefined;
}
