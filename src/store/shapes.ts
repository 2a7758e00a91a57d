/**
 * The shapes of what is read back: texts of the store and lines of the spill. This project wrote them, but a disk, a
 * copy or a hand at a prompt may have changed them since; what does not have its shape counts as not there.
 */
import { z } from 'zod';
import type { EvidenceSnapshot } from '../decision/evidence.js';
import type { DecisionRecord, Reason } from './port.js';

/** `undefined` for a text that is no JSON, or not of the shape. */
export type Reader<T> = (text: string) => T | undefined;

/** What the schema does not name (a newer version's field) is kept as it is. */
function reader<T>(schema: z.ZodType): Reader<T> {
  return (text) => {
    try {
      const value: unknown = JSON.parse(text);
      return schema.safeParse(value).success ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  };
}

const texts = z.array(z.string());
const tier = z.enum(['emergency', 'urgent', 'recommended', 'incomplete']);
const level = z.enum(['established', 'high-risk-other', 'possible', 'other', 'none']);

const evidence = z.object({
  key: z.string(),
  tier,
  level,
  sites: texts,
  emergency: texts,
  major: texts,
  features: texts,
  emergencyDates: texts,
  entries: z.object({ cancer: texts, pain: texts, emergency: texts }),
  longStanding: z.boolean(),
});

const rest = {
  variant: z.string().optional(),
  quiet: z.object({ reason: z.string(), until: z.number() }).optional(),
  suggestions: texts,
  settings: z.object({ otherCancers: z.boolean() }),
  asOf: z.string(),
  level,
  sites: texts,
  features: texts,
  inputs: z.record(z.string(), z.string()),
  stages: z.record(z.string(), z.number()),
  compare: z.object({ differs: z.boolean() }).optional(),
};

/** The record without what has columns of its own. */
export type Body = Pick<DecisionRecord, keyof typeof rest> & { readonly ruleId: string };

export const readBody = reader<Body>(z.object({ ruleId: z.string(), ...rest }));
export const readEvidence = reader<EvidenceSnapshot>(evidence);
export const readTexts = reader<readonly string[]>(texts);
export const readReasons = reader<readonly Reason[]>(
  z.array(z.object({ code: z.string(), system: z.string().optional() })),
);
export const readDecision = reader<DecisionRecord>(
  z.object({
    id: z.string(),
    at: z.number(),
    tenant: z.string(),
    service: z.string(),
    mode: z.enum(['live', 'shadow']),
    patient: z.string(),
    user: z.string().optional(),
    origin: z.string().optional(),
    tier: tier.nullable(),
    reason: z.string().optional(),
    outcome: z.string(),
    shown: z.enum(['card', 'info', 'no']),
    card: z.string().optional(),
    rule: z.object({ id: z.string(), version: z.string(), contentHash: z.string() }),
    evidence: evidence.optional(),
    ...rest,
  }),
);
