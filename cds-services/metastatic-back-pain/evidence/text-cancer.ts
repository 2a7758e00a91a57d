/**
 * Cancers and metastases named in a text: which site a cancer word belongs to, and whether a site is where a cancer began
 * or where it went ("lung metastases from breast cancer"). In doubt possible, never established (specification 6).
 */
import type { Assertion, Mention, TextReading } from '../../../src/sdk/index.js';
import type { CancerTerm, TextContent } from './text-content.js';

/** One thing a text says of cancer. */
export interface TextCancer {
  readonly at: Assertion;
  readonly kind: 'primary' | 'spread' | 'nodes';
  /** A site of the five, or `other`; of a spread `spine`, `bone` or anything else. */
  readonly site: string;
  readonly role?: string;
  readonly isUncertain: boolean;
}

/** Words between a site and its cancer word. */
const NEAR_BEFORE = 3;
const NEAR_AFTER = 5;
const BESIDE = 1;
const JOINING = new Set(['and', 'or', '/', ',', '+']);
const OF = new Set(['of', 'in']);
const TOWARDS = new Set(['to', 'in', 'of', 'at', 'on', 'into', 'involving', 'affecting', 'within', ':', '(']);
const STANDS = new Set(['asserted', 'uncertain', 'historical']);

/** Kinds of cancer words that name no cancer of their own. */
const NO_PRIMARY: ReadonlySet<string> = new Set(['spread', 'stage']);

/** A clause's cancer words and sites, in order. */
interface View {
  readonly reading: TextReading;
  readonly content: TextContent;
  readonly heads: readonly Assertion[];
  readonly parts: readonly Mention[];
}

export function cancersIn(reading: TextReading, text: string, content: TextContent): readonly TextCancer[] {
  const found: TextCancer[] = [];
  const heads = reading.assertions.filter((one) => content.cancers.has(one.name));
  for (const clause of new Set(heads.map((one) => one.clause))) {
    const ofClause = (one: Mention): boolean => one.clause === clause;
    const view = { reading, content, heads: heads.filter(ofClause), parts: reading.parts.filter(ofClause) };
    found.push(...cancersOfClause(view, text));
  }
  return found;
}

function cancersOfClause(view: View, text: string): readonly TextCancer[] {
  const found: TextCancer[] = [];
  const taken = new Set<Mention>();
  const kindOf = (one: Assertion): CancerTerm | undefined => view.content.cancers.get(one.name);
  for (const one of view.heads.filter((head) => kindOf(head)?.kind === 'spread'))
    found.push(...spreadOf(one, taken, view));
  for (const head of view.heads) {
    const term = kindOf(head);
    if (!term || NO_PRIMARY.has(term.kind)) continue;
    found.push(...primariesOf(head, term, taken, text, view));
  }
  const hasPrimary = found.some((one) => one.kind === 'primary');
  for (const stage of view.heads.filter((head) => kindOf(head)?.kind === 'stage')) {
    if (hasPrimary && STANDS.has(stage.certainty)) found.push(cancer(stage, 'spread', 'other'));
  }
  return found;
}

const cancer = (at: Assertion, kind: TextCancer['kind'], site: string, doubtful = false): TextCancer => ({
  at,
  kind,
  site,
  isUncertain: doubtful || at.certainty === 'uncertain',
});

/** Where it went, and where from. */
function spreadOf(one: Assertion, taken: Set<Mention>, view: View): readonly TextCancer[] {
  const { tokens } = view.reading;
  const origins = originsBehind(one, view);
  const isNoun = /^(?:metastas|oligometastas|secondar|malignant)/.test(tokens[one.from]?.text ?? '');
  const before = isNoun && !/^metastatic/.test(tokens[one.from]?.text ?? '') ? chainBefore(one.from, BESIDE, view) : [];
  const after = targetsBehind(one, view);
  const targets = [...before, ...after].filter((part) => !origins.includes(part));
  for (const part of [...targets, ...origins]) taken.add(part);
  if (!STANDS.has(one.certainty)) return [];
  const sites = targets.map((part) => siteOf(part, view));
  const began = origins
    .filter(() => !headBehindOrigin(origins, view))
    .map((part) => cancer(one, 'primary', primarySite(siteOf(part, view))));
  for (const part of origins) if (headBehindOrigin(origins, view)) taken.delete(part);
  if (sites.length > 0 && sites.every((site) => site === 'nodes')) return [...began, cancer(one, 'nodes', 'other')];
  const main = ['spine', 'bone'].find((site) => sites.includes(site)) ?? 'other';
  return [...began, cancer(one, 'spread', main)];
}

