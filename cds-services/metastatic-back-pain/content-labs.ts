/** The documents of laboratory values and medicines: names of their thresholds, and the schema of their units. */
import { z } from 'zod';

export const LAB_THRESHOLDS = [
  'lab-window',
  'calcium-raised',
  'calcium-ionised-raised',
  'calcium-severe',
  'calcium-corrected-per-albumin',
  'calcium-albumin-reference',
  'calcium-albumin-days',
  'calcium-high-normal-from',
  'psa-raised',
  'psa-window',
  'psa-doubling-days',
  'psa-doubling-latest',
  'psa-series-days',
  'psa-rising-from',
  'esr-raised',
  'crp-raised',
  'haemoglobin-female',
  'haemoglobin-male',
  'egfr-low',
  'egfr-window',
] as const;

export const MEDICINE_THRESHOLDS = [
  'opioid-start-days',
  'opioid-start-before',
  'opioid-after-surgery',
  'treatment-failure-days',
  'treatment-failure-contacts',
  'treatment-failure-window',
  'steroid-window',
  'steroid-prescriptions',
  'steroid-supply-days',
  'steroid-running-days',
  'steroid-short-course',
  'antineoplastic-days',
  'medicine-running',
  'weight-bariatric',
  'weight-delivery',
] as const;

/** One quantity: the unit the rule reckons in, the factors of other units, and what is an error of the record. */
const quantity = z.strictObject({
  roles: z.array(z.string()).min(1),
  canonical: z.string().min(1),
  factors: z.record(z.string(), z.number().positive()),
  'molar-mass': z.number().positive().optional(),
  charge: z.number().positive().optional(),
  min: z.number(),
  max: z.number().optional(),
  source: z.string().min(1),
  confidence: z.enum(['high', 'medium', 'low']),
});

export const labUnitsSchema = z.record(z.string(), quantity);
export type LabQuantity = z.infer<typeof quantity>;

const words = z.array(z.string().min(1)).min(1);
const expression = z.string().min(1).refine(compiles, 'is no regular expression');
const pattern = z.strictObject({
  words: expression,
  'but-not': expression.optional(),
  confidence: z.string(),
});

export const medicinesSchema = z.strictObject({
  statuses: words,
  intents: words,
  injectable: pattern,
  'short-steroid': pattern,
  surgery: pattern.extend({ categories: words }),
  physiotherapy: pattern.extend({ codes: words }),
  'pain-reason': pattern,
  'bone-agent-other-use': pattern,
  'weight-loss-explained': z.record(
    z.enum(['bariatric-surgery', 'dieting', 'glp1', 'amputation', 'delivery', 'dialysis', 'diuretic']),
    pattern,
  ),
});
export type MedicinesContent = z.infer<typeof medicinesSchema>;

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'i').source !== '';
  } catch {
    return false;
  }
}
