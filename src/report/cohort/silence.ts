/** Why there was no card. */
import type { ScreenSummary } from '../../cohort/summary.js';
import { note, section, table } from '../words.js';
import { counted, MOST_ROWS, unitOf } from './words.js';

export function silence(summary: ScreenSummary): string {
  const unit = unitOf(summary);
  return section(
    'silence',
    'Why there was no card',
    table(
      `Assessments without a card, by reason`,
      ['reason', `${unit}s`],
      counted(summary.byReason)
        .slice(0, MOST_ROWS)
        .map(([reason, count]) => [reason, count]),
    ),
    note('A reason says what the rule did not find in the chart, not that the patient does not have it.'),
  );
}
