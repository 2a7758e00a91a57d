/** Features of one test and one limit: any result of the window that passes it counts, and the newest such is shown. */
import type { Strength } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { finding } from '../context.js';
import type { Feature, MinorGroup } from '../feature.js';
import type { Limit, Result } from './results.js';
import { decimals, isRaised, lister, resultsOf, shown, sourceOfResult } from './results.js';
import { canonicalUnit } from './units.js';

export interface LabFeature {
  readonly name: string;
  readonly strength: Exclude<Strength, 'context' | 'emergency'>;
  readonly group?: MinorGroup;
  readonly digits: number;
  /** Words before the value where one feature has several tests: "CEA". */
  readonly label?: string;
}

/** The feature that a result makes, with the further results it rests on. */
export function labFeature(row: LabFeature, text: string, result: Result, more: readonly Result[] = []): Feature {
  const { name, strength, group } = row;
  const details = { strength, date: result.date, sources: [result, ...more].map(sourceOfResult) };
  return {
    name,
    strength,
    ...(group === undefined ? {} : { group }),
    day: result.day,
    findings: [finding(name, 'value', text, details)],
  };
}

/** What a result is compared with, and how the card says so; nothing where there is nothing to compare with. */
type Against = (result: Result) => { readonly limit: Limit; readonly words?: string } | undefined;

/** A test against fixed figures. Results that a comparator leaves open are listed. */
export const raisedFeature = (row: LabFeature, role: string, limit: Limit, context: RuleContext): Feature | undefined =>
  newestRaised(row, role, () => ({ limit }), context);

/** A test against its own reference range alone. A result without a range has nothing to be compared with. */
export const aboveRange = (row: LabFeature, role: string, context: RuleContext): Feature | undefined =>
  newestRaised(
    row,
    role,
    ({ upperLimit }) =>
      upperLimit === undefined
        ? undefined
        : { limit: { above: upperLimit }, words: `, reference range up to ${decimals(upperLimit, 2)}` },
    context,
  );

function newestRaised(row: LabFeature, role: string, against: Against, context: RuleContext): Feature | undefined {
  const unit = canonicalUnit(role, context);
  let raised: { readonly result: Result; readonly words: string } | undefined;
  let later: Result | undefined;
  const skip = lister([row.name], context);
  for (const result of resultsOf(role, [row.name], context.threshold['lab-window'], context)) {
    const compared = against(result);
    const verdict = compared && isRaised(result, compared.limit);
    if (!compared) skip('one-value', result.reference);
    else if (verdict === 'unclear') skip('implausible', result.reference);
    else if (verdict) [raised, later] = [{ result, words: compared.words ?? '' }, undefined];
    else later = result;
  }
  if (!raised) return undefined;
  const label = row.label === undefined ? '' : `${row.label} `;
  const text = `${label}${shown(raised.result, unit, row.digits)}${raised.words}`;
  return labFeature(row, text + laterWords(raised.result, later, unit, row.digits), raised.result);
}

/** A newer result that is no longer raised is told with it. */
export const laterWords = (raised: Result, later: Result | undefined, unit: string, digits: number): string =>
  later && later.day > raised.day ? `; latest ${shown(later, unit, digits)} on ${later.date}` : '';
