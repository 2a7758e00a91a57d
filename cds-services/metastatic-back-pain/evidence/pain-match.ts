/** Whether a concept means spinal pain on this record, and which kind (value sets back-pain, neck-pain). */
import type { Concept } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { matchesIn } from './context.js';
import { beliesDisplay, textHolds } from './qualify.js';

export const SPINAL: ReadonlySet<string> = new Set(['back-pain', 'neck-pain']);

/** Sacrococcygeal pain counts only beside an established cancer. */
export type PainKind = 'back' | 'neck' | 'sacral';
const KINDS: readonly PainKind[] = ['back', 'neck', 'sacral'];

/** What kind of pain a match is on this record, or `undefined` where its conditions do not hold. */
function kindOf(match: Match, concept: Concept, sites: readonly string[], context: RuleContext): PainKind | undefined {
  const { meaning } = match;
  if (!textHolds(match, concept, sites)) return undefined;
  if (meaning.role === 'needs-spine-site' && !sites.some((site) => context.content.spinalSite.test(site))) {
    return undefined;
  }
  if (meaning.role === 'established-only') return 'sacral';
  return meaning.set === 'neck-pain' ? 'neck' : 'back';
}

export interface PainMatch {
  readonly match: Match;
  readonly kind: PainKind;
}

/** The best match of a concept: back before neck before sacral, then the one that says more, then the more specific. */
export function painMatch(
  concept: Concept,
  sites: readonly string[],
  reference: string,
  context: RuleContext,
): PainMatch | undefined {
  const found: PainMatch[] = [];
  for (const match of matchesIn(concept, SPINAL)) {
    const kind = kindOf(match, concept, sites, context);
    if (kind === undefined) continue;
    if (beliesDisplay(match, context)) context.skip('back-pain', 'conflicting-codes', reference);
    else found.push({ match, kind });
  }
  return found.sort(bestFirst)[0];
}

/** "Thoracic" says more than "backache"; so does a region. */
const says = ({ meaning }: Match): number =>
  (meaning.feature === 'thoracic-pain' ? 4 : 0) +
  (meaning.feature === undefined ? 0 : 2) +
  (meaning.regions === undefined ? 0 : 1);

const bestFirst = (a: PainMatch, b: PainMatch): number =>
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  says(b.match) - says(a.match) ||
  b.match.meaning.specificity - a.match.meaning.specificity;

/** True for a concept that means back pain (the neck and the sacrum aside), wherever it stands. */
export const isBackPain = (concept: Concept, reference: string, context: RuleContext): boolean =>
  painMatch(concept, [], reference, context)?.kind === 'back';
