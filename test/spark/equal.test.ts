/** The Spark job and a run on one machine say the same of the same export, to the last byte. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExport } from './support/export.js';
import { onOneMachine, onSpark, python, type Ended } from './support/run.js';

let folder: string;
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-spark-'));
  await writeExport(at('export'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Done, but lines were left out. */
function leftOut({ code, said }: Ended): void {
  if (code !== 3) throw new Error(`ended with ${code}: ${said.slice(-4_000)}`);
}

/** But for how long it took. */
const summary = (run: string): string => text(`${run}/summary.json`).replace(/\n {2}"seconds": [\d.]+,/, '');

describe.each([
  ['on one day', [] as string[]],
  ['at each visit', ['--each-visit']],
])('%s', (name, more) => {
  const one = `one ${name}`;
  const spark = `spark ${name}`;
  const args = (output: string): string[] => ['--input', at('export'), '--output', at(output), '--as-of', '2026-06-15'];

  beforeAll(async () => {
    leftOut(await onOneMachine([...args(one), ...more]));
    leftOut(await onSpark([...args(spark), ...more]));
  });

  test('the results are the same', () => {
    expect(text(`${spark}/results.ndjson`)).toBe(text(`${one}/results.ndjson`));
  });

  test('the summary is the same, with every problem in its place', () => {
    expect(summary(spark)).toBe(summary(one));
  });

  test('as many files are left', () => {
    const files = (run: string): string[] => readdirSync(at(run)).sort();
    expect(files(spark)).toEqual(files(one));
  });

  test('the export has what is to be told apart', () => {
    const rows = text(`${spark}/results.ndjson`).split('\n');
    expect(rows).toContain('{"patient":"f-orphan","error":"no-patient"}');
    expect(rows).toContain('{"patient":"0-frail","error":"worker-lost"}');
    const { problemsByCode, byTier } = JSON.parse(text(`${spark}/summary.json`)) as {
      problemsByCode: Record<string, number>;
      byTier: Record<string, number>;
    };
    expect(Object.keys(problemsByCode).sort()).toEqual([
      'broken-gzip',
      'duplicate-id',
      'invalid-resource',
      'malformed-line',
      'no-patient',
      'unknown-type',
      'worker-lost',
    ]);
    expect(Math.min(...Object.values(byTier))).toBeGreaterThan(0);
  });
});

test('wrong use is told before Spark starts', async () => {
  const { code, said } = await onSpark(['--input', at('export'), '--output', at('none'), '--as-of', 'tomorrow']);
  expect(code).not.toBe(0);
  expect(said).toContain('--as-of is not a date');
  expect(said).not.toContain('Running Spark version');
});

test('the parts of the job', async () => {
  const { code, said } = await python(['-m', 'unittest', 'discover', '--start-directory', 'test/spark']);
  expect({ code, failed: code === 0 ? '' : said }).toEqual({ code: 0, failed: '' });
});
