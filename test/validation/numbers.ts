/** Every number of the content that decides, and the smallest step that a case on its edge should notice. */
import type { ServiceContent } from '../../src/sdk/index.js';
import { readRuleContent } from '../../cds-services/metastatic-back-pain/content.js';

/** One number, by `<file>: <name>`. */
export interface RuleNumber {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly step: number;
}

/** The step by unit: what charts write, one digit behind the last that matters. */
const STEPS: Readonly<Record<string, number>> = {
  years: 1,
  days: 1,
  score: 1,
  features: 1,
  groups: 1,
  dates: 1,
  values: 1,
  prescriptions: 1,
  fraction: 0.001,
  kg: 0.1,
  Cel: 0.1,
  '[degF]': 0.1,
  'mmol/L': 0.01,
  'mmol/L per g/L': 0.001,
  'g/L': 1,
  'ug/L': 0.1,
  'U/L': 1,
  'U/mL': 1,
  'mm/h': 1,
  'mg/L': 1,
  'mL/min/1.73 m2': 1,
  'mL/min/{1.73_m2}': 1,
};

interface Row {
  readonly value: number;
  readonly unit: string;
}

export function ruleNumbers(content: ServiceContent): readonly RuleNumber[] {
  const { thresholds, suppression } = content.documents as {
    thresholds: Record<string, Row>;
    suppression: { windows: Record<string, Row> };
  };
  const { units, pairs } = readRuleContent(content);
  const rows: (readonly [string, number, string])[] = [
    ...Object.entries(thresholds).map(([name, { value, unit }]) => [`thresholds: ${name}`, value, unit] as const),
    ...Object.entries(suppression.windows).map(
      ([name, { value, unit }]) => [`suppression: ${name}`, value, unit] as const,
    ),
    ...Object.entries(units.labs).flatMap(([name, { min, max, canonical }]) => [
      [`units.${name}: min`, min, canonical] as const,
      ...(max === undefined ? [] : [[`units.${name}: max`, max, canonical] as const]),
    ]),
    ...pairs.map(({ feature, withinDays }) => [`pairs.${feature}: withinDays`, withinDays, 'days'] as const),
  ];
  return rows.map(([name, value, unit]) => {
    const step = STEPS[unit];
    if (step === undefined) throw new Error(`${name}: no step for the unit "${unit}"`);
    return { name, value, unit, step };
  });
}

/** A number one step away, without the noise of binary fractions. */
export const stepped = ({ value, step }: RuleNumber, times: number): number =>
  Number((value + times * step).toFixed(6));
