/** Short forms written out: "LBP" is read as "low back pain", and quoted as "LBP". */
import type { Lexicon } from './lexicon.js';
import type { Token } from './tokens.js';

/** One pass from left to right; what was written out is not looked at again. */
export function expand(tokens: readonly Token[], { abbreviations }: Lexicon): readonly Token[] {
  const expanded: Token[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index] as Token;
    const found = abbreviations
      .get(token.text)
      ?.find(({ short }) => short.every((word, offset) => tokens[index + offset]?.text === word));
    if (!found) {
      expanded.push(token);
      index += 1;
      continue;
    }
    const last = tokens[index + found.short.length - 1] as Token;
    for (const [position, text] of found.long.entries()) {
      expanded.push({ ...token, text, end: last.end, isWord: true, isJoined: position === 0 && token.isJoined });
    }
    index += found.short.length;
  }
  return expanded;
}
