/** The one line a clinician reads: the richest of the templates that fits 139 characters. */
import type { Assessment } from '../../../src/sdk/index.js';
import { countedFindings, featureWords } from './feature-words.js';
import type { SummaryKey, Vocabulary, Wording } from './wording.js';
import { SUMMARY_LENGTH, fill } from './wording.js';
import { isLongStanding } from './words.js';

/** True where a feature of the four-hour pattern has strength emergency. */
export type IsCaudaEquina = (assessment: Assessment) => boolean;

/** The line of an in-patient names the visit's class; hospice and comfort care have codes of their own. */
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export const isInpatient = (assessment: Assessment): boolean =>
  assessment.found.some((one) => one.criterion === 'care' && one.sources.some(({ system }) => system === ACT_CODE));

/** A calcium that the rule calls a matter of the same day. */
export const isCalciumSevere = (assessment: Assessment): boolean =>
  assessment.found.some(
    (one) => one.criterion === 'hypercalcaemia' && one.text.endsWith('same-day medical assessment'),
  );

export function summaryKey(assessment: Assessment, caudaEquina: boolean): SummaryKey {
  const { tier, variant, features, cancer } = assessment;
  if (tier === 'emergency') {
    if (!caudaEquina) return 'emergency';
    return isInpatient(assessment) ? 'emergency-cauda-equina-inpatient' : 'emergency-cauda-equina';
  }
  if (tier === 'urgent') {
    if (variant === 'infection-possible') return 'urgent-infection';
    if (isCalciumSevere(assessment)) return 'urgent-calcium';
    return features.includes('known-spinal-metastases') ? 'urgent-known-metastases' : 'urgent';
  }
  if (tier === 'recommended') return isLongStanding(assessment) ? 'recommended-long-standing' : 'recommended';
  return cancer.level === 'none' ? 'incomplete' : 'incomplete-cancer';
}

/** Features that the words of a summary name by themselves. */
const NAMED: Partial<Record<SummaryKey, string>> = {
  'urgent-infection': 'fever',
  'urgent-known-metastases': 'known-spinal-metastases',
};

export function summarise(
  assessment: Assessment,
  key: SummaryKey,
  wording: Wording,
  values: Readonly<Record<string, string>>,
  vocabulary: Vocabulary,
): string {
  const { asOf } = assessment;
  const strongest = countedFindings(assessment).filter((one) => one.criterion !== NAMED[key]);
  const said = strongest.map((one) => featureWords(one, asOf, vocabulary, 'value'));
  const [first] = strongest;
  // A date gives way before the pain does: the next template leaves the pain out.
  const choices = [
    said.slice(0, 2).join(' + '),
    said[0] ?? values['pain'] ?? '',
    ...(first ? [featureWords(first, asOf, vocabulary, 'bare')] : []),
  ];
  for (const template of wording.summary[key]) {
    for (const feature of template.includes('{feature}') ? choices : ['']) {
      const line = fill(template, { ...values, feature });
      if (line.length <= SUMMARY_LENGTH) return line;
    }
  }
  // The last template fits by the check at start; this only guards against words no vocabulary knows.
  return `${fill(wording.summary[key].at(-1) ?? '', { ...values, feature: '' }).slice(0, SUMMARY_LENGTH - 1)}…`;
}
