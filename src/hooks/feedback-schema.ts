/** Feedback on the wire (CDS Hooks 2.0 "Feedback", and Epic's spelling of it). Pure. */
import { z } from 'zod';

const allowed = (what: string) => ({ error: what });
const CARD = 'the uuid of a card';
const SUGGESTIONS = 'a list of {"id": uuid of a suggestion}, since the outcome is accepted';

const suggestions = z
  .array(
    z.object(
      { id: z.string(allowed('the uuid of a suggestion')).min(1, allowed('the uuid of a suggestion')) },
      allowed('an object with id'),
    ),
    allowed(SUGGESTIONS),
  )
  .min(1, allowed(SUGGESTIONS));

const common = {
  card: z.string(allowed(CARD)).min(1, allowed(CARD)),
  overrideReason: z
    .unknown()
    .optional()
    .meta({
      description: 'An object with reason (a Coding) and userComment; what else is sent is passed over.',
      examples: [{ reason: { code: 'already-imaged', system: 'urn:spinewatch:override-reason' } }],
    }),
  overrideReasons: z.unknown().optional().meta({ description: "Epic's spelling: an object or a list." }),
  outcomeTimestamp: z
    .unknown()
    .optional()
    .meta({
      description: 'When it happened (RFC 3339); one that is missing or wrong is replaced by the time of receipt.',
      examples: ['2026-06-15T12:00:00Z'],
    }),
};

/** One entry of the feedback. */
export const entrySchema = z
  .discriminatedUnion(
    'outcome',
    [
      z.object({ outcome: z.literal('accepted'), acceptedSuggestions: suggestions, ...common }),
      z.object({ outcome: z.literal('overridden'), ...common }),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union' ? '"accepted" or "overridden"' : 'an object with card and outcome',
    },
  )
  .meta({ id: 'FeedbackEntry' });

export const MAX_ENTRIES = 1000;

/** The body, as the OpenAPI document shows it; entries are checked one by one (src/hooks/feedback.ts). */
export const feedbackSchema = z.object({ feedback: z.array(entrySchema).max(MAX_ENTRIES) }).meta({ id: 'Feedback' });

export type WireEntry = z.infer<typeof entrySchema>;
