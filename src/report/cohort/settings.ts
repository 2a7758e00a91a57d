/** With what rule, on what, and how the figures came about. */
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, section, table, type Cell } from '../words.js';

export function settings(summary: ScreenSummary): string {
  const { rule, asOf, settings: tenant, eachVisit, read, patients, seconds, evaluation, trials } = summary;
  const rows: readonly (readonly Cell[])[] = [
    ['rule', rule.id],
    ['version', rule.version],
    ['content', rule.contentHash],
    ['settings of the tenant', JSON.stringify(tenant)],
    ['as of', asOf],
    [
      'assessed',
      eachVisit ? 'every visit up to that day, by what the chart said then' : 'every patient once, on that day',
    ],
    ['patients', figure(patients)],
    ['lines read', figure(read.lines)],
    ['bytes read', figure(read.bytes)],
    ['truth', evaluation === undefined ? 'none' : evaluation.truth],
    [
      'days after an assessment in which an outcome counts',
      evaluation === undefined ? '–' : figure(evaluation.horizonDays),
    ],
    ['what-ifs', figure(trials?.length ?? 0)],
    ['seconds of this run', figure(seconds)],
  ];
  return section(
    'settings',
    'Settings of this run',
    table('Settings', ['setting', 'value'], rows),
    note(
      'How each figure is made: docs/screen-evaluation.md. The same figures as data: summary.json; each patient or visit: results.ndjson, both beside this page.',
    ),
  );
}
