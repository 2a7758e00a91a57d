/** Summaries of runs: folded from invented patients by the run's own statistics, and pages taken apart. */
import {
  Evaluation,
  TrialFold,
  type EvaluationOptions,
  type RunComparison,
} from '../../src/cohort/evaluation/index.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import type { ScreenSummary } from '../../src/cohort/summary.js';
import { Tally } from '../../src/cohort/statistics/index.js';
import type { Trial } from '../../src/cohort/trial.js';

export interface Made {
  readonly eachVisit?: boolean;
  readonly evaluation?: EvaluationOptions | null;
  readonly trials?: readonly Trial[];
  readonly comparison?: RunComparison;
}

/** @param more `evaluation: null` for a run without any truth */
export function summaryFrom(records: readonly PatientRecord[], more: Made = {}): ScreenSummary {
  const { eachVisit = false, trials = [] } = more;
  const options = more.evaluation === null ? undefined : { eachVisit, ...more.evaluation };
  const tally = new Tally({ eachVisit });
  const truth = options && new Evaluation(options);
  const whatIf = new TrialFold(trials, options);
  for (const record of records) {
    tally.add(record);
    truth?.add(record);
    whatIf.add(record);
  }
  return {
    rule: { id: 'metastatic-back-pain', version: '1.0.0', contentHash: 'sha256:0' },
    asOf: '2026-06-15',
    settings: { otherCancers: true },
    read: { lines: 10, bytes: 1000 },
    problems: [],
    problemsTotal: 0,
    problemsByCode: {},
    seconds: 1,
    eachVisit,
    ...tally.done(),
    ...(truth ? { evaluation: truth.done() } : {}),
    ...(trials.length > 0 ? { trials: whatIf.done() } : {}),
    ...(more.comparison ? { comparison: more.comparison } : {}),
  };
}

/** Tags in order; text never holds a `<`, so that all of them are markup. */
export const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];

export const textOf = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

/** The cells of the table with this caption, row by row, its heads first. */
export function rowsOfTable(html: string, caption: string): readonly (readonly string[])[] {
  const found = html
    .split('<table>')
    .slice(1)
    .map((one) => one.slice(0, one.indexOf('</table>')))
    .find((one) => textOf(one.slice(0, one.indexOf('</caption>'))).trim() === caption);
  if (found === undefined) throw new Error(`no table ${caption}`);
  return found
    .split('<tr>')
    .slice(1)
    .map((row) => [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell ?? '').trim()));
}

/** The text of a section by its id. */
export function sectionOf(html: string, id: string): string {
  const from = html.indexOf(`<section aria-labelledby="${id}">`);
  if (from < 0) throw new Error(`no section ${id}`);
  return textOf(html.slice(from, html.indexOf('</section>', from)));
}
