/**
 * A lexicon: every word that reading a text depends on, as data, compiled once. It names no language and no subject:
 * which phrases are findings, what negates, doubts or gives conditions, and how far each of these reaches.
 */
import type { Classes, Pattern } from './patterns.js';
import { PatternIndex, compilePattern, phraseWords } from './patterns.js';

export const CERTAINTIES = [
  'asserted',
  'uncertain',
  'negated',
  'family',
  'screening',
  'conditional',
  'historical',
] as const;
/** `historical`: it was there, and what is denied is that it came back. */
export type Certainty = (typeof CERTAINTIES)[number];

/** Something a text may say. */
export interface TermSource {
  /** Terms of one group are listed together ("no numbness or tingling"); cues may be for some groups only. */
  readonly group: string;
  readonly phrases: readonly string[];
  /** Behind a comma it begins a new statement: no list of denials goes on over it. */
  readonly head?: boolean | undefined;
  /** A list reaches it over a comma only behind a term of its own group. */
  readonly ownListOnly?: boolean | undefined;
  /** A reach that has come to it goes on to terms of the same group only. */
  readonly closesList?: boolean | undefined;
  /** Names a part (a site, a level), and asserts nothing. */
  readonly part?: boolean | undefined;
}

/** Words that change how certain the terms around them are. */
export interface CueSource {
  readonly certainty: Certainty;
  /** Where the cue stands: before or after its terms, before all the rest of the clause, or at the clause's head. */
  readonly stands: 'before' | 'after' | 'before-rest' | 'heads-clause';
  readonly phrases: readonly string[];
  /** Groups it is for; all where absent. */
  readonly groups?: readonly string[] | undefined;
  /** Words that may stand between the cue (or a joining word) and a term. */
  readonly within?: number | undefined;
  /** Words and marks over which it reaches from one term to the next. */
  readonly over?: readonly string[] | undefined;
  /** Reaches over these only to a bare term of the same group: "numbness and tingling." */
  readonly overBare?: readonly string[] | undefined;
  /** It must end its part of the clause. */
  readonly closes?: boolean | undefined;
  /** One of these must stand in the clause too. */
  readonly needs?: readonly string[] | undefined;
  /** It must stand right at the term: "?cancer". */
  readonly joined?: boolean | undefined;
  /** It reaches no further than `ends`. */
  readonly ends?: boolean | undefined;
  /** No term stands before it in its clause. */
  readonly first?: boolean | undefined;
}

export interface LexiconSource {
  readonly classes: Classes;
  /** Short forms and what they are read as. */
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly contrasts: readonly string[];
  readonly unstopped: readonly string[];
  readonly softStopped: readonly string[];
  readonly gapStops: readonly string[];
  /** Phrases that say nothing, whatever words they hold. */
  readonly void: readonly string[];
  /** Phrases that hold a negating word and negate nothing. */
  readonly asserting: readonly string[];
  /** Words that make a term a statement of its own: "unable to walk" in a list of denials. */
  readonly ownNegation: readonly string[];
  /** What ends every reach. */
  readonly ends: readonly string[];
  /** What behind a comma begins a new statement. */
  readonly heads: readonly string[];
  /** What in a part behind a comma makes it a statement. */
  readonly marks: readonly string[];
  readonly cues: readonly CueSource[];
  /** Denied with one of these, a term of these groups is historical: "no recurrence of". */
  readonly recalls: { readonly groups: readonly string[]; readonly phrases: readonly string[] };
  readonly terms: Readonly<Record<string, TermSource>>;
}

export interface Term extends Omit<TermSource, 'phrases'> {
  readonly name: string;
}

export interface Cue {
  readonly certainty: Certainty;
  readonly stands: CueSource['stands'];
  readonly groups?: ReadonlySet<string>;
  readonly within: number;
  readonly over: ReadonlySet<string>;
  readonly overBare: ReadonlySet<string>;
  readonly closes: boolean;
  readonly joined: boolean;
  readonly ends: boolean;
  readonly first: boolean;
  readonly needs?: PatternIndex<true>;
}

