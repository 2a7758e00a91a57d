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

/** Words that `...` passes over at most. */
const GAP = 3;
/** Words a pattern can span: their places are the bits of one number. */
const LONGEST_SPAN = 26;

/** The tokens of a phrase as the text's own would be: a lexicon may write "r/o" or "band-like". */
export const phraseWords = (phrase: string): readonly string[] =>
  tokenise(normalise(phrase), phrase).map((token) => token.text);

/** @throws Error naming the phrase and what is wrong with it */
export function compilePattern<T>(phrase: string, means: T, classes: Classes): Pattern<T> {
  const elements = phrase
    .trim()
    .split(/\s+/)
    .flatMap((part) => compileElement(part, phrase, classes));
  if (elements.length + 2 * elements.filter((element) => element.gap).length > LONGEST_SPAN) {
    throw new Error(`"${phrase}" is too long`);
  }
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

const matches = ({ words, prefixes }: Element, { text }: Token): boolean =>
  words.has(text) || (prefixes.length > 0 && prefixes.some((prefix) => text.startsWith(prefix)));

/** Letters of a prefix by which it is found; shorter prefixes are tried at every word. */
const PREFIX_KEY = 3;
const NONE: readonly never[] = [];

/** Many patterns, found by their first word. */
export class PatternIndex<T> {
  private readonly byWord = new Map<string, Pattern<T>[]>();
  private readonly byPrefix = new Map<string, { readonly prefix: string; readonly pattern: Pattern<T> }[]>();

  constructor(
    patterns: readonly Pattern<T>[],
    /** Words that no gap passes over: what comes behind them is another statement. */
    private readonly gapStops: ReadonlySet<string>,
  ) {
    for (const pattern of patterns) this.add(pattern);
  }

  private add(pattern: Pattern<T>): void {
    for (const element of pattern.elements) {
      for (const word of element.words) put(this.byWord, word, pattern);
      for (const prefix of element.prefixes) put(this.byPrefix, prefix.slice(0, PREFIX_KEY), { prefix, pattern });
      if (!element.optional) return;
    }
  }

  /** The longest match of every pattern that begins at `from` and ends before `end`. */
  at(tokens: readonly Token[], from: number, end: number): readonly PatternMatch<T>[] {
    const token = tokens[from];
    if (!token) return NONE;
    let found: PatternMatch<T>[] | undefined;
    for (const pattern of this.candidates(token.text)) {
      const to = this.endOf(pattern, tokens, from, end);
      if (to > from) (found ??= []).push({ means: pattern.means, from, to });
    }
    return found ?? NONE;
  }

  /** Every match within a range of tokens. */
  all(tokens: readonly Token[], from: number, end: number): readonly PatternMatch<T>[] {
    const found: PatternMatch<T>[] = [];
    for (let index = from; index < end; index += 1) found.push(...this.at(tokens, index, end));
    return found;
  }

  /** Patterns that a word may begin. */
  private candidates(word: string): Iterable<Pattern<T>> {
    const exact = this.byWord.get(word) ?? NONE;
    let prefixed: Set<Pattern<T>> | undefined;
    for (let length = 1; length <= PREFIX_KEY && length <= word.length; length += 1) {
      for (const { prefix, pattern } of this.byPrefix.get(word.slice(0, length)) ?? NONE) {
        if (word.startsWith(prefix)) (prefixed ??= new Set(exact)).add(pattern);
      }
    }
    return prefixed ?? exact;
  }

  /** Places reached are the bits of a number, counted from `from`: a pattern spans 30 words at most. */
  private endOf({ elements }: Pattern<T>, tokens: readonly Token[], from: number, end: number): number {
    let places = 1;
    for (const element of elements) {
      let next = element.optional ? places : 0;
      for (let left = places; left !== 0; left &= left - 1) {
        const offset = 31 - Math.clz32(left & -left);
        if (element.gap) next |= this.overGap(tokens, from + offset, end) << offset;
        else if (offset < LONGEST_SPAN && from + offset < end && matches(element, tokens[from + offset] as Token)) {
          next |= 2 << offset;
        }
      }
      if (next === 0) return -1;
      places = next;
    }
    return from + 31 - Math.clz32(places);
  }

  /** Bit n: n words may be passed over. */
  private overGap(tokens: readonly Token[], place: number, end: number): number {
    let bits = 1;
    for (let passed = 1; passed <= GAP && place + passed <= end; passed += 1) {
      const token = tokens[place + passed - 1] as Token;
      if (this.gapStops.has(token.text) || !(token.isWord || token.text === '(' || token.text === '/')) return bits;
      bits |= 1 << passed;
    }
    return bits;
  }
}

function put<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
