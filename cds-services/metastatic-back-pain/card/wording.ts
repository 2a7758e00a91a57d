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

/** Fills `{names}` in; a name without a value stays as it is. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{([A-Za-z0-9-]+)\}/g, (whole, name: string) => values[name] ?? whole);

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Within a sentence: `Raised CRP` is `raised CRP`, and `PSA high` stays as it is. */
export const inSentence = (words: string): string =>
  /^\p{Lu}(?!\p{Lu})/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