/** "from breast": the sites behind "from", soon after the metastasis and its targets. */
function originsBehind(one: Assertion, view: View): readonly Mention[] {
  const { tokens } = view.reading;
  const limit =
    view.heads.find((head) => head.from >= one.to && view.content.cancers.get(head.name)?.kind === 'spread')?.from ??
    Infinity;
  for (let index = one.to; index < Math.min(one.to + 8, tokens.length, limit); index += 1) {
    if (tokens[index]?.text === 'from') return chainAfter(index + 1, NEAR_BEFORE, view);
    if ([';', '.', '\n'].includes(tokens[index]?.text ?? '')) return [];
  }
  return [];
}

/** A cancer word follows the origin ("from breast cancer"): the site is then its own. */
const headBehindOrigin = (origins: readonly Mention[], view: View): boolean => {
  const last = origins.at(-1);
  return last !== undefined && view.heads.some((head) => head.from >= last.to && head.from - last.to <= BESIDE);
};

/** "metastatic to lung", "metastases in spine and ribs", "metastatic bone disease" (but not "metastatic breast cancer"). */
function targetsBehind(one: Assertion, view: View): readonly Mention[] {
  const { tokens } = view.reading;
  const next = tokens[one.to]?.text ?? '';
  const endsWithLink = /^(?:spread)/.test(tokens[one.from]?.text ?? '');
  if (TOWARDS.has(next) || endsWithLink) return chainAfter(endsWithLink ? one.to : one.to + 1, NEAR_BEFORE, view);
  const chain = chainAfter(one.to, 0, view);
  const last = chain.at(-1);
  const own = last && view.heads.find((head) => head.from >= last.to && head.from - last.to <= NEAR_BEFORE);
  return own ? [] : chain;
}

function primariesOf(
  head: Assertion,
  term: CancerTerm,
  taken: ReadonlySet<Mention>,
  text: string,
  view: View,
): readonly TextCancer[] {
  if (!STANDS.has(head.certainty) || (term.context && !term.context.test(text))) return [];
  const weak = term.kind === 'weak' || term.kind === 'weak-of-five';
  if (term.kind === 'own') {
    const made = cancer(head, 'primary', term.site ?? 'other');
    return [term.role === undefined ? made : { ...made, role: term.role }];
  }
  if (term.kind === 'extension') {
    return chainAfter(head.to, NEAR_BEFORE, view).map((part) =>
      cancer(head, 'primary', primarySite(siteOf(part, view))),
    );
  }
  if (term.kind === 'origin') {
    if (!namesSpread(view)) return [];
    return chainBefore(head.from, 0, view).map((part) => cancer(head, 'primary', primarySite(siteOf(part, view))));
  }
  const { sites, isFar } = sitesOf(head, term.kind === 'short', taken, view);
  const metastatic = isMetastatic(head, view);
  return sites.flatMap((part): readonly TextCancer[] => {
    const site = siteOf(part, view);
    // "Metastatic bone cancer" is a cancer in bone, whose primary is not told.
    if (metastatic && ['bone', 'spine'].includes(site)) return [cancer(head, 'spread', site)];
    // "Secondary breast cancer": a secondary to a site never gives that primary.
    if (view.reading.tokens[(sites[0]?.from ?? 0) - 1]?.text === 'secondary') return [cancer(head, 'spread', site)];
    if (term.kind === 'weak-of-five' && !FIVE.has(site)) return [];
    return [cancer(head, 'primary', primarySite(site), weak || isFar)];
  });
}

