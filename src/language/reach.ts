/**
 * How far a cue reaches: over the terms joined to the first by the cue's own joining words, and not over the beginning of
 * a new statement. What is doubtful is not reached, so that no negation erases a finding.
 */
import type { Clause } from './clauses.js';
import type { Lexicon } from './lexicon.js';
import type { CueMatch, TermMatch } from './matches.js';
import { isClosed } from './matches.js';
import type { Token } from './tokens.js';

/** One clause, ready to be asked. */
export interface ClauseView {
  readonly tokens: readonly Token[];
  readonly clause: Clause;
  readonly lexicon: Lexicon;
  readonly starts: ReadonlyMap<number, readonly TermMatch[]>;
  readonly ends: ReadonlyMap<number, readonly TermMatch[]>;
  /** Where a named part that begins at a token ends. */
  readonly parts: ReadonlyMap<number, number>;
  /** Cues by the index of their first token. */
  readonly cues: ReadonlyMap<number, readonly CueMatch[]>;
  /** Cues whose further condition does not hold in this clause. */
  readonly idle: ReadonlySet<CueMatch['cue']>;
}

/** No list of a person's note is longer; it bounds the work on a hostile text. */
const LONGEST_REACH = 80;

const CLOSING = new Set(['or', 'nor']);
const COMMA = ',';
/** Marks that part nothing. */
const SILENT = new Set(['(', ')', '"', "'", '[', ']']);

export function reached(match: CueMatch, view: ClauseView): readonly TermMatch[] {
  const { cue } = match;
  const isFor = ({ term }: TermMatch): boolean => cue.groups === undefined || cue.groups.has(term.group);
  if (view.idle.has(cue)) return [];
  switch (cue.stands) {
    case 'before':
      return forwards(match, view).filter(isFor);
    case 'after':
      return backwards(match, view).filter(isFor);
    case 'before-rest':
      return [...view.starts.values()].flat().filter((one) => one.from >= match.to && isFor(one));
    case 'heads-clause':
      return match.from <= view.clause.from + 1 ? headed(match, view).filter(isFor) : [];
  }
}

/** All of the clause that the cue heads, up to a comma and a new head: "FH: …, PMH: …". */
function headed({ to }: CueMatch, { tokens, clause, lexicon, starts }: ClauseView): readonly TermMatch[] {
  let end = to;
  while (end < clause.to) {
    if (tokens[end]?.text === COMMA && lexicon.heads.at(tokens, end + 1, clause.to).length > 0) break;
    end += 1;
  }
  return [...starts.values()].flat().filter((one) => one.from >= to && one.from < end);
}

function forwards(match: CueMatch, view: ClauseView): readonly TermMatch[] {
  const { cue, from, to } = match;
  const { tokens, clause, lexicon } = view;
  const found: TermMatch[] = [];
  /** Words since the cue or the last joining word; the end of the last term reached in this part. */
  let words = 0;
  let lastEnd = -1;
  let overComma = false;
  let index = to;
  // "?cancer" and "? cancer" doubt what follows, "cancer?" what went before.
  if (cue.joined && tokens[to]?.isJoined !== true && tokens[from]?.isJoined === true) return found;
  if (cue.first && [...view.starts.keys()].some((start) => start < from)) return found;
  const last = Math.min(clause.to, to + LONGEST_REACH);
  while (index < last) {
    const token = tokens[index] as Token;
    const here = view.starts.get(index) ?? [];
    if (index !== to && speaksForItself(index, cue, view)) return found;
    if (here.length > 0) {
      if (lastEnd >= 0 && index !== lastEnd) return found;
      if (index !== to && here.some((one) => isOwnStatement(one, view))) return found;
      if (overComma && here.every((one) => one.term.ownListOnly && !isListed(one, match, found, view))) return found;
      if (cue.certainty === 'negated' && isClosedFor(here, found)) return found;
      found.push(...here);
      index = Math.max(...here.map((one) => one.to));
      lastEnd = index;
      continue;
    }
    const isBare = cue.overBare.has(token.text);
    if (isBare && !isBareTerm(index + 1, found, view)) return found;
    if (isBare || cue.over.has(token.text)) {
      // "Numbness: none, leg weakness": the denial belongs to what went before.
      if (index === to && token.text === COMMA) return found;
      if (token.text === COMMA && beginsStatement(index + 1, view)) return found;
      overComma = token.text === COMMA;
      words = 0;
      lastEnd = -1;
    } else if (!token.isWord) {
      if (!SILENT.has(token.text)) return found;
    } else {
      if (cue.ends && lexicon.ends.at(tokens, index, clause.to).length > 0) return found;
      const part = view.parts.get(index);
      if (part === undefined) words += 1;
      // The site between "metastatic" and "cancer" parts nothing.
      else if (lastEnd === index) lastEnd = part;
      if (lastEnd < 0 && words > cue.within) return found;
      if (part !== undefined) {
        index = part;
        continue;
      }
    }
    index += 1;
  }
  return found;
}

