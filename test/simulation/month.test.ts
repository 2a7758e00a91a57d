/** A short month through the real service: the report's numbers against those counted from its answers. */
import { reportCsv } from '../../src/report/csv.js';
import { reportHtml } from '../../src/report/html.js';
import type { Report } from '../../src/analytics/report.js';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempDataDir } from '../support/data-dir.js';
import { simulateMonth, type Month } from './month.js';
import { reportOf } from './report.js';
import { FIRST, LIVE } from './visits.js';

let month: Month;
let report: Report;
let shadow: Report;
let sinceLive: Report;
let keyless: Report;
beforeAll(async () => {
  const dataDir = tempDataDir();
  month = await simulateMonth(dataDir, 15);
  report = await reportOf(dataDir, FIRST, month.reportedAt);
  shadow = await reportOf(dataDir, FIRST, month.reportedAt, 'shadow');
  sinceLive = await reportOf(dataDir, LIVE + 7, month.reportedAt);
  rmSync(join(dataDir, 'patient.key'));
  keyless = await reportOf(dataDir, FIRST, month.reportedAt);
}, 180_000);

const present = (counts: Readonly<Record<string, number>>): object =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

test('calls, cards and tiers are those that were answered', () => {
  const { live } = month;
  expect(live.cards).toBeGreaterThan(20);
  expect([report.calls, report.cards]).toEqual([live.calls, live.cards]);
  expect(present(report.byTier)).toEqual(live.byTier);
  expect(report.weeks.map(({ calls, cards }) => [calls, cards])).toEqual(Object.values(live.weeks));
  expect(Object.fromEntries(report.quieted.map(({ reason, count }) => [reason, count]))).toEqual(live.quieted);
});

test('answers, reasons, comments and times are those that were given', () => {
  const { accepted, overridden, cards, byReason, comments, seconds } = month.live;
  expect(accepted).toBeGreaterThan(0);
  expect(report.feedback).toMatchObject({
    accepted,
    overridden,
    unanswered: cards - accepted - overridden,
    orphans: 0,
  });
  expect(Object.fromEntries(report.feedback.byReason.map(({ code, count }) => [code, count]))).toEqual(byReason);
  expect([report.feedback.comments.length, report.feedback.commentsSealed]).toEqual([comments, 0]);
  const sorted = [...seconds].sort((a, b) => a - b);
  const middle = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  expect(report.timeToAction.count).toBe(seconds.length);
  expect(Math.abs((report.timeToAction.median as number) - middle)).toBeLessThanOrEqual(middle * 0.01 + 1);
});

test('shadow is counted apart, and shown to nobody', () => {
  expect([shadow.calls, month.shadow.cards]).toEqual([month.shadow.calls, 0]);
  expect(shadow.cards).toBe(month.shadow.quieted['shadow']);
  expect(report.modes).toEqual({
    live: { calls: report.calls, cards: report.cards },
    shadow: { calls: shadow.calls, cards: shadow.cards },
  });
  expect(shadow.feedback.unanswered).toBe(0);
});

test('the alarms say what went wrong, and when', () => {
  const [silence, input, ...more] = report.alarms;
  expect(silence).toMatchObject({ code: 'firing-zero', since: '2026-06-01' });
  expect(silence).not.toHaveProperty('until');
  expect(input).toMatchObject({ code: 'input-lost', since: '2026-05-18', input: 'observations' });
  // So few patients a day may leave some days in doubt.
  expect(input?.until).toMatch(/^2026-05-2[4-9]$/);
  expect(more).toEqual([]);
});

test('the failing input and the codes of the upgraded EHR are named', () => {
  const [failing, ...more] = report.inputs;
  expect([failing?.input, failing?.state, more]).toEqual(['observations', 'error', []]);
  expect(report.unmapped.some(({ system }) => system === 'https://ehr.north.example/codes')).toBe(true);
});

test('a later first day leaves out what was before it, and still knows what was usual', () => {
  expect(sinceLive.weeks.map(({ calls, cards }) => [calls, cards])).toEqual(Object.values(month.live.weeks).slice(1));
  expect(sinceLive.alarms.map(({ code }) => code)).toEqual(['firing-zero', 'input-lost']);
});

test('without the key the comments stay sealed, and the report says so', () => {
  expect(keyless.feedback.comments).toEqual([]);
  expect(keyless.feedback.commentsSealed).toBe(month.live.comments);
  expect(reportHtml(keyless)).toContain('comments are not shown: the key that opens them');
  expect(keyless.cards).toBe(report.cards);
});

test('the page stands alone: nothing from outside, no script, comments as text', () => {
  const html = reportHtml(report);
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|\shref=|url\((?!#)|@import/i);
  expect(html).not.toContain('<b>Check');
  expect(html).toContain('&lt;b&gt;Check the record&lt;/b&gt; &amp; tell IT.');
  const plots = html.match(/<svg /g)?.length ?? 0;
  expect(plots).toBeGreaterThanOrEqual(4);
  expect(html.match(/<title id=/g)).toHaveLength(plots);
  expect(html.match(/<desc id=/g)).toHaveLength(plots);
  expect(html.indexOf('id="alarms"')).toBeLessThan(html.indexOf('class="figures"'));
});

test('the table is tidy, and no cell is a formula', () => {
  const csv = reportCsv(report);
  const rows = csv.trimEnd().split('\r\n');
  expect(rows[0]).toBe('table,key,detail,measure,value');
  expect(rows).toContain(`firing,overall,,count,${report.cards}`);
  expect(rows).toContain(`feedback,accepted,,count,${report.feedback.accepted}`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
});
