/**
 * Reads a text: normalise, write out short forms, split into clauses, find phrases (those that assert go before any
 * negation), and say of each term how certain it is. Total, deterministic, and bounded in time for any string.
 */
import { expand } from './abbreviations.js';
import type { Clause } from './clauses.js';
import { splitClauses } from './clauses.js';
import type { Certainty, Lexicon, Term } from './lexicon.js';
import type { CueMatch, TermMatch } from './matches.js';
import { matchesOf } from './matches.js';
import { normalise } from './normalise.js';
import type { ClauseView } from './reach.js';
import { reached } from './reach.js';
import type { Token } from './tokens.js';
import { tokenise } from './tokens.js';

/** Characters of a text that are read; a note longer than this is cut, and says so. */
export const TEXT_LIMIT = 4000;

/** A term of the lexicon in a text. */
export interface Mention {
  /** Its name in the lexicon. */
  readonly name: string;
  readonly term: Term;
  /** Words of the original, as written. */
  readonly phrase: string;
  /** Index of its clause. */
  readonly clause: number;
  /** Offsets in the original. */
  readonly start: number;
  readonly end: number;
  /** Indexes of tokens, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

export interface Assertion extends Mention {
  readonly certainty: Certainty;
}

export interface ClauseText {
  /** As written, without the blanks and marks around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface TextReading {
  readonly clauses: readonly ClauseText[];
  readonly assertions: readonly Assertion[];
  /** Parts that are named (sites, levels): they assert nothing. */
  readonly parts: readonly Mention[];
  readonly tokens: readonly Token[];
  /** The text was longer than `TEXT_LIMIT`; the rest was not read. */
  readonly isCut: boolean;
}

/** Where several cues reach a term, the first of these counts. */
const ORDER: readonly Certainty[] = ['conditional', 'family', 'screening', 'historical', 'negated', 'uncertain'];
/** Words before and behind a denied term that may say "recurrence". */
const RECALL_BEFORE = 8;
const RECALL_BEHIND = 3;

export function readClauses(text: string, lexicon: Lexicon): TextReading {
  const read = cut(text);
  const tokens = expand(tokenise(normalise(read), read), lexicon);
  const clauses = splitClauses(tokens, read.length, lexicon.clauses);
  const assertions: Assertion[] = [];
  const parts: Mention[] = [];
  clauses.forEach((clause, number) => {
    const { terms, cues } = matchesOf(tokens, clause, lexicon);
    const mention = ({ term, from, to }: TermMatch): Mention => {
      const start = (tokens[from] as Token).start;
      const end = (tokens[to - 1] as Token).end;
      return { name: term.name, term, phrase: read.slice(start, end), clause: number, start, end, from, to };
    };
    const asserting = terms.filter(({ term }) => !term.part);
    const named = new Map(terms.filter(({ term }) => term.part).map(({ from, to }) => [from, to]));
    const certainties = certaintiesOf(asserting, cues, { tokens, clause, lexicon, parts: named });
    for (const one of asserting) assertions.push({ ...mention(one), certainty: certainties.get(one) ?? 'asserted' });
    for (const one of terms) if (one.term.part) parts.push(mention(one));
  });
  return {
    clauses: clauses.map((clause) => clauseText(clause, read)),
    assertions,
    parts,
    tokens,
    isCut: read.length < text.length,
  };
}

/** Never in the middle of a character. */
function cut(text: string): string {
  if (text.length <= TEXT_LIMIT) return text;
  const last = text.charCodeAt(TEXT_LIMIT - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? TEXT_LIMIT - 1 : TEXT_LIMIT);
}

function clauseText({ start, end }: Clause, text: string): ClauseText {
  return {
    text: text
      .slice(start, end)
      .replace(/^[\s.;,]{1,99}/, '')
      .replace(/[\s.;,]$/, '')
      .trim(),
    start,
    end,
  };
}

function certaintiesOf(
  terms: readonly TermMatch[],
  cues: readonly CueMatch[],
  within: Pick<ClauseView, 'tokens' | 'clause' | 'lexicon' | 'parts'>,
): ReadonlyMap<TermMatch, Certainty> {
  const certainties = new Map<TermMatch, Certainty>();
  if (terms.length === 0 || cues.length === 0) return certainties;
  const view: ClauseView = {
    ...within,
    starts: groupBy(terms, 'from'),
    ends: groupBy(terms, 'to'),
    cues: groupBy(cues, 'from'),
    idle: idleCues(cues, within),
  };
  for (const match of cues) {
    for (const one of reached(match, view)) {
      // A term that stands over the cue itself ("no power in the legs") is not reached by it.
      if (match.from >= one.from && match.to <= one.to) continue;
      const certainty = isRecalled(one, match, view) ? 'historical' : match.cue.certainty;
      const known = certainties.get(one);
      if (known === undefined || ORDER.indexOf(certainty) < ORDER.indexOf(known)) certainties.set(one, certainty);
    }
  }
  return certainties;
}

function idleCues(
  cues: readonly CueMatch[],
  { tokens, clause }: Pick<ClauseView, 'tokens' | 'clause'>,
): ReadonlySet<CueMatch['cue']> {
  const conditional = new Set(cues.map(({ cue }) => cue));
  return new Set([...conditional].filter(({ needs }) => needs?.all(tokens, clause.from, clause.to).length === 0));
}

function groupBy<T extends { readonly from: number; readonly to: number }>(
  matches: readonly T[],
  key: 'from' | 'to',
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const one of matches) {
    const list = groups.get(one[key]);
    if (list) list.push(one);
    else groups.set(one[key], [one]);
  }
  return groups;
}

/** "No evidence of recurrent …": denied is that it came back, not that it was there. */
function isRecalled(one: TermMatch, { cue, from }: CueMatch, view: ClauseView): boolean {
  const { tokens, clause, lexicon } = view;
  if (cue.certainty !== 'negated' || !lexicon.recalls.groups.has(one.term.group)) return false;
  // "No recurrence or metastases" denies two things: that these came back is not said.
  const parts = (index: number): boolean => one.term.ownListOnly === true && cue.over.has(tokens[index]?.text ?? '');
  let begins = one.from;
  const first = Math.max(one.from - RECALL_BEFORE, Math.min(from, one.from));
  while (begins > first && !parts(begins - 1)) begins -= 1;
  let end = one.to;
  while (end < clause.to && end - one.to < RECALL_BEHIND && tokens[end]?.isWord && !parts(end)) end += 1;
  return lexicon.recalls.phrases.all(tokens, begins, end).length > 0;
}
