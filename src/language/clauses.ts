/**
 * Clauses: a text split at `.`, `;`, line ends and contrasting words ("but"), never within a number or an abbreviation.
 * Together the clauses are the whole text: no character is lost.
 */
import type { Token } from './tokens.js';

export interface Clause {
  /** Offsets in the original; one clause begins where the one before ends. */
  readonly start: number;
  readonly end: number;
  /** Its tokens, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

export interface ClauseRules {
  /** Words that begin a clause of their own: "but". */
  readonly contrasts: ReadonlySet<string>;
  /** Words whose full stop is part of them: "dr", "approx". */
  readonly unstopped: ReadonlySet<string>;
  /** Words whose full stop ends a sentence only where a capital follows, besides single letters. */
  readonly softStopped: ReadonlySet<string>;
}

/** Shorter words before a stop without a blank behind it are abbreviations ("e.g", "p.r.n"). */
const WORD_BEFORE_BARE_STOP = 3;

export function splitClauses(tokens: readonly Token[], length: number, rules: ClauseRules): readonly Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  let start = 0;
  const close = (to: number, end: number): void => {
    if (to === from && end === start) return;
    clauses.push({ start, end, from, to });
    from = to;
    start = end;
  };
  tokens.forEach((token, index) => {
    if (token.text === ';' || token.text === '\n') close(index + 1, token.end);
    else if (token.text === '.' && endsSentence(tokens, index, rules)) close(index + 1, token.end);
    else if (rules.contrasts.has(token.text) && index > from) close(index, token.start);
  });
  close(tokens.length, length);
  return clauses;
}

function endsSentence(tokens: readonly Token[], index: number, rules: ClauseRules): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  if (!after || after.text === '\n') return true;
  if (!before?.isWord || !after.isWord) return true;
  if (rules.unstopped.has(before.text)) return false;
  if (after.isJoined) return before.text.length >= WORD_BEFORE_BARE_STOP && !/^\d/.test(after.text);
  if (before.text.length === 1 || rules.softStopped.has(before.text)) return after.isCapital;
  return true;
}
