/** The service's reviewed documents, checked at start: thresholds, units, and how plain words are read. */
import { z } from 'zod';
import type { Concept, ServiceContent } from '../../src/sdk/index.js';
import { ContentError } from '../../src/sdk/index.js';
import { threshold, words } from './content-rows.js';
import type { SuppressionContent } from './suppression/content.js';
import { compileSuppression, suppressionSchema } from './suppression/content.js';
import { LAB_THRESHOLDS, MEDICINE_THRESHOLDS, labUnitsSchema, medicinesSchema } from './content-labs.js';
import type { MedicinesContent } from './content-labs.js';

const THRESHOLDS = [
  'adult-age',
  'older-age',
  'back-pain-current',
  'back-pain-listed',
  'spinal-pain-for-emergency',
  'emergency-recent',
  'emergency-unless-imaged',
  'emergency-major-after-imaging',
  'emergency-new-gap',
  'emergency-old-onset',
  'emergency-cord-stays-new',
  'stable-palsy-age',
  'emergency-pair-without-pain',
  'pain-character',
  'minor-window',
  'minor-groups',
  'weight-loss-coded',
  'weight-loss-fraction',
  'weight-latest',
  'weight-baseline-from',
  'weight-baseline-to',
  'weight-fallback-from',
  'weight-fallback-to',
  'weight-recent-from',
  'weight-recent-to',
  'weight-recent-values',
  'weight-min',
  'weight-max',
  'weight-outlier',
  'weight-neighbours-agree',
  'weight-pregnancy',
  'pregnancy-note',
  'fever-temperature',
  'fever-measured',
  'fever-coded',
  'temperature-min',
  'temperature-max',
  'temperature-fahrenheit-min',
  'temperature-fahrenheit-max',
  'vertebral-fracture',
  'pain-score-max',
  'pain-score-severe',
  'pain-score-severe-days',
  'pain-score-repeated',
  'pain-score-repeated-days',
  'pain-score-apart',
  'repeat-contacts',
  'repeat-contacts-days',
  'disease-progression',
  ...LAB_THRESHOLDS,
  ...MEDICINE_THRESHOLDS,
] as const;
export type ThresholdName = (typeof THRESHOLDS)[number];

const code = z.strictObject({
  system: z.string(),
  code: z.string(),
  display: z.string(),
  confidence: z.enum(['high', 'medium', 'low']).optional(),
  site: z.string().optional(),
});
const unitsSchema = z.strictObject({
  weight: z.strictObject({ canonical: z.string(), factors: z.record(z.string(), z.number().positive()) }),
  temperature: z.strictObject({ canonical: z.string(), celsius: words, fahrenheit: words }),
  labs: labUnitsSchema,
});

const readingSchema = z.strictObject({
  'negative-values': z.strictObject({ codes: z.array(code), words }),
  'worsening-words': words,
  severities: z.strictObject({ source: z.string(), confidence: z.string(), order: words }),
  'treated-as-cancer': z.strictObject({
    neoplasms: z.array(code).min(1),
    'medication-roles': words,
    'care-plan-roles': words,
  }),
  'secondary-as-own-stage': z.array(code),
  'body-parts': z.record(z.string(), words),
  'cancer-words': words,
  'back-words': words,
  'spinal-site': z.string(),
  recurring: z.string(),
  'stage-four': z.string(),
  'contacts-not-counted': z.string(),
  'final-statuses': words,
  'shown-statuses': words,
  'void-encounters': words,
  'open-encounters': words,
});

const pairsSchema = z.looseObject({
  pairs: z.array(
    z.looseObject({ feature: z.string(), system: z.string(), left: words, right: words, withinDays: z.number() }),
  ),
});

export type Units = z.infer<typeof unitsSchema>;
export type Reading = z.infer<typeof readingSchema>;
export type Pair = z.infer<typeof pairsSchema>['pairs'][number];

/** The checked documents the rule reckons with. */
export interface RuleContent {
  readonly threshold: Readonly<Record<ThresholdName, number>>;
  readonly units: Units;
  readonly reading: Reading;
  readonly pairs: readonly Pair[];
  /** How medicines and procedures are read by their words. */
  readonly medicines: MedicinesContent;
  /** What hides a card by what has been done. */
  readonly suppression: SuppressionContent;
  readonly spinalSite: RegExp;
  /** Kinds of visits that are no contacts for back pain. */
  readonly notContact: RegExp;
  /** "Stage IV" in words. */
  readonly stageFour: RegExp;
  readonly isNegative: (concept: Concept) => boolean;
}

/** A document by its schema, or a ContentError that names the file and the path within it. */
export function readDocument<T>(documents: ServiceContent['documents'], name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(documents[name]);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ContentError(`content/${name.replaceAll('.', '/')}.yaml`, `${issue?.path.join('.')}: ${issue?.message}`);
}

export function readRuleContent(content: ServiceContent): RuleContent {
  const { documents } = content;
  const rows = readDocument(
    documents,
    'thresholds',
    z.strictObject(Object.fromEntries(THRESHOLDS.map((name) => [name, threshold]))),
  );
  const reading = readDocument(documents, 'reading', readingSchema);
  const negativeCodes = new Set(reading['negative-values'].codes.map((row) => row.code));
  const negativeWords = new Set(reading['negative-values'].words);
  // Local answer lists say "No" by a code of their own: the words count as well.
  const saysNo = (words: string | undefined): boolean =>
    words !== undefined && negativeWords.has(words.trim().toLowerCase().replace(/[.!]$/, ''));
  return {
    threshold: Object.fromEntries(THRESHOLDS.map((name) => [name, rows[name]?.value])) as Record<ThresholdName, number>,
    units: readDocument(documents, 'units', unitsSchema),
    reading,
    pairs: readDocument(documents, 'pairs', pairsSchema).pairs,
    medicines: readDocument(documents, 'medicines', medicinesSchema),
    suppression: compileSuppression(readDocument(documents, 'suppression', suppressionSchema)),
    spinalSite: new RegExp(reading['spinal-site'], 'i'),
    notContact: new RegExp(reading['contacts-not-counted'], 'i'),
    stageFour: new RegExp(reading['stage-four'], 'i'),
    isNegative: (concept) =>
      concept.codings.some((coding) => negativeCodes.has(coding.code) || saysNo(coding.display)) ||
      saysNo(concept.text),
  };
}
