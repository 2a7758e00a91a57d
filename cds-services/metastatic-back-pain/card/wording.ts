/** The words of the cards: documents a clinician edits, checked at start, filled in here. */
import { z } from 'zod';
import type { ServiceContent } from '../../../src/sdk/index.js';
import { ContentError } from '../../../src/sdk/index.js';
import { readDocument } from '../content.js';

const text = z.string().min(1);
const lines = z.array(text).min(1);

const wordingSchema = z.strictObject({
  summary: z.strictObject({
    emergency: lines,
    'emergency-cauda-equina': lines,
    'emergency-cauda-equina-inpatient': lines,
    urgent: lines,
    'urgent-infection': lines,
    'urgent-calcium': lines,
    recommended: lines,
    'incomplete-cancer': lines,
    incomplete: lines,
  }),
  action: z.strictObject({
    emergency: lines.max(8),
    urgent: lines,
    'urgent-infection': lines,
    'urgent-calcium': lines,
    recommended: lines,
    'incomplete-cancer': lines,
    incomplete: lines,
  }),
  lines: z.strictObject({
    'infection-emergency': text,
    'calcium-severe': text,
    'goals-of-care-hospice': text,
    'goals-of-care-comfort': text,
    'ordered-unconfirmed': text,
    'ordered-emergency': text,
    'extent-unclear': text,
    'known-spinal-metastases': text,
    fracture: text,
    'possible-cancer': text,
    'other-cancer': text,
    'radicular-pain': text,
    'bladder-bowel-prostate': text,
    'no-back-pain': text,
    'patient-unread': text,
    inpatient: text,
    'long-standing': text,
  }),
  notes: z.record(z.string(), text),
  why: z.strictObject({ emergency: text, urgent: text, recommended: text, 'recommended-with-features': text }),
  consider: text,
  basis: text,
  limits: text,
  contact: text,
  call: text,
  'call-hours': text,
  'call-24h': text,
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
    why: text,
    found: text,
    'not-found': text,
    'not-checked': text,
    existing: text,
    consider: text,
    basis: text,
    limits: text,
  }),
});

const named = z.strictObject({ short: text, name: text });
const vocabularySchema = z.strictObject({
  sites: z.record(z.string(), text),
  levels: z.record(z.string(), z.strictObject({ now: text, history: text })),
  pain: z.strictObject({ back: text, neck: text, none: text }),
  features: z.record(z.string(), named),
  'not-evaluated': z.record(z.string(), text),
  inputs: z.record(z.string(), text),
  states: z.record(z.string(), text),
  tiers: z.record(z.string(), text),
});

const reasonsSchema = z.record(z.string(), text);
const overrideSchema = z
  .array(z.strictObject({ code: z.string().regex(/^[a-z0-9-]+$/), display: text, tiers: z.array(text).min(1) }))
  .min(1);

const coding = z.strictObject({ system: text, code: text, display: text });
const ordersSchema = z.looseObject({
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

export type Wording = z.infer<typeof wordingSchema>;
export type SummaryKey = keyof Wording['summary'];
export type Vocabulary = z.infer<typeof vocabularySchema>;

/** Every word a card is made of. */
export interface CardContent {
  readonly wording: Readonly<Record<'uk' | 'us', Wording>>;
  readonly vocabulary: Vocabulary;
  readonly reasons: Readonly<Record<string, string>>;
  readonly overrideReasons: z.infer<typeof overrideSchema>;
  readonly orders: z.infer<typeof ordersSchema>;
}

/** CDS Hooks: a summary has fewer than 140 characters. */
export const SUMMARY_LENGTH = 139;

export function readCardContent({ documents }: ServiceContent): CardContent {
  const orders = readDocument(documents, 'orders', ordersSchema);
  const never = new Set(orders.neverOrdered.map((row) => row.code));
  for (const choice of Object.values(orders.wholeSpine)) {
    const wrong = choice.coding.find((row) => never.has(row.code));
    if (wrong) throw new ContentError('content/orders.yaml', `${wrong.code} is contrast only and is never ordered`);
  }
  const content: CardContent = {
    wording: {
      uk: readDocument(documents, 'wording.uk', wordingSchema),
      us: readDocument(documents, 'wording.us', wordingSchema),
    },
    vocabulary: readDocument(documents, 'vocabulary', vocabularySchema),
    reasons: readDocument(documents, 'reasons', reasonsSchema),
    overrideReasons: readDocument(documents, 'override-reasons', overrideSchema),
    orders,
  };
  checkLengths(content);
  return content;
}

/** The last line of each summary must fit with the longest words that can be filled in. */
function checkLengths({ wording, vocabulary }: CardContent): void {
  const longest = Object.values(vocabulary.features).reduce(
    (a, { short }) => (short.length > a.length ? short : a),
    '',
  );
  const filled = { feature: `${longest} 30 Sep 2026`, features: longest, cancer: 'cancer', pain: vocabulary.pain.none };
  for (const [guidance, { summary }] of Object.entries(wording)) {
    for (const [key, templates] of Object.entries(summary)) {
      const last = fill(templates.at(-1) ?? '', filled);
      if (last.length <= SUMMARY_LENGTH && !last.includes('{')) continue;
      throw new ContentError(
        `content/wording/${guidance}.yaml`,
        `summary.${key}: the last line must fit ${SUMMARY_LENGTH} characters and name nothing but {cancer}, {pain}, {feature}; it has ${last.length}: "${last}"`,
      );
    }
  }
}

/** The templates of the content, taken apart once: words and names in turn. */
const takenApart = new Map<string, readonly string[]>();

function partsOf(template: string): readonly string[] {
  let parts = takenApart.get(template);
  if (!parts) takenApart.set(template, (parts = template.split(/\{([A-Za-z0-9-]+)\}/)));
  return parts;
}

/** Fills `{names}` in; a name without a value stays as it is. @param template of the content, never of a chart */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  partsOf(template)
    .map((part, index) => (index % 2 === 0 ? part : (values[part] ?? `{${part}}`)))
    .join('');

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
