/** Which sites stand with a cancer word: before it, behind it, and joined to one another. */
import type { Assertion, Mention, TextReading } from '../../../src/sdk/index.js';
import type { TextContent } from './text-content.js';

/** A clause's cancer words and sites, in order. */
export interface CancerView {
  readonly reading: TextReading;
  readonly content: TextContent;
  readonly heads: readonly Assertion[];
  readonly parts: readonly Mention[];
}

/** Words between a site and its cancer word. */
export const NEAR = 3;
export const BESIDE = 1;
const NEAR_BEHIND = 5;
/** Marks between a cancer word and the site behind it: "Ca: breast". */
const MARKS: ReadonlySet<string> = new Set([',', ':', '-', '(', '.']);

/** The sites of a cancer word: right before it, behind "of", near, or (in doubt) anywhere in the clause. */
export function sitesOf(
  head: Assertion,
  isShort: boolean,
  taken: ReadonlySet<Mention>,
  view: CancerView,
): { readonly sites: readonly Mention[]; readonly isFar: boolean } {
  const free = { ...view, parts: view.parts.filter((part) => !taken.has(part)) };
  const { tokens } = view.reading;
  const near = (sites: readonly Mention[]): { sites: readonly Mention[]; isFar: boolean } => ({ sites, isFar: false });
  const beside = chainBefore(head.from, BESIDE, free);
  if (beside.length > 0) return near(beside);
  const behind = chainAfter(head.to, isShort ? NEAR : NEAR_BEHIND, free);
  if (isShort) return near(behind);
  if (view.content.links.of.has(tokens[head.to]?.text ?? '') && behind.length > 0) return near(behind);
  const before = chainBefore(head.from, NEAR, free);
  if (before.length > 0) return near(before);
  if (behind.length > 0) return near(behind);
  const others = view.heads.filter((one) => one !== head);
  const unclaimed = free.parts.filter(
    (part) => !others.some((other) => Math.abs(other.from - part.to) <= NEAR || Math.abs(part.from - other.to) <= NEAR),
  );
  const distance = (part: Mention): number => (part.to <= head.from ? head.from - part.to : part.from - head.to);
  const nearest = [...unclaimed].sort((a, b) => distance(a) - distance(b))[0];
  return { sites: nearest ? [nearest] : [], isFar: true };
}

/** Sites that end within `within` words before a token, joined to one another by "and", "or" or a slash. */
export function chainBefore(at: number, within: number, view: CancerView): readonly Mention[] {
  const chain: Mention[] = [];
  let index = at;
  let words = 0;
  while (index > 0) {
    const part = view.parts.find((one) => one.to === index);
    if (part) {
      chain.unshift(part);
      index = part.from;
      const joined = joinedBefore(index, view);
      if (joined === undefined) return chain;
      index = joined;
      words = within;
      continue;
    }
    if (words >= within || !isPlainWord(index - 1, view)) return chain;
    words += 1;
    index -= 1;
  }
  return chain;
}

/** The index before the words that join a site to another one before it. */
function joinedBefore(index: number, view: CancerView): number | undefined {
  const { tokens } = view.reading;
  let at = index;
  while (at > 0 && view.content.links.joining.has(tokens[at - 1]?.text ?? '')) at -= 1;
  return at < index && view.parts.some((one) => one.to === at) ? at : undefined;
}

/** Sites that begin within `within` words behind a token, joined in the same way. */
export function chainAfter(at: number, within: number, view: CancerView): readonly Mention[] {
  const { tokens } = view.reading;
  const chain: Mention[] = [];
  let index = at;
  let words = 0;
  while (index < tokens.length) {
    const part = view.parts.find((one) => one.from === index);
    if (part) {
      chain.push(part);
      let next = part.to;
      while (view.content.links.joining.has(tokens[next]?.text ?? '')) next += 1;
      if (next === part.to || !view.parts.some((one) => one.from === next)) return chain;
      if (view.heads.some((head) => head.from >= next && head.from - next <= 1 + BESIDE)) return chain;
      index = next;
      words = within;
      continue;
    }
    const isMark = index <= at + 1 && MARKS.has(tokens[index]?.text ?? '');
    if (!isMark && (words >= within || !isPlainWord(index, view))) return chain;
    if (!isMark) words += 1;
    index += 1;
  }
  return chain;
}

/** A word that is neither a cancer word nor a mark. */
const isPlainWord = (index: number, view: CancerView): boolean =>
  view.reading.tokens[index]?.isWord === true && !view.heads.some((head) => head.from <= index && head.to > index);

export const siteOf = (part: Mention, view: CancerView): string => view.content.parts.get(part.name) ?? 'other';

const FIVE = new Set(['breast', 'lung', 'prostate', 'kidney', 'thyroid']);
export const primarySite = (site: string): string => (FIVE.has(site) ? site : 'other');
