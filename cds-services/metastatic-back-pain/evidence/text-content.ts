/** The documents that say how free text is read (`language.yaml`) and what it is searched for (`phrases.yaml`), checked at start. */
import { z } from 'zod';
import type { Lexicon, LexiconSource, ServiceContent } from '../../../src/sdk/index.js';
import { CERTAINTIES, ContentError, compileLexicon } from '../../../src/sdk/index.js';
import { readDocument } from '../content.js';

// A number is a word too; a phrase that YAML read as a mapping ("denies :") is a mistake.
const words = z.array(z.union([z.string().min(1), z.number().transform(String)]));
const reviewed = { source: z.string().min(1), confidence: z.enum(['high', 'medium', 'low']) };

const cueSchema = z.strictObject({
  name: z.string(),
  certainty: z.enum(CERTAINTIES),
  stands: z.enum(['before', 'after', 'before-rest', 'heads-clause']),
  groups: words.optional(),
  phrases: words.min(1),
  within: z.number().int().min(0).max(8).optional(),
  over: words.optional(),
  'over-bare': words.optional(),
  closes: z.boolean().optional(),
  needs: words.optional(),
  joined: z.boolean().optional(),
  ends: z.boolean().optional(),
  first: z.boolean().optional(),
});

const languageSchema = z.strictObject({
  ...reviewed,
  classes: z.record(z.string(), words),
  abbreviations: z.record(z.string(), z.string()),
  contrasts: words,
  unstopped: words,
  'soft-stopped': z.string(),
  'gap-stops': words,
  void: words,
  asserting: words,
  'own-negation': words,
  ends: words,
  heads: words,
  marks: words,
  cues: z.array(cueSchema).min(1),
  recalls: z.strictObject({ groups: words, phrases: words }),
  beside: z.strictObject({ sets: words, codes: words }),
  'negative-starts': words,
});

const meansSchema = z.strictObject({
  set: z.string(),
  feature: z.string().optional(),
  role: z.string().optional(),
  regions: words.optional(),
  undated: z.enum(['emergency', 'major']).optional(),
  pattern: z.string().optional(),
  needs: z.literal('spinal-pain').optional(),
});
const cancerSchema = z.strictObject({
  kind: z.enum(['plain', 'short', 'own', 'weak', 'weak-of-five', 'spread', 'stage', 'origin', 'extension']),
  site: z.string().optional(),
  role: z.string().optional(),
  /** A spread said of a cancer ("metastatic"), not of the place it went to. */
  adjective: z.boolean().optional(),
  /** The place it went to follows at once ("spread to"). */
  towards: z.boolean().optional(),
  /** Somewhere in the text, for short forms that have other meanings. */
  context: z.string().optional(),
});
const termSchema = z.strictObject({
  group: z.enum(['sign', 'character', 'pain', 'disease', 'part']),
  head: z.boolean().optional(),
  'own-list-only': z.boolean().optional(),
  'closes-list': z.boolean().optional(),
  means: meansSchema.optional(),
  cancer: cancerSchema.optional(),
  part: z.string().optional(),
  phrases: words.min(1),
});
const linksSchema = z.strictObject({
  joining: words,
  of: words,
  towards: words,
  targets: words,
  from: words,
  secondary: words,
});
const phrasesSchema = z.strictObject({ ...reviewed, links: linksSchema, terms: z.record(z.string(), termSchema) });

export type TextMeans = z.infer<typeof meansSchema>;
export type CancerTerm = Omit<z.infer<typeof cancerSchema>, 'context'> & { readonly context?: RegExp };

export interface TextContent {
  readonly lexicon: Lexicon;
  /** What a term of the lexicon means, by its name. */
  readonly means: ReadonlyMap<string, TextMeans>;
  readonly cancers: ReadonlyMap<string, CancerTerm>;
  readonly parts: ReadonlyMap<string, string>;
  /** Words between cancers and sites. */
  readonly links: Readonly<Record<keyof z.infer<typeof linksSchema>, ReadonlySet<string>>>;
  /** Codings beside which a text is read for features only. */
  readonly beside: { readonly sets: ReadonlySet<string>; readonly codes: ReadonlySet<string> };
  readonly negativeStarts: ReadonlySet<string>;
}

export const squashCode = (code: string): string => code.replace(/[\s.]/g, '').toUpperCase();

/** @throws ContentError naming the file and the phrase */
export function readTextContent({ documents }: ServiceContent): TextContent {
  const language = readDocument(documents, 'language', languageSchema);
  const { terms, links } = readDocument(documents, 'phrases', phrasesSchema);
  const entries = Object.entries(terms);
  const pick = <T>(of: (term: z.infer<typeof termSchema>) => T | undefined): ReadonlyMap<string, T> =>
    new Map(entries.flatMap(([name, term]) => (of(term) === undefined ? [] : [[name, of(term) as T]])));
  return {
    lexicon: compile(language, terms),
    means: pick((term) => term.means),
    cancers: pick(({ cancer }) => {
      if (!cancer) return undefined;
      const { context, ...rest } = cancer;
      return context === undefined ? rest : { ...rest, context: new RegExp(context, 'i') };
    }),
    parts: pick((term) => term.part),
    links: {
      joining: new Set(links.joining),
      of: new Set(links.of),
      towards: new Set(links.towards),
      targets: new Set(links.targets),
      from: new Set(links.from),
      secondary: new Set(links.secondary),
    },
    beside: { sets: new Set(language.beside.sets), codes: new Set(language.beside.codes.map(squashCode)) },
    negativeStarts: new Set(language['negative-starts']),
  };
}

function compile(
  language: z.infer<typeof languageSchema>,
  terms: Readonly<Record<string, z.infer<typeof termSchema>>>,
): Lexicon {
  const soft = language.classes[language['soft-stopped'].replace(/[<>]/g, '')];
  const source: LexiconSource = {
    classes: language.classes,
    abbreviations: language.abbreviations,
    contrasts: language.contrasts,
    unstopped: language.unstopped,
    softStopped: soft ?? [language['soft-stopped']],
    gapStops: language['gap-stops'],
    void: language.void,
    asserting: language.asserting,
    ownNegation: language['own-negation'],
    ends: language.ends,
    heads: language.heads,
    marks: language.marks,
    cues: language.cues.map(({ 'over-bare': overBare, ...cue }) => ({ ...cue, overBare })),
    recalls: language.recalls,
    terms: Object.fromEntries(
      Object.entries(terms).map(([name, term]) => [
        name,
        {
          group: term.group,
          phrases: term.phrases,
          head: term.head,
          ownListOnly: term['own-list-only'],
          closesList: term['closes-list'],
          part: term.part !== undefined,
        },
      ]),
    ),
  };
  try {
    return compileLexicon(source);
  } catch (error) {
    throw new ContentError('content/language.yaml, content/phrases.yaml', error instanceof Error ? error.message : '');
  }
}