/** What a phrase of the lexicon is. */
export type Meaning =
  | { readonly kind: 'term'; readonly term: Term; readonly gapped: boolean }
  | { readonly kind: 'cue'; readonly cue: Cue }
  | { readonly kind: 'void' }
  | { readonly kind: 'asserting' };

export interface Lexicon {
  readonly abbreviations: ReadonlyMap<string, readonly Abbreviation[]>;
  readonly clauses: {
    readonly contrasts: ReadonlySet<string>;
    readonly unstopped: ReadonlySet<string>;
    readonly softStopped: ReadonlySet<string>;
  };
  readonly phrases: PatternIndex<Meaning>;
  readonly ownNegation: ReadonlySet<string>;
  readonly ends: PatternIndex<true>;
  readonly heads: PatternIndex<true>;
  readonly marks: PatternIndex<true>;
  readonly recalls: { readonly groups: ReadonlySet<string>; readonly phrases: PatternIndex<true> };
}

export interface Abbreviation {
  readonly short: readonly string[];
  readonly long: readonly string[];
}

/** @throws Error naming the phrase that cannot be read */
export function compileLexicon(source: LexiconSource): Lexicon {
  const { classes } = source;
  const stops = new Set(source.gapStops);
  const flags = (phrases: readonly string[]): PatternIndex<true> =>
    new PatternIndex(
      phrases.map((phrase) => compilePattern(phrase, true as const, classes)),
      stops,
    );
  const named = <T extends Meaning>(phrases: readonly string[], means: (phrase: string) => T): Pattern<Meaning>[] =>
    phrases.map((phrase) => compilePattern<Meaning>(phrase, means(phrase), classes));
  const phrases: Pattern<Meaning>[] = [
    ...named(source.void, () => ({ kind: 'void' })),
    ...named(source.asserting, () => ({ kind: 'asserting' })),
  ];
  for (const one of source.cues) {
    const cue = compileCue(one, flags);
    phrases.push(...named(one.phrases, () => ({ kind: 'cue', cue })));
  }
  for (const [name, { phrases: own, ...rest }] of Object.entries(source.terms)) {
    const term: Term = { name, ...rest };
    phrases.push(...named(own, (phrase) => ({ kind: 'term', term, gapped: phrase.includes('...') })));
  }
  return {
    abbreviations: compileAbbreviations(source.abbreviations),
    clauses: {
      contrasts: new Set(source.contrasts),
      unstopped: new Set(source.unstopped),
      softStopped: new Set(source.softStopped),
    },
    phrases: new PatternIndex(phrases, stops),
    ownNegation: new Set(source.ownNegation),
    ends: flags(source.ends),
    heads: flags(source.heads),
    marks: flags(source.marks),
    recalls: { groups: new Set(source.recalls.groups), phrases: flags(source.recalls.phrases) },
  };
}

function compileCue(source: CueSource, flags: (phrases: readonly string[]) => PatternIndex<true>): Cue {
  return {
    certainty: source.certainty,
    stands: source.stands,
    ...(source.groups ? { groups: new Set(source.groups) } : {}),
    within: source.within ?? 0,
    over: new Set(source.over),
    overBare: new Set(source.overBare),
    closes: source.closes ?? false,
    joined: source.joined ?? false,
    ends: source.ends ?? false,
    first: source.first ?? false,
    ...(source.needs ? { needs: flags(source.needs) } : {}),
  };
}

/** By the first word of the short form, the longest first. */
function compileAbbreviations(rows: Readonly<Record<string, string>>): ReadonlyMap<string, readonly Abbreviation[]> {
  const byWord = new Map<string, Abbreviation[]>();
  for (const [short, long] of Object.entries(rows)) {
    const words = phraseWords(short);
    const [first] = words;
    if (first === undefined) throw new Error(`the abbreviation "${short}" has no word`);
    byWord.set(first, [...(byWord.get(first) ?? []), { short: words, long: phraseWords(long) }]);
  }
  for (const list of byWord.values()) list.sort((a, b) => b.short.length - a.short.length);
  return byWord;
}
