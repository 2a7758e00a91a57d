/** The reviewed document behind what hides a card (`content/suppression.yaml`), checked and compiled at start. */
import { z } from 'zod';
import { threshold, words } from '../content-rows.js';

const WINDOWS = [
  'mri-recommended',
  'mri-urgent',
  'order-recommended',
  'order-urgent',
  'order-occurrence',
  'hospice',
  'comfort',
  'imaging-shown',
  'orders-shown',
] as const;
type WindowName = (typeof WINDOWS)[number];

const REMARKS = [
  'same-day',
  'same-day-urgent',
  'extent-unclear',
  'part-only',
  'unfinished',
  'procedure',
  'undated',
  'ct',
  'never-rules-out',
  'ordered',
  'ordered-emergency',
  'ordered-recommended',
  'whole',
  'unclear',
  'no-priority',
  'no-date',
  'hospice',
  'comfort',
] as const;
export type RemarkName = (typeof REMARKS)[number];

export const REGIONS = ['cervical', 'thoracic', 'lumbar', 'sacral'] as const;
export type Region = (typeof REGIONS)[number];

const expression = z.string().refine(isExpression, { message: 'must be a regular expression' });

const named = <N extends string, S extends z.ZodType>(names: readonly N[], schema: S) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, schema])) as Record<N, S>);

export const suppressionSchema = z.strictObject({
  windows: named(WINDOWS, threshold),
  'order-intents': words,
  'order-priorities': words,
  'unfinished-reports': words,
  'done-procedures': words,
  'care-conditions-not': words,
  'care-plan-statuses': words,
  'care-plan-intents': words,
  'care-visit-statuses': words,
  'care-procedure-statuses': words,
  confidence: z.enum(['high', 'medium', 'low']),
  regions: named(REGIONS, expression),
  'whole-spine': expression,
  'not-whole': expression,
  remarks: named(REMARKS, z.string().min(1)),
});
type Document = z.infer<typeof suppressionSchema>;

/** The document with its numbers and expressions ready for use. */
export interface SuppressionContent extends Omit<Document, 'windows' | 'regions' | 'whole-spine' | 'not-whole'> {
  /** Days. */
  readonly days: Readonly<Record<WindowName, number>>;
  readonly regions: Readonly<Record<Region, RegExp>>;
  readonly whole: RegExp;
  readonly notWhole: RegExp;
}

export function compileSuppression({ windows, regions, ...rest }: Document): SuppressionContent {
  const entries = <K extends string, A, B>(record: Record<K, A>, change: (value: A) => B): Record<K, B> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as A)])) as Record<K, B>;
  return {
    ...rest,
    days: entries(windows, (row) => row.value),
    regions: entries(regions, (source) => new RegExp(source, 'i')),
    whole: new RegExp(rest['whole-spine'], 'i'),
    notWhole: new RegExp(rest['not-whole'], 'i'),
  };
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
