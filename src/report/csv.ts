/**
 * The report as one tidy table, a figure a line: `table, key, detail, measure, value` (docs/report.md lists them). A text
 * that a spreadsheet would take for a formula is made harmless.
 */
import { stringify } from 'csv-stringify/sync';
import type { Rate } from '../analytics/interval.js';
import type { Report } from '../analytics/report.js';

type Line = readonly [table: string, key: string, detail: string, measure: string, value: string | number | null];

export const CSV_COLUMNS = ['table', 'key', 'detail', 'measure', 'value'] as const;

export function reportCsv(report: Report): string {
  return stringify([...lines(report)], {
    header: true,
    columns: [...CSV_COLUMNS],
    escape_formulas: true,
    record_delimiter: '\r\n',
  });
}

function* lines(report: Report): Generator<Line> {
  const { feedback, timeToAction, firing, modes } = report;
  for (const key of ['since', 'until', 'generatedAt', 'mode'] as const) yield ['report', key, '', 'value', report[key]];
  yield ['report', 'tenant', '', 'value', report.tenant ?? report.tenants.join(' ')];
  for (const { code, tenant, since, until, text, input } of report.alarms) {
    yield ['alarms', code, `${tenant}${input === undefined ? '' : ` ${input}`}`, 'since', since];
    if (until !== undefined) yield ['alarms', code, tenant, 'until', until];
    yield ['alarms', code, tenant, 'text', text];
  }
  yield* rate('firing', 'overall', '', firing.overall);
  for (const one of firing.byTier) yield* rate('firing', 'tier', one.name, one);
  for (const one of firing.bySite) yield* rate('firing', 'site', one.name, one);
  for (const one of firing.byFeature) yield* rate('firing', 'feature', one.name, one);
  for (const { week, expected, byTier, ...row } of report.weeks) {
    yield* measures('weeks', week, '', row);
    yield* measures('weeks', week, 'expected', expected);
    for (const [tier, count] of Object.entries(byTier)) yield ['weeks', week, tier, 'cards', count];
  }
  for (const key of ['accepted', 'overridden', 'unanswered', 'orphans'] as const)
    yield ['feedback', key, '', 'count', feedback[key]];
  yield* rate('feedback', 'acceptance', '', feedback.acceptance);
  yield* rate('feedback', 'overrides', '', feedback.overrides);
  for (const { system, code, count } of feedback.byReason) yield ['reasons', code, system, 'count', count];
  for (const { tier, text, at } of feedback.comments) yield ['comments', tier, at, 'text', text];
  const { accepted, overridden, leftOut, ...all } = timeToAction;
  for (const [name, one] of Object.entries({ all, accepted, overridden }))
    yield* measures('timeToActionSeconds', name, '', one);
  yield ['timeToActionSeconds', 'leftOut', '', 'count', leftOut];
  for (const { input, states } of report.inputStates) {
    for (const [state, count] of Object.entries(states)) yield ['inputs', input, state, 'count', count];
  }
  for (const { reason, count } of report.quieted) yield ['quieted', reason, '', 'count', count];
  for (const { reason, count } of report.silent) yield ['silent', reason, '', 'count', count];
  for (const { system, code, count } of report.unmapped) yield ['unmapped', code, system, 'count', count];
  for (const { version, contentHash, difference, ...row } of report.versions) {
    yield* measures('versions', version, contentHash, row);
    if (difference) yield* measures('versionDifferences', version, contentHash, difference);
  }
  for (const { settings, differ, changes } of report.compare) {
    yield* rate('compare', JSON.stringify(settings), '', differ);
    for (const { from, to, count } of changes) yield ['compareChanges', from, to, 'count', count];
  }
  for (const [mode, one] of Object.entries(modes)) yield* measures('modes', mode, '', one);
  for (const { stage, ...row } of report.latency) yield* measures('latencyMs', stage, '', row);
}

const rate = (
  table: string,
  key: string,
  detail: string,
  { count, of, perHundred, low, high }: Rate,
): Generator<Line> => measures(table, key, detail, { count, of, perHundred, low, high });

function* measures(table: string, key: string, detail: string, row: object): Generator<Line> {
  for (const [measure, value] of Object.entries(row) as [string, string | number | null][])
    yield [table, key, detail, measure, value];
}
