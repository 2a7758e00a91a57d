/**
 * Patterns of words: how phrases are written in a lexicon, and where they stand in a text.
 *
 * Notation: words by blanks; `a|b` alternatives; `(a|b)` may be missing; `word*` any ending; `<class>` a named class of
 * words; `...` up to three words. Matching keeps the set of places a pattern has reached, so that its time is bounded by
 * words times elements: nothing backtracks.
 */
import type { Token } from './tokens.js';
import { normalise } from './normalise.js';
import { tokenise } from './tokens.js';

interface Element {
  readonly words: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  readonly optional: boolean;
  readonly gap: boolean;
}

/** A phrase with what it stands for. */
export interface Pattern<T> {
  readonly elements: readonly Element[];
  readonly means: T;
}

export interface PatternMatch<T> {
  readonly means: T;
  /** Indexes of tokens, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

/** Named classes of words, e.g. sides of the body. */
export type Classes = Readonly<Record<string, readonly string[]>>;

/** Words that `...` passes over at most, and words no gap passes over. */
const GAP = 3;

/** The tokens of a phrase as the text's own would be: a lexicon may write "r/o" or "band-like". */
export const phraseWords = (phrase: string): readonly string[] =>
  tokenise(normalise(phrase), phrase).map((token) => token.text);

/** @throws Error naming the phrase and what is wrong with it */
export function compilePattern<T>(phrase: string, means: T, classes: Classes): Pattern<T> {
  const elements = phrase
    .trim()
    .split(/\s+/)
    .flatMap((part) => compileElement(part, phrase, classes));
  const solid = elements.filter((element) => !element.optional && !element.gap);
  if (solid.length === 0) throw new Error(`"${phrase}" has no word that must be there`);
  if (elements[0]?.gap || elements.at(-1)?.gap) throw new Error(`"${phrase}" begins or ends with a gap`);
  return { elements, means };
}

function compileElement(part: string, phrase: string, classes: Classes): readonly Element[] {
  if (part === '...') return [{ words: new Set(), prefixes: [], optional: false, gap: true }];
  const optional = part.startsWith('(') && part.endsWith(')') && part.length > 2;
  const words = new Set<string>();
  const prefixes: string[] = [];
  let sequence: readonly string[] = [];
  for (const one of (optional ? part.slice(1, -1) : part).split('|')) {
    const named = /^<([a-z-]+)>$/.exec(one)?.[1];
    const listed = named === undefined ? [one] : classes[named];
    if (!listed) throw new Error(`"${phrase}" names the class "${named}", which there is not`);
    for (const word of listed) {
      if (word === '') throw new Error(`"${phrase}" has an empty alternative`);
      if (word.endsWith('*')) prefixes.push(word.slice(0, -1).toLowerCase());
      else if (phraseWords(word).length > 1) sequence = phraseWords(word);
      else words.add(phraseWords(word)[0] ?? word.toLowerCase());
    }
  }
  if (sequence.length === 0) return [{ words, prefixes, optional, gap: false }];
  if (words.size > 0 || prefixes.length > 0 || optional)
    throw new Error(`"${phrase}": "${part}" is several words; write them as a phrase of their own`);
  return sequence.map((word) => ({ words: new Set([word]), prefixes: [], optional: false, gap: false }));
}

const matches = (element: Element, token: Token): boolean =>
  element.words.has(token.text) || element.prefixes.some((prefix) => token.text.startsWith(prefix));

/** Many patterns, found by their first word. */
export class PatternIndex<T> {
  private readonly byWord = new Map<string, Pattern<T>[]>();
  private readonly byPrefix: { readonly prefix: string; readonly pattern: Pattern<T> }[] = [];

  constructor(
    patterns: readonly Pattern<T>[],
    /** Words that no gap passes over: what comes behind them is another statement. */
    private readonly gapStops: ReadonlySet<string>,
  ) {
    for (const pattern of patterns) this.add(pattern);
  }

  private add(pattern: Pattern<T>): void {
    for (const element of pattern.elements) {
      for (const word of element.words) this.byWord.set(word, [...(this.byWord.get(word) ?? []), pattern]);
      for (const prefix of element.prefixes) this.byPrefix.push({ prefix, pattern });
      if (!element.optional) return;
    }
  }

  /** The longest match of every pattern that begins at `from` and ends before `end`. */
  at(tokens: readonly Token[], from: number, end: number): readonly PatternMatch<T>[] {
    const token = tokens[from];
    if (!token) return [];
    const candidates = new Set(this.byWord.get(token.text));
    for (const { prefix, pattern } of this.byPrefix) if (token.text.startsWith(prefix)) candidates.add(pattern);
    const found: PatternMatch<T>[] = [];
    for (const pattern of candidates) {
      const to = this.endOf(pattern, tokens, from, end);
      if (to > from) found.push({ means: pattern.means, from, to });
    }
    return found;
  }

  /** Every match within a range of tokens. */
  all(tokens: readonly Token[], from: number, end: number): readonly PatternMatch<T>[] {
    const found: PatternMatch<T>[] = [];
    for (let index = from; index < end; index += 1) found.push(...this.at(tokens, index, end));
    return found;
  }

  private endOf(pattern: Pattern<T>, tokens: readonly Token[], from: number, end: number): number {
    let places: ReadonlySet<number> = new Set([from]);
    for (const element of pattern.elements) {
      const next = new Set<number>();
      for (const place of places) {
        if (element.gap) this.overGap(tokens, place, end, next);
        else {
          if (element.optional) next.add(place);
          const token = place < end ? tokens[place] : undefined;
          if (token && matches(element, token)) next.add(place + 1);
        }
      }
      if (next.size === 0) return -1;
      places = next;
    }
    return Math.max(...places);
  }

  private overGap(tokens: readonly Token[], place: number, end: number, next: Set<number>): void {
    for (let passed = 0; passed <= GAP && place + passed <= end; passed += 1) {
      next.add(place + passed);
      const token = tokens[place + passed];
      if (!token || this.gapStops.has(token.text) || !(token.isWord || token.text === '(' || token.text === '/'))
        return;
    }
  }
}
