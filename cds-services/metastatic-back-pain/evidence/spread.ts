/** Known metastases as features: of the spine, of bone, or elsewhere in one of the five cancers (specification 3.2). */
import type { Meaning } from '../../../src/sdk/index.js';
import type { CancerEvidence } from './cancer.js';
import type { RuleContext } from './context.js';
import { finding, sourceOf } from './context.js';
import type { Feature } from './feature.js';
import { conclusionsOf } from './report-conclusions.js';
import type { Spread } from './spread-record.js';
import { SPREAD_ORDER, spreadNamed } from './spread-record.js';

/**
 * The feature of this name, of any date. `metastatic-disease` is a feature beside an established cancer of the five only.
 * A report's conclusion counts where no other record says so: a scan that shows again what is known is no new finding.
 */
export function knownSpread(
  name: 'known-spinal-metastases' | 'known-bone-metastases' | 'metastatic-disease',
  cancer: CancerEvidence,
  context: RuleContext,
): Feature | undefined {
  if (name === 'metastatic-disease' && !cancer.levels.has('established')) return undefined;
  const first = newestOf(name, cancer.spreads) ?? newestOf(name, context.once(reportedSpreads));
  if (!first) return undefined;
  return {
    name,
    strength: 'major',
    ...(first.when.kind === 'dated' ? { day: first.when.day } : {}),
    findings: [
      finding(name, first.basis, first.words, {
        strength: 'major',
        date: first.date,
        sources: [sourceOf(first.reference, first.match)],
      }),
    ],
  };
}

const newestOf = (name: string, spreads: readonly Spread[]): Spread | undefined =>
  spreads
    .filter((spread) => spread.feature === name && !spread.conflicting)
    .sort((a, b) => dayOf(b) - dayOf(a) || a.reference.localeCompare(b.reference))[0];

/** What final reports conclude: of each code the most specific feature. It names no cancer: the level rests on other records. */
const reportedSpreads = (context: RuleContext): readonly Spread[] =>
  conclusionsOf(context, specificSpread).map(({ report, match, feature, when, words, conflicting }) => ({
    reference: report.reference,
    match,
    words,
    basis: 'report',
    when,
    ...(when.kind === 'dated' ? { date: when.text } : {}),
    feature,
    conflicting,
  }));

function specificSpread(
  meanings: readonly Meaning[],
): { readonly meaning: Meaning; readonly feature: string } | undefined {
  const named = meanings.flatMap((meaning) => {
    const feature = spreadNamed(meaning);
    return feature === undefined ? [] : [{ meaning, feature }];
  });
  return named.sort((a, b) => SPREAD_ORDER.indexOf(a.feature) - SPREAD_ORDER.indexOf(b.feature))[0];
}

const dayOf = (spread: Spread): number => (spread.when.kind === 'dated' ? spread.when.day : -Infinity);
