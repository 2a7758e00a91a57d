/**
 * How much of the spine an examination or an order means: by its codes, and by words where the code leaves it open
 * (specification 4.2). Where code and words differ, the lesser extent counts: an extent can hide a card.
 */
import type { Concept } from '../../../src/sdk/index.js';
import type { Region, SuppressionContent } from '../suppression/content.js';
import { REGIONS } from '../suppression/content.js';
import type { Match, RuleContext } from './context.js';
import { matchesIn } from './context.js';
import { beliesDisplay } from './qualify.js';

/** The regions that together are the whole spine. */
export const WHOLE: readonly Region[] = ['cervical', 'thoracic', 'lumbar'];

export interface Extent {
  /** `unclear`: the spine, and nobody says how much of it. */
  readonly kind: 'whole' | 'unclear' | 'part';
  /** Regions surely covered: of the whole spine all of them, of an unclear extent none. */
  readonly regions: ReadonlySet<Region>;
}

/** Characters of a report that are read; the extent stands in its first lines. */
const READ = 4000;
const MRI = new Set(['imaging-mri-spine']);

/** An MRI of the spine, by code: its extent and the coding that names it. A code that its display belies is none. */
export function mriOf(
  criterion: 'imaging' | 'order',
  record: { readonly reference: string; readonly concept: Concept; readonly sites: readonly string[] },
  report: string | undefined,
  context: RuleContext,
): { readonly match: Match; readonly extent: Extent } | undefined {
  const matches = matchesIn(record.concept, MRI).filter((match) => {
    if (!beliesDisplay(match, context)) return true;
    context.skip(criterion, 'conflicting-codes', record.reference);
    return false;
  });
  const match =
    matches.find((one) => one.meaning.role === 'part') ??
    matches.find((one) => one.meaning.role === 'whole-spine') ??
    matches[0];
  if (!match) return undefined;
  return { match, extent: extentOf(matches, record, report, context.content.suppression) };
}

function extentOf(
  matches: readonly Match[],
  { concept, sites }: { readonly concept: Concept; readonly sites: readonly string[] },
  report: string | undefined,
  content: SuppressionContent,
): Extent {
  const coded = codedRegions(matches);
  const words = [concept.text ?? '', ...sites];
  const said = saysWhole(words, content);
  const named = saidRegions([[concept.text ?? ''], sites, matches.map((one) => one.coding.display ?? '')], content);
  if (coded.kind === 'part') return said || !named ? coded : { kind: 'part', regions: both(coded.regions, named) };
  if (said) return wholeSpine();
  if (named) return coversWhole(named) ? wholeSpine() : { kind: 'part', regions: named };
  return coded.kind === 'whole' || (report !== undefined && saysWhole([report], content)) ? wholeSpine() : coded;
}

/** What text, body sites and displays all agree on, as far as they name regions; `undefined` where none does. */
function saidRegions(
  groups: readonly (readonly string[])[],
  content: SuppressionContent,
): ReadonlySet<Region> | undefined {
  const named = groups.map((texts) => regionsNamed(texts, content)).filter((regions) => regions.size > 0);
  return named.length === 0 ? undefined : named.reduce(both);
}

/** Of codings that name different extents the more specific counts; parts that make up the whole are the whole. */
function codedRegions(matches: readonly Match[]): Extent {
  const parts = matches.filter((one) => one.meaning.role === 'part').flatMap((one) => one.meaning.regions ?? []);
  const regions = new Set(REGIONS.filter((region) => parts.includes(region)));
  if (regions.size > 0) return coversWhole(regions) ? wholeSpine() : { kind: 'part', regions };
  if (matches.some((one) => one.meaning.role === 'whole-spine')) return wholeSpine();
  return { kind: 'unclear', regions };
}

const wholeSpine = (): Extent => ({ kind: 'whole', regions: new Set(REGIONS) });
const coversWhole = (regions: ReadonlySet<Region>): boolean => WHOLE.every((region) => regions.has(region));
const both = (a: ReadonlySet<Region>, b: ReadonlySet<Region>): ReadonlySet<Region> =>
  new Set([...a].filter((region) => b.has(region)));

/** The regions that any of these words name. */
export function regionsNamed(texts: readonly string[], { regions }: SuppressionContent): ReadonlySet<Region> {
  return new Set(REGIONS.filter((region) => texts.some((text) => regions[region].test(text.slice(0, READ)))));
}

/** True where a plain sentence says "whole spine", or plain sentences name the neck, the chest and the low back. */
function saysWhole(texts: readonly string[], content: SuppressionContent): boolean {
  const plain = texts
    .flatMap((text) => text.slice(0, READ).split(/[.;\n]+/))
    .map((sentence) => sentence.replace(/\s+/g, ' '))
    .filter((sentence) => !content.notWhole.test(sentence));
  return plain.some((sentence) => content.whole.test(sentence)) || coversWhole(regionsNamed(plain, content));
}
