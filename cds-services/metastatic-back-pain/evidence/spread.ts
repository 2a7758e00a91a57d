/** Known metastases as features: of the spine, of bone, or elsewhere in one of the five cancers (specification 3.2). */
import type { CancerEvidence } from './cancer.js';
import type { RuleContext } from './context.js';
import { finding, isWeak, sourceOf, wordsOf } from './context.js';
import type { Feature } from './feature.js';

/** The feature of this name, of any date. `metastatic-disease` is a feature beside an established cancer of the five only. */
export function knownSpread(
  name: 'known-spinal-metastases' | 'known-bone-metastases' | 'metastatic-disease',
  cancer: CancerEvidence,
  context: RuleContext,
): Feature | undefined {
  if (name === 'metastatic-disease' && !cancer.levels.has('established')) return undefined;
  const spreads = cancer.spreads
    .filter((spread) => spread.feature === name && !spread.conflicting)
    .map((spread) => ({ ...spread, when: context.when(spread.condition.dates) }))
    .sort((a, b) => (b.when.kind === 'dated' ? b.when.day : 0) - (a.when.kind === 'dated' ? a.when.day : 0));
  const [first] = spreads;
  if (!first) return undefined;
  const suspected = isWeak(first.condition) ? ', suspected' : '';
  return {
    name,
    strength: 'major',
    ...(first.when.kind === 'dated' ? { day: first.when.day } : {}),
    findings: [
      finding(name, 'code', wordsOf(first.condition.concept, first.match) + suspected, {
        strength: 'major',
        date: first.condition.began?.text ?? (first.when.kind === 'dated' ? first.when.text : undefined),
        sources: [sourceOf(first.condition.reference, first.match)],
      }),
    ],
  };
}
