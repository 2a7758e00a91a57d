/** What is asked of a run beside the rows: truth by labels, what-ifs, an earlier run, a tenant's second setting. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScreenSummary } from '../../src/cohort/summary.js';
import { commandLine } from '../support/command-line.js';
import { AS_OF, resultsOf, tempFolder, writeExport } from './support/exports.js';

const SCT = 'http://snomed.info/sct';
const patient = (id: string) => ({ resourceType: 'Patient', id, birthDate: '1950-01-01', gender: 'female' });
const coded = (id: string, who: string, code: string, onset: string) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${who}` },
  code: { coding: [{ system: SCT, code }] },
  onsetDateTime: onset,
  recordedDate: onset,
});
const weight = (id: string, who: string, value: number, date: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: `Patient/${who}` },
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  effectiveDateTime: date,
});

/** `lost`: urgent by lost weight; `plain`: recommended; `colon`: urgent by lost weight, another cancer; `well`: silent. */
const input = writeExport({
  'all.ndjson': [
    ...['lost', 'plain', 'colon', 'well'].map(patient),
    coded('1', 'lost', '254837009', '2018-01-01'),
    coded('2', 'lost', '279039007', '2026-06-01'),
    weight('3', 'lost', 80, '2025-10-01'),
    weight('4', 'lost', 70, '2026-06-01'),
    coded('5', 'plain', '254837009', '2018-01-01'),
    coded('6', 'plain', '279039007', '2026-06-01'),
    coded('7', 'colon', '363406005', '2018-01-01'),
    coded('8', 'colon', '279039007', '2026-06-01'),
    weight('9', 'colon', 80, '2025-10-01'),
    weight('10', 'colon', 70, '2026-06-01'),
  ],
});

const screen = async (
  ...more: readonly string[]
): Promise<{ output: string; summary: ScreenSummary; report: string }> => {
  const output = tempFolder();
  const { code, stderr } = await commandLine(
    'screen',
    '--input',
    input,
    '--output',
    output,
    '--as-of',
    AS_OF,
    '--workers',
    '1',
    ...more,
  );
  expect([code, stderr.replaceAll(/^.*: 100 %.*\n/gm, '')]).toEqual([0, '']);
  const read = (name: string): string => readFileSync(join(output, name), 'utf8');
  return { output, summary: JSON.parse(read('summary.json')) as ScreenSummary, report: read('report.html') };
};

const file = (name: string, text: string): string => {
  const path = join(tempFolder(), name);
  writeFileSync(path, text);
  return path;
};

test('labels judge the cards, and each feature is left out in turn', async () => {
  const labels = file(
    'labels.csv',
    'patient,date,outcome\nlost,2026-07-01,1\nplain,2026-12-31,0\ncolon,2026-12-31,0\nwell,2026-07-01,1\n',
  );
  const { summary, report } = await screen('--labels', labels);
  const any = summary.evaluation?.patients;
  expect(summary.evaluation).toMatchObject({ truth: 'labels', missed: { total: 1, ids: ['well'] } });
  expect(JSON.stringify(any)).toContain('sensitivity');
  const without = summary.trials?.find(({ trial }) => trial.name === 'without weight-loss');
  expect(without).toMatchObject({ untried: 0 });
  expect(JSON.stringify(without)).toContain('colon');
  expect(report).toContain('without weight-loss');
});

test('what-ifs of a file change one thing, and the rows are those of the rule as it is', async () => {
  const trials = file('trials.yaml', 'thresholds: { weight-loss-fraction: [0.2] }\notherCancers: false\n');
  const { summary, output } = await screen('--trials', trials);
  expect(resultsOf(output).map(({ patient: id, tier }) => [id, tier])).toEqual([
    ['colon', 'urgent'],
    ['lost', 'urgent'],
    ['plain', 'recommended'],
    ['well', null],
  ]);
  const trial = (name: string) => summary.trials?.find((one) => one.trial.name === name);
  expect(trial('weight-loss-fraction 0.2')).toMatchObject({ lost: { total: 1, ids: ['colon'] } });
  expect(trial('other cancers off')).toMatchObject({ lost: { total: 1, ids: ['colon'] } });
});

test('an earlier run is compared patient by patient', async () => {
  const before = await screen();
  const rows = resultsOf(before.output).map((row) => (row['patient'] === 'plain' ? { ...row, tier: 'urgent' } : row));
  const earlier = file('earlier.ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { summary, report } = await screen('--compare', earlier);
  expect(summary.comparison).toMatchObject({ patients: { both: 4 } });
  expect(JSON.stringify(summary.comparison)).toContain('plain');
  expect(report).toContain('earlier run');
});
