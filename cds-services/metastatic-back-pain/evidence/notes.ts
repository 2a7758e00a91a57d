/** Notes that never hide a card: implants, pregnancy, renal function and anticoagulants, for whoever books the MRI. */
import type { RuleContext } from './context.js';
import { isDropped, isLive, matchesIn } from './context.js';
import { isRenalFunctionLow } from './labs/renal.js';
import { hasAnticoagulant } from './medicines/treatment.js';

const SETS = new Set(['context-mri-safety', 'back-pain']);

/** Names of the notes that hold (`anticoagulant`, `mri-safety`, `pregnancy`, `renal-function`), sorted. */
export function findNotes(context: RuleContext): readonly string[] {
  const notes = new Set<string>();
  for (const condition of context.chart.conditions) {
    if (isDropped(condition) || !isLive(condition, context.asOf)) continue;
    for (const { meaning } of matchesIn(condition.concept, SETS)) {
      const when = context.when(condition.dates);
      if (when.kind === 'future') continue;
      if (meaning.role === 'pregnancy') {
        if (when.kind === 'undated' || context.within(when.day, context.threshold['pregnancy-note']))
          notes.add('pregnancy');
      } else if (meaning.feature === 'mri-safety') notes.add('mri-safety');
    }
  }
  if (isRenalFunctionLow(context)) notes.add('renal-function');
  if (hasAnticoagulant(context)) notes.add('anticoagulant');
  return [...notes].sort();
}
