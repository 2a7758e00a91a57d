/** Shapes of content rows that several documents share. */
import { z } from 'zod';

/** One number of the rule with where it comes from. */
export const threshold = z.strictObject({
  value: z.number(),
  unit: z.string(),
  source: z.string().min(1),
  confidence: z.enum(['guideline', 'convention', 'chosen']),
});

export const words = z.array(z.string().min(1)).min(1);
