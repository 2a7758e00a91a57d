/** Known metastases as features: of the spine, of bone, or elsewhere in one of the five cancers (specification 3.2). */
import type { CancerEvidence } from './cancer.js';
import { finding, sourceOf } from './context.js';
import type { Feature } from './feature.js';
import type { Spread } from './spread-record.js';

/** The feature of this name, of any date. `metastatic-disease` is a feature beside an established cancer of the five only. */
export function knownSpread(
  name: 'known-spinal-metastases' | 'known-bone-metastases' | 'metastatic-disease',
  cancer: CancerEvidence,
): Feature | undefined {
  if (name === 'metastatic-disease' && !cancer.levels.has('established')) return undefined;
  const [first] = cancer.spreads
    .filter((spread) => spread.feature === name && !spread.conflicting)
    .sort((a, b) => dayOf(b) - dayOf(a) || a.reference.localeCompare(b.reference));
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

const dayOf = (spread: Spread): number => (spread.when.kind === 'dated' ? spread.when.day : -Infinity);
