/**
 * Which phrases of the lexicon stand in a clause: the longest and most specific of those that lie one within another,
 * and none that a phrase without meaning ("back of the knee") covers.
 */
import type { Clause } from './clauses.js';
import type { Cue, Lexicon, Meaning, Term } from './lexicon.js';
import type { PatternMatch } from './patterns.js';
import type { Token } from './tokens.js';

export interface TermMatch {
  readonly term: Term;
  /** Indexes of tokens, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

export interface CueMatch {
  readonly cue: Cue;
  readonly from: number;
  readonly to: number;
}

export interface ClauseMatches {
  readonly terms: readonly TermMatch[];
  readonly cues: readonly CueMatch[];
}

/** No phrase is longer: how far back one that covers another can begin. */
const LONGEST = 24;

export function matchesOf(tokens: readonly Token[], clause: Clause, lexicon: Lexicon): ClauseMatches {
  const all = lexicon.phrases
    .all(tokens, clause.from, clause.to)
    .filter(({ means, to }) => means.kind !== 'cue' || !means.cue.closes || isClosed(to, tokens, clause));
  const byStart = new Map<number, PatternMatch<Meaning>[]>();
  for (const one of all) byStart.set(one.from, [...(byStart.get(one.from) ?? []), one]);
  const kept = all.filter((one) => !isCovered(one, byStart));
  const terms: TermMatch[] = [];
  const cues: CueMatch[] = [];
  for (const { means, from, to } of kept) {
    if (means.kind === 'term') terms.push({ term: means.term, from, to });
    if (means.kind === 'cue') cues.push({ cue: means.cue, from, to });
  }
  return { terms: unique(terms), cues };
}

/** Words that join one item of a list to the next. */
const JOINING = new Set(['or', 'nor', 'and']);

/** Nothing but a mark, a joining word or the end follows. */
export function isClosed(at: number, tokens: readonly Token[], clause: Clause): boolean {
  const next = at < clause.to ? tokens[at] : undefined;
  return !next?.isWord || JOINING.has(next.text);
}

/** One match of a term at a place, the longest. */
function unique(terms: readonly TermMatch[]): readonly TermMatch[] {
  const best = new Map<string, TermMatch>();
  for (const one of terms) {
    const key = `${one.term.name}|${one.from}`;
    const known = best.get(key);
    if (!known || known.to < one.to) best.set(key, one);
  }
  return [...best.values()];
}

function isCovered(
  one: PatternMatch<Meaning>,
  byStart: ReadonlyMap<number, readonly PatternMatch<Meaning>[]>,
): boolean {
  if (one.means.kind === 'void') return false;
  for (let from = Math.max(0, one.from - LONGEST); from < one.to; from += 1) {
    for (const other of byStart.get(from) ?? []) if (covers(other, one)) return true;
  }
  return false;
}

function covers(other: PatternMatch<Meaning>, one: PatternMatch<Meaning>): boolean {
  if (other === one || other.to <= one.from) return false;
  const contains = other.from <= one.from && other.to >= one.to;
  const longer = other.to - other.from > one.to - one.from;
  const isContained = one.from <= other.from && one.to >= other.to && one.to - one.from > other.to - other.from;
  // A void phrase takes with it whatever it overlaps, but for a phrase that holds it whole.
  if (other.means.kind === 'void') return !isContained;
  if (!contains || !longer) return false;
  if (other.means.kind === 'cue') return one.means.kind === 'cue';
  // The gap of "legs … weak" passes over other findings: it takes with it its own kind, and what it begins or ends with.
  if (other.means.kind === 'term' && other.means.gapped) {
    if (one.means.kind !== 'term') return false;
    return one.means.term.name === other.means.term.name || one.from === other.from || one.to === other.to;
  }
  return true;
}