/** Anywhere in the text: "bone metastases. ?lung primary". */
const namesSpread = ({ reading, content }: View): boolean =>
  reading.assertions.some((one) => content.cancers.get(one.name)?.kind === 'spread' && STANDS.has(one.certainty));

const isMetastatic = (head: Assertion, view: View): boolean =>
  view.heads.some(
    (one) => view.content.cancers.get(one.name)?.kind === 'spread' && one.to <= head.from && head.from - one.to <= 2,
  );

/** The sites of a cancer word: right before it, behind "of", near, or (in doubt) anywhere in the clause. */
function sitesOf(
  head: Assertion,
  isShort: boolean,
  taken: ReadonlySet<Mention>,
  view: View,
): { readonly sites: readonly Mention[]; readonly isFar: boolean } {
  const free = { ...view, parts: view.parts.filter((part) => !taken.has(part)) };
  const { tokens } = view.reading;
  const near = (sites: readonly Mention[]): { sites: readonly Mention[]; isFar: boolean } => ({ sites, isFar: false });
  const beside = chainBefore(head.from, BESIDE, free);
  if (beside.length > 0) return near(beside);
  const behind = chainAfter(head.to, isShort ? NEAR_BEFORE : NEAR_AFTER, free);
  if (isShort) return near(behind);
  if (OF.has(tokens[head.to]?.text ?? '') && behind.length > 0) return near(behind);
  const before = chainBefore(head.from, NEAR_BEFORE, free);
  if (before.length > 0) return near(before);
  if (behind.length > 0) return near(behind);
  const others = view.heads.filter((one) => one !== head);
  const unclaimed = free.parts.filter(
    (part) =>
      !others.some(
        (other) => Math.abs(other.from - part.to) <= NEAR_BEFORE || Math.abs(part.from - other.to) <= NEAR_BEFORE,
      ),
  );
  const distance = (part: Mention): number => (part.to <= head.from ? head.from - part.to : part.from - head.to);
  const nearest = [...unclaimed].sort((a, b) => distance(a) - distance(b))[0];
  return { sites: nearest ? [nearest] : [], isFar: true };
}

/** Sites that end within `within` words before a token, joined to one another by "and", "or" or a slash. */
function chainBefore(at: number, within: number, view: View): readonly Mention[] {
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
function joinedBefore(index: number, view: View): number | undefined {
  const { tokens } = view.reading;
  let at = index;
  while (at > 0 && JOINING.has(tokens[at - 1]?.text ?? '')) at -= 1;
  return at < index && view.parts.some((one) => one.to === at) ? at : undefined;
}

/** Sites that begin within `within` words behind a token, joined in the same way. */
function chainAfter(at: number, within: number, view: View): readonly Mention[] {
  const { tokens } = view.reading;
  const chain: Mention[] = [];
  let index = at;
  let words = 0;
  while (index < tokens.length) {
    const part = view.parts.find((one) => one.from === index);
    if (part) {
      chain.push(part);
      let next = part.to;
      while (JOINING.has(tokens[next]?.text ?? '')) next += 1;
      if (next === part.to || !view.parts.some((one) => one.from === next)) return chain;
      if (view.heads.some((head) => head.from >= next && head.from - next <= 1 + BESIDE)) return chain;
      index = next;
      words = within;
      continue;
    }
    const isMark = index <= at + 1 && [',', ':', '-', '(', '.'].includes(tokens[index]?.text ?? '');
    if (!isMark && (words >= within || !isPlainWord(index, view))) return chain;
    if (!isMark) words += 1;
    index += 1;
  }
  return chain;
}

/** A word that is neither a cancer word nor a mark. */
const isPlainWord = (index: number, view: View): boolean =>
  view.reading.tokens[index]?.isWord === true && !view.heads.some((head) => head.from <= index && head.to > index);

const siteOf = (part: Mention, view: View): string => view.content.parts.get(part.name) ?? 'other';

const FIVE = new Set(['breast', 'lung', 'prostate', 'kidney', 'thyroid']);
const primarySite = (site: string): string => (FIVE.has(site) ? site : 'other');
