/** What was done already, as the card says it: the goals-of-care line that comes first, and the list of imaging and orders. */
import type { Assessment, Finding } from '../../../src/sdk/index.js';
import { isInpatient } from './summary.js';
import type { Wording } from './wording.js';

const DONE = new Set(['imaging', 'order']);

/** Findings that stand under "Existing imaging and orders". */
export const isExisting = (finding: Finding): boolean => DONE.has(finding.criterion);

/** The first line of an urgent or emergency card where hospice or comfort care is going on. */
export function goalsLine(assessment: Assessment, { lines }: Wording): readonly string[] {
  const { tier, found } = assessment;
  if (tier !== 'urgent' && tier !== 'emergency') return [];
  const care = found.filter(
    (one) => one.criterion === 'care' && one.date !== undefined && !isInpatient({ ...assessment, found: [one] }),
  );
  const [first] = care;
  if (!first) return [];
  return [
    care.some((one) => /^hospice/i.test(one.text)) ? lines['goals-of-care-hospice'] : lines['goals-of-care-comfort'],
  ];
}

/** Lines for orders and examinations that do not answer the card. */
export function orderLines({ tier, found, variant }: Assessment, { lines }: Wording): readonly (string | undefined)[] {
  const ordered = found.some((one) => one.criterion === 'order');
  const unclear = found.some((one) => one.criterion === 'imaging' && one.text.includes('extent not stated'));
  return [
    tier === 'urgent' && ordered ? lines['ordered-unconfirmed'] : undefined,
    tier === 'emergency' && ordered ? lines['ordered-emergency'] : undefined,
    variant === 'extent-unclear' || (tier === 'urgent' && unclear) ? lines['extent-unclear'] : undefined,
  ];
}