/** Another cue of the kind begins: what follows is its own. */
const speaksForItself = (index: number, cue: CueMatch['cue'], { cues }: ClauseView): boolean =>
  (cues.get(index) ?? []).some((other) => other.cue.stands === 'before' && other.cue.certainty === cue.certainty);

/** Of one list with what the cue reached, or with a word for coming back: "no recurrence, metastases or nodes". */
const isListed = (
  one: TermMatch,
  { to }: CueMatch,
  found: readonly TermMatch[],
  { tokens, lexicon }: ClauseView,
): boolean =>
  sharesGroup(one.term.group, found) ||
  (lexicon.recalls.groups.has(one.term.group) && lexicon.recalls.phrases.all(tokens, to, one.from).length > 0);

const sharesGroup = (group: string, found: readonly TermMatch[]): boolean =>
  found.some(({ term }) => term.group === group);

const isClosedFor = (here: readonly TermMatch[], found: readonly TermMatch[]): boolean =>
  found.some((before) => before.term.closesList && here.every(({ term }) => term.name !== before.term.name));

/** A phrase that holds its own negation ("unable to walk") is no item of a list of denials. */
const isOwnStatement = ({ from, to }: TermMatch, { tokens, lexicon }: ClauseView): boolean =>
  tokens.slice(from, to).some((token) => lexicon.ownNegation.has(token.text));

/** A term of the group reached so far, with nothing behind it. */
function isBareTerm(index: number, found: readonly TermMatch[], view: ClauseView): boolean {
  let at = index;
  for (let part = view.parts.get(at); part !== undefined; part = view.parts.get(at)) at = part;
  const here = (view.starts.get(at) ?? []).filter(({ term }) => sharesGroup(term.group, found));
  return here.some((one) => isClosed(one.to, view.tokens, view.clause));
}

/** True where what follows a comma is a statement of its own, and no further item of the list. */
function beginsStatement(from: number, view: ClauseView): boolean {
  const { tokens, clause, lexicon } = view;
  const first = tokens[from];
  if (first && CLOSING.has(first.text)) return false;
  if (lexicon.heads.at(tokens, from, clause.to).length > 0) return true;
  let end = from;
  while (end < clause.to && tokens[end]?.text !== COMMA && !CLOSING.has(tokens[end]?.text ?? '')) end += 1;
  for (let index = from; index < end; index += 1) {
    if ((view.starts.get(index) ?? []).some(({ term }) => term.head)) return true;
  }
  const goesOn = CLOSING.has(tokens[end]?.text ?? '') && end < clause.to;
  return !goesOn && lexicon.marks.all(tokens, from, end).length > 0;
}

function backwards({ cue, from, to }: CueMatch, view: ClauseView): readonly TermMatch[] {
  const { tokens, clause } = view;
  const found: TermMatch[] = [];
  if (cue.joined && (tokens[from]?.isJoined !== true || (to < clause.to && tokens[to]?.isJoined === true)))
    return found;
  let words = 0;
  let index = from;
  const first = Math.max(clause.from, from - LONGEST_REACH);
  while (index > first) {
    const here = view.ends.get(index) ?? [];
    if (here.length > 0) {
      if (found.length > 0 && !here.some(({ term }) => sharesGroup(term.group, found))) return found;
      found.push(...here);
      index = Math.min(...here.map((one) => one.from));
      words = 0;
      continue;
    }
    const token = tokens[index - 1] as Token;
    if (cue.over.has(token.text) && found.length > 0) words = 0;
    else if (!token.isWord) {
      if (!SILENT.has(token.text)) return found;
    } else {
      words += 1;
      if (words > cue.within) return found;
    }
    index -= 1;
  }
  return found;
}
