/** The one line a clinician reads: the richest of the templates that fits 139 characters. */
import type { Assessment } from '../../../src/sdk/index.js';
import { countedFindings, shortFeature } from './words.js';
import type { CardContent, SummaryKey, Wording } from './wording.js';
import { SUMMARY_LENGTH, fill } from './wording.js';

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
  if (assessment.tier === 'emergency') {
    if (!caudaEquina) return 'emergency';
    return isInpatient(assessment) ? 'emergency-cauda-equina-inpatient' : 'emergency-cauda-equina';
  }
  if (assessment.tier === 'urgent') {
    if (assessment.variant === 'infection-possible') return 'urgent-infection';
    return isCalciumSevere(assessment) ? 'urgent-calcium' : 'urgent';
  }
  if (assessment.tier === 'recommended') return 'recommended';
  return assessment.cancer.level === 'none' ? 'incomplete' : 'incomplete-cancer';
}

export function summarise(
  assessment: Assessment,
  key: SummaryKey,
  wording: Wording,
  values: Readonly<Record<string, string>>,
  { vocabulary }: CardContent,
): string {
  const strongest = countedFindings(assessment)
    .filter((one) => key !== 'urgent-infection' || one.criterion !== 'fever')
    .map((one) => shortFeature(one, assessment, vocabulary));
  const choices = [strongest.slice(0, 2).join(' + '), strongest[0] ?? values['pain'] ?? ''];
  for (const template of wording.summary[key]) {
    for (const feature of template.includes('{feature}') ? choices : ['']) {
      const line = fill(template, { ...values, feature });
      if (line.length <= SUMMARY_LENGTH) return line;
    }
  }
  // The last template fits by the check at start; this only guards against words no vocabulary knows.
  return `${fill(wording.summary[key].at(-1) ?? '', { ...values, feature: '' }).slice(0, SUMMARY_LENGTH - 1)}…`;
}
