/** The words of the cards as read.ts has checked them, and how they are filled in. */
import type { z } from 'zod';
import type { ordersSchema, overrideSchema, vocabularySchema, wordingSchema } from './schema.js';

export type Guidance = 'uk' | 'us';
export type Wording = z.infer<typeof wordingSchema>;
export type SummaryKey = keyof Wording['summary'];
export type Vocabulary = z.infer<typeof vocabularySchema>;
export type Orders = z.infer<typeof ordersSchema>;

/** Every word a card is made of. */
export interface CardContent {
  readonly wording: Readonly<Record<Guidance, Wording>>;
  /** As each guidance spells it. */
  readonly vocabulary: Readonly<Record<Guidance, Vocabulary>>;
  readonly orders: Readonly<Record<Guidance, Orders>>;
  readonly reasons: Readonly<Record<string, string>>;
  readonly overrideReasons: z.infer<typeof overrideSchema>;
}

/** CDS Hooks: a summary has fewer than 140 characters. */
export const SUMMARY_LENGTH = 139;

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

/** Within a sentence: `Raised CRP` is `raised CRP`, and `PSA high` stays as it is. */
export const inSentence = (words: string): string =>
  /^\p{Lu}(?!\p{Lu})/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
