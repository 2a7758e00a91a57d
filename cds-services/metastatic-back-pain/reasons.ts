/** Why there is no card, in words that do not reassure (content/reasons.yaml). */
import type { Assessment } from '../../src/sdk/index.js';

/** Adds the words for why there is no card. */
export function explain(assessment: Assessment, reasons: Readonly<Record<string, string>>): Assessment {
  const { reason } = assessment;
  if (reason === undefined) return assessment;
  const signs = assessment.found.some((one) => one.strength === 'emergency');
  const text = (signs ? reasons[`${reason}-with-signs`] : undefined) ?? reasons[reason] ?? reason;
  return { ...assessment, reasonText: text };
}
