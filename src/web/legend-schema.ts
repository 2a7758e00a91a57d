/** `GET /about/<service>/legend` as a zod schema: for the OpenAPI document, and the type that the pages read it by. Pure. */
import { z } from 'zod';
import { TIERS } from '../sdk/assessment.js';

const words = z.record(z.string(), z.string());
const texts = z.array(z.string());

const measure = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.string().meta({ description: 'The unit that the rule reckons in, as people write it.' }),
  codes: texts.meta({ description: 'LOINC codes of its Observations.' }),
  units: z
    .array(z.object({ names: texts, factor: z.number(), offset: z.number() }))
    .meta({ description: 'Units of charts, lower case and without blanks: value × factor + offset is in `unit`.' }),
  lines: z.array(
    z.object({
      value: z.number(),
      side: z.enum(['below', 'above', 'from']),
      words: z.string(),
      gender: z.enum(['female', 'other']).optional(),
      source: z.string(),
      confidence: z.string(),
    }),
  ),
  note: z.string().optional(),
  features: texts,
});

export const legendSchema = z
  .object({
    id: z.string(),
    version: z.string(),
    contentHash: z.string(),
    measures: z.array(measure),
    finalStatuses: texts,
    criteria: words,
    groups: z.array(z.object({ label: z.string(), features: texts })),
    levels: words,
    tiers: words,
    notEvaluated: words,
    states: words,
    rows: z
      .array(
        z.object({
          row: z.int(),
          title: z.string(),
          levels: texts,
          tier: z.enum(TIERS),
          condition: z.string(),
          sources: texts,
        }),
      )
      .meta({ description: 'The decision table: the highest row that holds gives the tier.' }),
    sources: z.array(z.object({ id: z.string(), citation: z.string(), url: z.url().optional() })),
  })
  .meta({ id: 'Legend', description: 'What a view needs to draw an assessment over its chart.' });

export type WireLegend = z.infer<typeof legendSchema>;
