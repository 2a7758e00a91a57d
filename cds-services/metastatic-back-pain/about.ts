/** What the service says of itself: who answers for it, what it is for, what it rests on, what could go wrong. */
import { z } from 'zod';
import type { About, ServiceContent } from '../../src/sdk/index.js';
import { readDocument } from './content.js';

const text = z.string().min(1);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const texts = z.array(text).min(1);

const governanceSchema = z.strictObject({
  version: text,
  status: z.enum(['draft', 'approved', 'retired']),
  owner: text,
  approval: z.strictObject({ by: text, date: day }).nullable(),
  released: day,
  revised: day,
  reviewDue: day,
  intendedUser: text,
  intendedPopulation: text,
  intendedUse: text,
  notIntendedFor: texts,
  limits: texts,
  sources: z
    .array(
      z.strictObject({
        id: text,
        citation: text,
        url: z.url().optional(),
        seen: z.enum(['read', 'second-hand', 'not-read']),
        strength: z.enum(['guideline', 'study', 'review', 'own']),
      }),
    )
    .min(1),
  sourceAttributes: z.strictObject({
    citation: text,
    developer: text,
    funding: text,
    dates: text,
    race: text,
    ethnicity: text,
    language: text,
    sexualOrientation: text,
    genderIdentity: text,
    sex: text,
    dateOfBirth: text,
    socialDeterminants: text,
    healthStatus: text,
  }),
  changeLog: z.array(z.strictObject({ version: text, date: day, change: text })).min(1),
});

const hazardsSchema = z
  .array(
    z.strictObject({
      id: z.string().regex(/^H\d+$/),
      hazard: text,
      control: text,
      cases: z.array(text),
      tests: z.array(text).default([]),
    }),
  )
  .min(1);

/** @throws ContentError naming the file and the path within it */
export function readAbout(content: ServiceContent): About {
  const governance = readDocument(content.documents, 'governance', governanceSchema);
  const hazards = readDocument(content.documents, 'hazards', hazardsSchema);
  return { ...governance, hazards, contentHash: content.contentHash };
}
