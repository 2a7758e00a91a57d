/** Imaging that has been done. Only what tells how new a deficit is: hiding a card is a matter of its own. */
import type { Day } from '../../../src/sdk/index.js';
import { isFinal } from './back-pain.js';
import type { RuleContext } from './context.js';

/** The day of the latest final whole-spine MRI report, by its examination date; reports without one are left out. */
export function lastWholeSpineMri(context: RuleContext): Day | undefined {
  let last: Day | undefined;
  for (const report of context.chart.reports) {
    if (report.status === undefined || !isFinal(report.status, context) || report.date === undefined) continue;
    const whole = report.concept.codings.some((coding) =>
      coding.meanings.some((meaning) => meaning.set === 'imaging-mri-spine' && meaning.role === 'whole-spine'),
    );
    // For what lowers a strength an imprecise date counts as its earliest day.
    if (whole && report.date.start <= context.asOf) last = Math.max(last ?? -Infinity, report.date.start);
  }
  return last;
}
