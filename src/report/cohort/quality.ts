/** How well the charts are kept: what the rule could not use because of how it was written down. */
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, section, table } from '../words.js';
import { many, MOST_ROWS, share, unitOf } from './words.js';

const TITLE = 'Quality of the data';

export function quality(summary: ScreenSummary): string {
  const { quality: kept, notEvaluated } = summary;
  const { patients, uncoded, undated, withoutUnit, observationsWithoutDate, unmapped, unmappedTotal, unmappedLeft } =
    kept;
  if (patients === 0) return section('quality', TITLE, '<p>No chart was looked at.</p>');
  return section(
    'quality',
    TITLE,
    table(
      `Of ${many(patients, 'chart')}`,
      ['what is missing', 'without', 'of', 'of a hundred (95 %)'],
      [
        ['conditions and reasons in words alone, without a code', uncoded.count, uncoded.of, share(uncoded)],
        ['conditions without a date', undated.count, undated.of, share(undated)],
        ['values of observations without a unit', withoutUnit.count, withoutUnit.of, share(withoutUnit)],
        [
          'observations without a date',
          observationsWithoutDate.count,
          observationsWithoutDate.of,
          share(observationsWithoutDate),
        ],
      ],
    ),
    note(
      'What is in words alone is read as far as the rule reads words; what has no date or no unit counts for less or not at all (docs/inputs.md).',
    ),
    table(
      `Found and not used, over all ${unitOf(summary)}s`,
      ['criterion', 'why', 'times'],
      notEvaluated.slice(0, MOST_ROWS).map(({ criterion, reason, count }) => [criterion, reason, count]),
    ),
    table(
      'Codes that no value set knows, the commonest first',
      ['code', 'system', 'charts'],
      unmapped.map(({ code, system, count }) => [
        code === '' ? '(others)' : code,
        system === '' ? '(no system)' : system,
        count,
      ]),
    ),
    note(
      `${figure(unmappedTotal)} codes in all, each counted once a chart. They mean nothing to the rule; one that stands for a cancer, for back pain or for a feature belongs in the site’s local codes (docs/terminology.md).${unmappedLeft === 0 ? '' : ` ${figure(unmappedLeft)} of them were met when there was no more room for others: the list may lack one.`}`,
    ),
  );
}
