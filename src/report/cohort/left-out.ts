/** What failed and what was left out, before any figure that it is missing from. */
import { PROBLEMS } from '../../cohort/problem.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, safe, section, table } from '../words.js';
import { counted, many, MOST_ROWS, ownOf } from './words.js';

const ROWS_SHOWN = 8;

/** What whoever made the export, or runs the command, can make of it. */
const ERRORS: Readonly<Record<string, string>> = {
  'no-patient': 'the export has data that name the patient, and no Patient of that id',
  'worker-lost': 'the process ended twice at this chart',
  'line-too-long': 'the chart is too large to be assessed in one piece',
  'malformed-line': 'the chart reached the process broken',
};

export function leftOut(summary: ScreenSummary): string {
  const { failed, withoutVisits = 0, patients, byError, problems, problemsTotal, problemsByCode } = summary;
  const open = (text: string): string => `<li class="open">${safe(text, 800)}</li>`;
  const warnings = [
    ...(failed === 0
      ? []
      : [
          open(
            `${many(failed, 'patient')} of ${figure(patients)} could not be assessed. Nobody knows whether the rule would have spoken for them.`,
          ),
        ]),
    ...(problemsTotal === 0
      ? []
      : [
          open(
            `${many(problemsTotal, 'problem')} in the files. What stands in such a line was not used, unless the table says so; a chart may lack what would have brought a card.`,
          ),
        ]),
  ];
  const shown = problems.slice(0, ROWS_SHOWN);
  return section(
    'left-out',
    'Failed and left out',
    warnings.length === 0
      ? `<p>${patients === 0 ? 'No patient was found, and no line was left out.' : 'No patient failed and no line was left out.'} What the export never held is not seen here.</p>`
      : `<ul class="alarms">${warnings.join('\n')}</ul>`,
    `<div class="pair">${table(
      'Patients not assessed, by reason',
      ['reason', 'patients', 'what it means'],
      counted(byError)
        .slice(0, MOST_ROWS)
        .map(([code, count]) => [code, count, ownOf(ERRORS, code) ?? '']),
    )}${table(
      'Problems of the export, by code',
      ['code', 'count', 'the line or resource'],
      counted(problemsByCode).map(([code, count]) => [code, count, ownOf<string>(PROBLEMS, code) ?? '']),
    )}</div>`,
    withoutVisits === 0
      ? ''
      : note(
          `${many(withoutVisits, 'patient')} had no Encounter on a known day up to the day of the run, so that no visit could be replayed: in results.ndjson the lines with the error "no-visit". Nothing failed there.`,
        ),
    failed === 0 ? '' : note('The ids of patients not assessed are in results.ndjson, in the lines that have "error".'),
    table(
      'Where they stand',
      ['file', 'line', 'code', 'what is wrong'],
      shown.map(({ file, line, code, message }) => [file, { figure: String(line) }, code, message]),
    ),
    problemsTotal > shown.length
      ? note(
          `The first ${figure(shown.length)} of ${figure(problemsTotal)} by file and line; summary.json has the first ${figure(problems.length)}.`,
        )
      : '',
  );
}
