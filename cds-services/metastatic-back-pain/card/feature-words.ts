/** Features in as few words as say them: for a summary, for the sentence that says why. */
import type { Assessment, Finding } from '../../../src/sdk/index.js';
import type { Vocabulary } from './wording.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Strengths that count, the strongest first. */
export const COUNTED = ['emergency', 'major', 'minor'] as const;
/** Features told by their value rather than by their date. */
const BY_VALUE = new Set(['fever', 'hypercalcaemia']);

/** `12 Jun`, with the year where it is not this one; `Jun 2026` and `2026` for dates of less precision. */
export function shortDate(date: string, asOf: string): string {
  const [year = '', month, day] = date.split('-');
  if (month === undefined) return year;
  const name = MONTHS[Number(month) - 1] ?? month;
  if (day === undefined) return `${name} ${year}`;
  const number = Number.parseInt(day, 10);
  return year === asOf.slice(0, 4) ? `${number} ${name}` : `${number} ${name} ${year}`;
}

/** The features that count, the strongest first, one finding each. */
export const countedFindings = (assessment: Assessment): readonly Finding[] => {
  const seen = new Set<string>();
  return assessment.found.filter(({ criterion, strength }) => {
    if (criterion === 'cancer' || criterion === 'back-pain') return false;
    if (!COUNTED.some((one) => one === strength)) return false;
    return seen.has(criterion) ? false : seen.add(criterion);
  });
};

/** The number that a measured finding begins with, as it is written: `38.4`, `>6`. */
export const valueOf = ({ text }: Finding): string | undefined => /^[<>]?\d+(?:\.\d+)?/.exec(text)?.[0];

const unitOf = ({ text }: Finding): string => /^[<>]?[\d.]+ ([^\s,;]+)/.exec(text)?.[1] ?? '';

/**
 * `limb weakness 12 Jun`, `9 % weight loss`, `fever 38.4`.
 * @param form `value`: the number alone, as in a summary; `unit`: `fever 38.4 °C`; `bare`: without date and value
 */
export function featureWords(
  finding: Finding,
  asOf: string,
  vocabulary: Vocabulary,
  form: 'value' | 'unit' | 'bare',
): string {
  const { short, remark } = shortName(finding, vocabulary);
  if (finding.criterion === 'weight-loss' && finding.basis === 'value') {
    const percent = /\(−(\d+(?:\.\d+)?) %/.exec(finding.text)?.[1];
    if (percent !== undefined) return `${Math.floor(Number(percent))} % ${short}`;
  }
  // The date of the newest record says little of a sign that is old, or over.
  if (remark !== undefined) return `${remark} ${short}`;
  if (form === 'bare') return short;
  if (BY_VALUE.has(finding.criterion) && finding.basis === 'value') {
    const value = valueOf(finding) ?? '';
    return [short, value, form === 'unit' ? unitOf(finding) : ''].join(' ').trimEnd();
  }
  return finding.date === undefined ? short : `${short} ${shortDate(finding.date, asOf)}`;
}

function shortName(
  { criterion, text }: Finding,
  { features, groups, remarks }: Vocabulary,
): { readonly short: string; readonly remark: string | undefined } {
  const row = features[criterion];
  const says = ({ words }: { readonly words: string }): boolean => new RegExp(words, 'i').test(text);
  return {
    short: row?.where?.find(says)?.short ?? row?.short ?? criterion,
    remark: groups['emergency']?.features.includes(criterion) ? remarks.find(says)?.before : undefined,
  };
}
