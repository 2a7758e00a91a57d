/** The assessment as it stands in our extensions, as a zod schema: for the OpenAPI document and for tests. Pure. */
import { z } from 'zod';
import { INPUT_STATES, INPUTS } from '../chart/inputs.js';
import { TIERS } from '../sdk/assessment.js';

const DAY = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/);

const finding = z
  .object({
    criterion: z.string().meta({
      description: '`cancer`, `back-pain`, the name of a feature, or `imaging`, `order`, `care`, `treatment`.',
    }),
    strength: z.enum(['emergency', 'major', 'minor', 'context']).optional(),
    basis: z.enum([
      'code',
      'text',
      'value',
      'medication',
      'procedure',
      'stage',
      'report',
      'order',
      'encounter',
      'demographic',
      'care-plan',
    ]),
    text: z.string().meta({ description: 'In the words of the chart: to be escaped by whoever shows it.' }),
    date: DAY.optional().meta({ description: '`YYYY-MM-DD`, `YYYY-MM` or `YYYY`.' }),
    sources: z.array(
      z.object({
        reference: z.string(),
        system: z.string().optional(),
        code: z.string().optional(),
        display: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Finding' });

const notEvaluated = z.object({
  criterion: z.string(),
  reason: z.enum([
    'one-value',
    'no-unit',
    'unknown-unit',
    'implausible',
    'future-date',
    'conflicting-codes',
    'unresolved-reference',
    'input-unavailable',
  ]),
  reference: z.string().optional(),
});

/** `src/sdk/assessment.ts` as it is sent. */
export const assessmentSchema = z
  .object({
    tier: z.enum(TIERS).nullable(),
    reason: z.string().optional().meta({ description: 'Why there is no card; where `tier` is null.' }),
    reasonText: z.string().optional(),
    variant: z.string().optional(),
    asOf: DAY,
    rule: z.object({ id: z.string(), version: z.string(), contentHash: z.string() }),
    settings: z.object({ otherCancers: z.boolean() }),
    cancer: z.object({
      level: z.enum(['established', 'high-risk-other', 'possible', 'other', 'none']),
      sites: z.array(z.string()),
    }),
    features: z.array(z.string()).meta({ description: 'Found with strength emergency, major or minor; sorted.' }),
    found: z.array(finding),
    notFound: z.array(z.string()).meta({ description: 'Looked for in inputs that were read, and not found.' }),
    notEvaluated: z.array(notEvaluated),
    unavailable: z
      .array(z.object({ input: z.enum(INPUTS), state: z.enum(INPUT_STATES), why: z.string().optional() }))
      .meta({ description: 'Inputs that could not be read completely. They never lower a tier.' }),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Assessment', description: 'The one assessment behind a card, or behind its absence.' });
