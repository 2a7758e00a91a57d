/** The shapes of the documents that hold the words of the cards (content/wording, content/vocabulary.yaml and others). */
import { z } from 'zod';

const text = z.string().min(1);
const lines = z.array(text).min(1);

/** Lines of the action of an emergency; three more may stand before the lists: goals of care, in-patient, fever. */
const EMERGENCY_LINES = 5;

export const wordingSchema = z.strictObject({
  summary: z.strictObject({
    emergency: lines,
    'emergency-cauda-equina': lines,
    'emergency-cauda-equina-inpatient': lines,
    urgent: lines,
    'urgent-infection': lines,
    'urgent-calcium': lines,
    'urgent-known-metastases': lines,
    recommended: lines,
    'recommended-long-standing': lines,
    'incomplete-cancer': lines,
    incomplete: lines,
  }),
  action: z.strictObject({
    emergency: lines.max(EMERGENCY_LINES),
    'emergency-cauda-equina': lines.max(EMERGENCY_LINES),
    urgent: lines,
    'urgent-infection': lines,
    'urgent-calcium': lines,
    recommended: lines,
    'incomplete-cancer': lines,
    incomplete: lines,
  }),
  lines: z.strictObject({
    'goals-of-care-hospice': text,
    'goals-of-care-comfort': text,
    inpatient: text,
    'infection-emergency': text,
    'calcium-severe': text,
    'radicular-pain': text,
    'deficit-not-new': text,
    listed: text,
    'listed-with-features': text,
    'ordered-unconfirmed': text,
    'ordered-emergency': text,
    'extent-unclear': text,
    'known-spinal-metastases': text,
    fracture: text,
    'possible-cancer': text,
    'other-cancer': text,
    'high-risk-cancer': text,
    'bladder-bowel-prostate': text,
    'no-back-pain': text,
    'patient-unread': text,
  }),
  notes: z.record(z.string(), text),
  why: z.strictObject({
    emergency: text,
    'emergency-with-others': text,
    urgent: text,
    recommended: text,
    'recommended-unread': text,
    'recommended-with-features': text,
  }),
  consider: text,
  basis: text,
  limits: text,
  contact: text,
  'contact-hours': text,
  elsewhere: text.optional(),
  call: text,
  'call-24h': text,
  more: text,
  'more-records': text,
  labels: z.strictObject({
    'suggestion-mri': text,
    'action-mri': text,
    'mri-without': text,
    'mri-with-and-without': text,
    'order-note': text,
    'order-safety': text,
    'suggestion-bloods': text,
    'action-bloods': text,
    'bloods-text': text,
    'bloods-note': text,
  }),
  links: z.array(z.strictObject({ label: text, url: z.url() })).min(1),
  headings: z.strictObject({
    also: text,
    why: text,
    found: text,
    'not-found': text,
    'not-checked': text,
    existing: text,
    consider: text,
    basis: text,
    limits: text,
  }),
  /** Words of the vocabulary and of the blood tests that are spelled otherwise where this guidance is used. */
  spelling: z.record(text, text).optional(),
  /** Words that no text of this guidance may hold. */
  never: z.array(text).optional(),
});

const regex = text.refine(
  (source) => {
    try {
      return Boolean(new RegExp(source, 'i'));
    } catch {
      return false;
    }
  },
  { message: 'is no regular expression' },
);

const named = z.strictObject({
  short: text,
  name: text,
  /** Another short name where the finding's words say so. */
  where: z.array(z.strictObject({ words: regex, short: text })).optional(),
});

export const vocabularySchema = z.strictObject({
  sites: z.record(z.string(), text),
  levels: z.record(z.string(), z.strictObject({ now: text, history: text, background: text })),
  pain: z.strictObject({ back: text, neck: text, none: text }),
  criteria: z.record(z.string(), text),
  strengths: z.strictObject({ emergency: text, major: text, minor: text, context: text }),
  features: z.record(z.string(), named),
  /** Words before a deficit's short name where the finding says that it is not new, or over. */
  remarks: z.array(z.strictObject({ words: regex, before: text })),
  groups: z.record(z.string(), z.strictObject({ label: text, all: text, features: lines })),
  'not-evaluated': z.record(z.string(), text),
  inputs: z.record(z.string(), text),
  states: z.record(z.string(), text),
  'states-explained': z.record(z.string(), text),
  tiers: z.record(z.string(), text),
});

export const reasonsSchema = z.record(z.string(), text);
export const overrideSchema = z
  .array(z.strictObject({ code: z.string().regex(/^[a-z0-9-]+$/), display: text, tiers: z.array(text).min(1) }))
  .min(1);

const coding = z.strictObject({ system: text, code: text, display: text });
export const ordersSchema = z.looseObject({
  wholeSpine: z.record(
    z.enum(['without', 'with-and-without']),
    z.strictObject({ coding: z.array(coding).min(1), text }),
  ),
  bloods: z.strictObject({
    coding: z.array(coding).min(1),
    tests: z
      .array(
        z.strictObject({ text, coding: coding.optional(), only: z.enum(['prostate', 'myeloma-screen']).optional() }),
      )
      .min(1),
  }),
  neverOrdered: z.array(z.looseObject({ system: text, code: text })),
});
