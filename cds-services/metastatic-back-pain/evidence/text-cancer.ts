/**
 * Cancers and metastases named in a text: which site a cancer word belongs to, and whether a site is where a cancer began
 * or where it went ("lung metastases from breast cancer"). In doubt possible, never established (specification 6).
 */
import type { Assertion, Mention, TextReading } from '../../../src/sdk/index.js';
import type { CancerTerm, TextContent } from './text-content.js';
import type { CancerView } from './text-sites.js';
import { BESIDE, NEAR, chainAfter, chainBefore, primarySite, siteOf, sitesOf } from './text-sites.js';

/** One thing a text says of cancer. */
export interface TextCancer {
  readonly at: Assertion;
  readonly kind: 'primary' | 'spread' | 'nodes';
  /** A site of the five, or `other`; of a spread `spine`, `bone` or anything else. */
  readonly site: string;
  readonly role?: string;
  readonly isUncertain: boolean;
}

const STANDS = new Set(['asserted', 'uncertain', 'historical']);
/** Kinds of cancer words that name no cancer of their own. */
const NO_PRIMARY: ReadonlySet<string> = new Set(['spread', 'stage']);
/** Words behind a metastasis among which "from" is looked for. */
const ORIGIN_WITHIN = 8;

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

function cancersOfClause(view: CancerView, text: string): readonly TextCancer[] {
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
function spreadOf(one: Assertion, taken: Set<Mention>, view: CancerView): readonly TextCancer[] {
  const { tokens } = view.reading;
  const origins = originsBehind(one, view);
  const isNoun = /^(?:metastas|oligometastas|secondar|malignant)/.test(tokens[one.from]?.text ?? '');
  const before = isNoun && !/^metastatic/.test(tokens[one.from]?.text ?? '') ? chainBefore(one.from, BESIDE, view) : [];
  const after = targetsBehind(one, view);
  const targets = [...before, ...after].filter((part) => !origins.includes(part));
  for (const part of targets) taken.add(part);
  // "No metastases from breast cancer": the cancer is there all the same, and its site is its own.
  if (!STANDS.has(one.certainty)) return [];
  const isOwn = headBehindOrigin(origins, view);
  if (!isOwn) for (const part of origins) taken.add(part);
  const sites = targets.map((part) => siteOf(part, view));
  const began = isOwn ? [] : origins.map((part) => cancer(one, 'primary', primarySite(siteOf(part, view))));
  if (sites.length > 0 && sites.every((site) => site === 'nodes')) return [...began, cancer(one, 'nodes', 'other')];
  const main = ['spine', 'bone'].find((site) => sites.includes(site)) ?? 'other';
  return [...began, cancer(one, 'spread', main)];
}

/** "from breast": the sites behind "from", soon after the metastasis and its targets. */
function originsBehind(one: Assertion, view: CancerView): readonly Mention[] {
  const { tokens } = view.reading;
  const limit =
    view.heads.find((head) => head.from >= one.to && view.content.cancers.get(head.name)?.kind === 'spread')?.from ??
    Infinity;
  for (let index = one.to; index < Math.min(one.to + ORIGIN_WITHIN, tokens.length, limit); index += 1) {
    if (view.content.links.from.has(tokens[index]?.text ?? '')) return chainAfter(index + 1, NEAR, view);
    if ([';', '.', '\n'].includes(tokens[index]?.text ?? '')) return [];
  }
  return [];
}

/** A cancer word follows the origin ("from breast cancer"): the site is then its own. */
const headBehindOrigin = (origins: readonly Mention[], view: CancerView): boolean => {
  const last = origins.at(-1);
  return last !== undefined && view.heads.some((head) => head.from >= last.to && head.from - last.to <= BESIDE);
};

/** "metastatic to lung", "metastases in spine and ribs", "metastatic bone disease" (but not "metastatic breast cancer"). */
function targetsBehind(one: Assertion, view: CancerView): readonly Mention[] {
  const { tokens } = view.reading;
  const next = tokens[one.to]?.text ?? '';
  const endsWithLink = view.content.cancers.get(one.name)?.towards === true;
  if (view.content.links.towards.has(next) || endsWithLink)
    return chainAfter(endsWithLink ? one.to : one.to + 1, NEAR, view);
  const chain = chainAfter(one.to, 0, view);
  const last = chain.at(-1);
  const end = last?.to ?? one.to;
  // "Metastatic bone disease, prostate primary": where it began is no cancer of the bone.
  const isCancer = (head: Assertion): boolean => view.content.cancers.get(head.name)?.kind !== 'origin';
  const own = view.heads.find((head) => isCancer(head) && head.from >= end && head.from - end <= NEAR);
  // "Metastatic (prostate) cancer to bone": what stands behind "to" is where it went.
  if (own && view.content.links.targets.has(tokens[own.to]?.text ?? '')) return chainAfter(own.to + 1, NEAR, view);
  return own ? [] : chain;
}

function primariesOf(
  head: Assertion,
  term: CancerTerm,
  taken: ReadonlySet<Mention>,
  text: string,
  view: CancerView,
): readonly TextCancer[] {
  if (!STANDS.has(head.certainty) || (term.context && !term.context.test(text))) return [];
  const weak = term.kind === 'weak' || term.kind === 'weak-of-five';
  if (term.kind === 'own') {
    const made = cancer(head, 'primary', term.site ?? 'other');
    return [term.role === undefined ? made : { ...made, role: term.role }];
  }
  if (term.kind === 'extension') {
    return chainAfter(head.to, NEAR, view).map((part) => cancer(head, 'primary', primarySite(siteOf(part, view))));
  }
  if (term.kind === 'origin') {
    if (!namesSpread(view)) return [];
    const before = chainBefore(head.from, 0, view);
    const named = before.length > 0 ? before : chainAfter(head.to, 0, view);
    return named.map((part) => cancer(head, 'primary', primarySite(siteOf(part, view))));
  }
  const { sites, isFar } = sitesOf(head, term.kind === 'short', taken, view);
  const metastatic = isMetastatic(head, view);
  return sites.flatMap((part): readonly TextCancer[] => {
    const site = siteOf(part, view);
    // "Metastatic bone cancer" is a cancer in bone, whose primary is not told.
    if (metastatic && ['bone', 'spine'].includes(site)) return [cancer(head, 'spread', site)];
    // "Secondary breast cancer": a secondary to a site never gives that primary.
    if (view.content.links.secondary.has(view.reading.tokens[(sites[0]?.from ?? 0) - 1]?.text ?? ''))
      return [cancer(head, 'spread', site)];
    if (term.kind === 'weak-of-five' && primarySite(site) === 'other') return [];
    return [cancer(head, 'primary', primarySite(site), weak || isFar)];
  });
}

/** Anywhere in the text: "bone metastases. ?lung primary". */
const namesSpread = ({ reading, content }: CancerView): boolean =>
  reading.assertions.some((one) => content.cancers.get(one.name)?.kind === 'spread' && STANDS.has(one.certainty));

const isMetastatic = (head: Assertion, view: CancerView): boolean =>
  view.heads.some(
    (one) => view.content.cancers.get(one.name)?.kind === 'spread' && one.to <= head.from && head.from - one.to <= 2,
  );
