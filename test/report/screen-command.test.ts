/** The page that `spinewatch screen` leaves beside its results, of real small runs. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScreenSummary } from '../../src/cohort/summary.js';
import { screenReportHtml } from '../../src/report/cohort/html.js';
import { generateExport } from '../bench/cohort/generate.js';
import { AS_OF, tempFolder } from '../cohort/support/exports.js';
import { commandLine } from '../support/command-line.js';
import { sectionOf, textOf } from './screen-support.js';

const screen = async (input: string, ...more: readonly string[]) => {
  const output = tempFolder();
  const given = ['--input', input, '--output', output, '--as-of', AS_OF, '--workers', '1', ...more];
  const { code } = await commandLine('screen', ...given);
  const html = readFileSync(join(output, 'report.html'), 'utf8');
  const summary = JSON.parse(readFileSync(join(output, 'summary.json'), 'utf8')) as ScreenSummary;
  return { code, html, summary, files: readdirSync(output).sort() };
};

test('a run with visits, labels, what-ifs and broken lines', async () => {
  const input = tempFolder();
  await generateExport({ patients: 200, output: input, seed: 7, asOf: AS_OF, faults: 0.01 });
  const [labels, trials] = [join(tempFolder(), 'labels.csv'), join(tempFolder(), 'trials.yaml')];
  writeFileSync(labels, 'patient,date,outcome\nnobody,2026-01-01,1\n');
  writeFileSync(trials, 'otherCancers: false\n');
  const { code, html, summary, files } = await screen(input, '--each-visit', '--labels', labels, '--trials', trials);
  expect(code).toBe(3);
  expect(files).toEqual(['report.html', 'results.ndjson', 'summary.json']);
  expect(html).toBe(screenReportHtml(summary));
  expect(textOf(html)).not.toMatch(/\bNaN\b|undefined/);
  const [problem] = summary.problems;
  expect(sectionOf(html, 'left-out')).toContain(`${problem?.file} ${problem?.line} ${problem?.code}`);
  expect(sectionOf(html, 'accuracy')).toContain('Truth by labels: 1 patient of a file');
  expect(sectionOf(html, 'trials')).toContain('other cancers off');
});

test('an empty export', async () => {
  const { code, html, summary } = await screen(tempFolder());
  expect(code).toBe(0);
  expect(html).toBe(screenReportHtml(summary));
  expect(sectionOf(html, 'brief')).toContain('The export holds no patient that could be read');
});
