/** Words and marks of a normalised text, each with its place in the original. */
import type { Normalised } from './normalise.js';

export interface Token {
  /** In lower case; a mark is itself, a line end `\n`. */
  readonly text: string;
  /** Offsets in the original. */
  readonly start: number;
  readonly end: number;
  readonly isWord: boolean;
  /** The original begins it with a capital letter. */
  readonly isCapital: boolean;
  /** Nothing stands between it and the token before. */
  readonly isJoined: boolean;
}

/** A number with its decimals, a word with its apostrophe, or a single mark. No nested repetition: linear. */
const TOKEN = /\d+(?:[.,]\d+)*(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:'\p{L}+)?|\n|[^\s\p{L}\p{N}]/gu;
const WORD = /^[\p{L}\p{N}]/u;
const CAPITAL = /^\p{Lu}/u;

/** The tokens of a text. A hyphen within a word ("band-like") parts the words and is no token. */
export function tokenise(normal: Normalised, original: string): readonly Token[] {
  const tokens: Token[] = [];
  const { text, starts, ends } = normal;
  let last = -1;
  for (const match of text.matchAll(TOKEN)) {
    const from = match.index;
    const to = from + match[0].length;
    if (match[0] === '-' && isWithinWord(text, from)) {
      last = to;
      continue;
    }
    const start = starts[from] as number;
    tokens.push({
      text: match[0],
      start,
      end: ends[to - 1] as number,
      isWord: WORD.test(match[0]),
      isCapital: CAPITAL.test(original.slice(start, start + 2)),
      isJoined: last === from,
    });
    last = to;
  }
  return tokens;
}

const isWithinWord = (text: string, at: number): boolean =>
  WORD.test(text.charAt(at - 1)) && WORD.test(text.charAt(at + 1));
