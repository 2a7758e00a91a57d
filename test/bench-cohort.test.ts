/** The exports of the cohort bench: the same on every run, shaped like life, and with the cancers that they say. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { chartOfBundle } from '../src/chart/bundle.js';
import { parseDay } from '../src/fhir/dates.js';
import type { Json } from '../src/fhir/resource.js';
import { floorRun, screenRun, tableOf } from './bench/cohort/bench.js';
import type { Code } from './bench/codes.js';
import { Chance } from './bench/cohort/chance.js';
import * as codes from './bench/cohort/codes.js';
import { parts } from './bench/cohort/data.js';
import { estimate } from './bench/cohort/estimate.js';
import { EXPORT_DAY, generateExport, type ExportOptions } from './bench/cohort/generate.js';
import { chartOf, type Chart } from './bench/cohort/patient.js';
import { condition } from './bench/cohort/resources.js';
import { realService } from './support/service.js';

const asOf = parseDay(EXPORT_DAY) as number;
const service = realService();
const folder = mkdtempSync(join(tmpdir(), 'spinewatch-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file with its content. */
async function written(name: string, options: Partial<ExportOptions> = {}) {
  const output = join(folder, name);
  const summary = await generateExport({ patients: 50, output, ...options });
  const files = summary.files.map(({ file }) => [file, readFileSync(join(output, file))] as const);
  const hash = createHash('sha256');
  for (const [file, bytes] of files) hash.update(file).update(bytes);
  return { output, summary, files, hash: hash.digest('hex') };
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').trimEnd().split('\n');
const resourcesOf = ({ lines }: Chart): Json[] => lines.map((line) => JSON.parse(line.text) as Json);

function levelOf(resources: readonly Json[]): string {
  const entry = resources.map((resource) => ({ resource }));
  const chart = chartOfBundle({ resourceType: 'Bundle', type: 'collection', entry });
  if ('problem' in chart) throw new Error(chart.problem);
  return service.assess({ inputs: chart.inputs, asOf, settings: { otherCancers: true } }).cancer.level;
}

const CHARTS = Array.from({ length: 1_500 }, (_, index) => chartOf(1, index, asOf));

test('the same options give the same bytes, another seed others; a patient is the same among more', async () => {
  const first = await written('first');
  expect((await written('again')).hash).toBe(first.hash);
  expect((await written('seed', { seed: 2 })).hash).not.toBe(first.hash);
  const more = await written('more', { patients: 60 });
  const all = new Set(more.files.flatMap(([, bytes]) => linesOf(bytes)));
  expect(first.files.flatMap(([, bytes]) => linesOf(bytes)).filter((line) => !all.has(line))).toEqual([]);
});

test('files are by type, every line is a resource that begins with its type and names its patient', async () => {
  const { files, summary } = await written('several', { filesPerType: 3, patients: 300 });
  const ids = new Set<string>();
  const patients = new Set(Array.from({ length: 300 }, (_, index) => `Patient/${chartOf(1, index, asOf).id}`));
  const seen: Record<string, { lines: number; bytes: number }> = {};
  for (const [file, bytes] of files) {
    const [type = ''] = file.split('.');
    expect(file).toMatch(/^[A-Z]\w+\.00[0-2]\.ndjson$/);
    const sum = (seen[type] ??= { lines: 0, bytes: 0 });
    sum.bytes += bytes.length;
    for (const line of linesOf(bytes)) {
      sum.lines += 1;
      expect(line.startsWith(`{"resourceType":"${type}","id":"`)).toBe(true);
      const resource = JSON.parse(line) as Json & { subject?: Json; patient?: Json };
      ids.add(`${type}/${String(resource['id'])}`);
      const reference = (resource.subject ?? resource.patient)?.['reference'] ?? `Patient/${String(resource['id'])}`;
      expect(patients.has(String(reference))).toBe(true);
    }
  }
  expect(summary.byType).toEqual(seen);
  expect(ids.size).toBe(summary.lines);
  expect(summary).toMatchObject({ patients: 300, cancers: CHARTS.slice(0, 300).filter((one) => one.cancer).length });
  expect(files.filter(([file]) => file.startsWith('Observation')).map(([file]) => file)).toHaveLength(3);
});

test('what is about one patient lies scattered', async () => {
  const { files } = await written('scattered', { patients: 250 });
  const [, bytes] = files.find(([file]) => file.startsWith('Observation')) as readonly [string, Buffer];
  const subjects = linesOf(bytes).map((line) => /"Patient\/([^"]+)"/.exec(line)?.[1]);
  const changes = subjects.filter((subject, index) => subject !== subjects[index - 1]).length;
  expect(changes).toBeGreaterThan(1.5 * new Set(subjects).size);
});

test('shares and sizes are those of life', () => {
  const share = (holds: (chart: Chart) => boolean): number => CHARTS.filter(holds).length / CHARTS.length;
  const bytes = CHARTS.map(({ lines }) => lines.reduce((sum, line) => sum + Buffer.byteLength(line.text) + 1, 0));
  const among = (from: number, to: number): number => bytes.filter((one) => one >= from && one < to).length;
  const total = bytes.reduce((sum, one) => sum + one, 0);
  expect(Math.abs(share(({ cancer }) => cancer) - 0.05)).toBeLessThan(0.012);
  expect(Math.abs(share(({ backPain }) => backPain) - 0.25)).toBeLessThan(0.03);
  expect(Math.abs(share(({ age }) => age < 18) - 0.2)).toBeLessThan(0.03);
  expect(share(({ deceased }) => deceased)).toBeGreaterThan(0.01);
  expect(share(({ deceased }) => deceased)).toBeLessThan(0.04);
  expect(Math.abs(total / CHARTS.length - 10_000)).toBeLessThan(1_500);
  expect(among(2_000, 8_000) / CHARTS.length).toBeGreaterThan(0.5);
  expect(among(100_000, Infinity)).toBeGreaterThan(0);
  const unread = ['Claim', 'ExplanationOfBenefit', 'Immunization', 'AllergyIntolerance', 'FamilyMemberHistory'];
  const others = CHARTS.flatMap(({ lines }) => lines).filter(({ type }) => unread.includes(type));
  const share25 = others.reduce((sum, { text }) => sum + text.length, 0) / total;
  expect(share25).toBeGreaterThan(0.08);
  expect(share25).toBeLessThan(0.25);
});

test('the rule finds a cancer in the patients that have one, and in no other', () => {
  const wrong = CHARTS.slice(0, 600)
    .filter((chart) => (levelOf(resourcesOf(chart)) !== 'none') !== chart.cancer)
    .map(({ id, cancer }) => ({ id, cancer }));
  expect(wrong).toEqual([]);
  expect(CHARTS.slice(0, 600).filter(({ cancer }) => cancer).length).toBeGreaterThan(15);
});

const patientId = 'p1';
const pen = { dialect: 'synthea', chance: new Chance(1, 1), patientId, patientName: 'Lee, Ada' } as const;
const alone = (code: Parameters<typeof condition>[1]): string =>
  levelOf([{ resourceType: 'Patient', id: patientId, gender: 'male' }, condition(pen, code, asOf - 900)]);

test('the codes and words that an export holds for a cancer are one to the rule, and no near miss is', () => {
  // Of the thousands of other cancers one in twelve, so that it takes a second.
  const some = (list: readonly Code[]): readonly Code[] => list.filter((_, at) => list.length < 1_000 || at % 12 === 0);
  const cancers = Object.values(codes.CANCERS).flatMap(({ snomed, icd, history }) => [
    ...some(snomed),
    ...icd,
    ...history,
  ]);
  expect(cancers.filter((code) => alone([code]) === 'none')).toEqual([]);
  expect(Object.values(codes.CANCER_TEXTS).filter((words) => alone(words) === 'none')).toEqual([]);
  expect(codes.NEAR_MISSES.filter((code) => alone([code]) !== 'none')).toEqual([]);
  expect(codes.NEAR_MISS_TEXTS.filter((words) => alone(words) !== 'none')).toEqual([]);
  expect(codes.ORDINARY.filter((code) => alone([code]) !== 'none')).toEqual([]);
});

describe('faults', () => {
  test('each stands in the file and line that is named, and nothing else is spoiled', async () => {
    const { output, summary } = await written('faults', { patients: 150, faults: 0.05 });
    expect(new Set(summary.faults.map(({ fault }) => fault)).size).toBe(4);
    const spoiled = new Map(summary.faults.map(({ file, line, fault }) => [`${file}:${line}`, fault]));
    for (const { file } of summary.files) {
      const lines = linesOf(readFileSync(join(output, file)));
      for (const [index, line] of lines.entries()) {
        expect([file, index + 1, faultOf(line, lines[index - 1])]).toEqual([
          file,
          index + 1,
          spoiled.get(`${file}:${index + 1}`),
        ]);
      }
    }
  });

  test('a truncated gzip file breaks off, the others are whole', async () => {
    const { output, summary } = await written('packed', { gzip: true, truncateGzip: true, patients: 120 });
    const read = (file: string): Promise<string> => text(createReadStream(join(output, file)).pipe(createGunzip()));
    for (const { file, lines } of summary.files) {
      if (file === 'Observation.000.ndjson.gz') await expect(read(file)).rejects.toThrow('unexpected end of file');
      else expect((await read(file)).split('\n')).toHaveLength(lines + 1);
    }
  });

  test.each([{ patients: 1.5 }, { patients: -1 }, { filesPerType: 0 }, { truncateGzip: true }, { asOf: 'today' }])(
    '%j is refused',
    async (options) => {
      await expect(generateExport({ patients: 1, output: folder, ...options })).rejects.toThrow();
    },
  );
});

function faultOf(line: string, previous: string | undefined): string | undefined {
  let resource: Json;
  try {
    resource = JSON.parse(line) as Json;
  } catch {
    return 'broken-line';
  }
  if (resource['resourceType'] === 'VendorNote') return 'unknown-type';
  if (line === previous) return 'duplicate';
  const subject =
    resource['resourceType'] === 'Patient' ? resource['id'] : (resource['subject'] ?? resource['patient']);
  return subject === undefined ? 'no-subject' : undefined;
}

describe('the bench', () => {
  test('its parts hold every file once, about half of the bytes each', async () => {
    const { output, summary } = await written('parts', { filesPerType: 4, patients: 100 });
    const halves = parts({ folder: output, summary }, 2);
    expect(halves.flat().sort()).toEqual(summary.files.map(({ file }) => join(output, file)).sort());
    const [a = 0, b = 0] = halves.map((files) => files.reduce((sum, file) => sum + statSync(file).size, 0));
    expect(Math.abs(a - b) / summary.bytes).toBeLessThan(0.1);
  });

  test('the loops read every line, and tell the memory of each process', async () => {
    const { output, summary } = await written('floor', { filesPerType: 2 });
    const run = await floorRun({ folder: output, summary }, 2);
    expect(run.peakBytes).toHaveLength(2);
    expect(Math.min(...run.peakBytes)).toBeGreaterThan(20e6);
    expect(run.cpuMs).toBeGreaterThan(0);
    const more = { ...summary, lines: summary.lines + 1 };
    await expect(floorRun({ folder: output, summary: more }, 1)).rejects.toThrow('of');
  });

  /** Stands for the command line: says what it is told, and holds memory in a process of its own. */
  const standIn = (said: Json, code = 0): string => {
    const file = join(folder, `stand-in-${Math.abs(code)}-${JSON.stringify(said).length}.mjs`);
    writeFileSync(
      file,
      `import { execFileSync } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       const at = (name) => process.argv[process.argv.indexOf(name) + 1];
       if (process.argv[2] !== 'screen' || at('--workers') !== '2' || at('--as-of') !== '${EXPORT_DAY}') process.exit(9);
       execFileSync(process.execPath, ['-e', 'Buffer.alloc(150e6, 1)']);
       writeFileSync(at('--output') + '/summary.json', ${JSON.stringify(JSON.stringify(said))});
       process.stderr.write('what went wrong');
       process.exit(${code});`,
    );
    return file;
  };

  test('a run is measured with its children, and one that left something out is an error', async () => {
    const { output, summary } = await written('screen');
    const data = { folder: output, summary };
    const { patients, lines, bytes } = summary;
    const run = await screenRun(data, 2, standIn({ patients, read: { lines, bytes } }));
    expect(run.peakBytes).toHaveLength(2);
    expect(run.peakBytes[0]).toBeGreaterThan(150e6);
    const short = standIn({ patients: patients - 1, read: { lines, bytes } });
    await expect(screenRun(data, 2, short)).rejects.toThrow(`screen says ${patients - 1} patients`);
    await expect(screenRun(data, 2, standIn({}, 3))).rejects.toThrow(/ended with 3: what went wrong/);
  });

  test('the table tells the ratio to the floor, with the start-up and without', async () => {
    const { summary } = await written('table');
    const of = (wallMs: number, peak: number) => ({ wallMs, cpuMs: wallMs, peakBytes: [peak] });
    const measured = new Map([
      ['floor1', [of(1_100, 60e6), of(1_100, 60e6)]],
      ['screen1', [of(2_200, 300e6), of(2_200, 401e6)]],
    ] as const);
    const starts = new Map([
      ['floor1', 100],
      ['screen1', 1_000],
    ] as const);
    const rows = tableOf({ summary }, 1, measured as never, starts).split('\n');
    const row = (name: string): string => rows.find((one) => one.startsWith(`| ${name} |`)) ?? '';
    expect(row('MB/s')).toMatch(/\| 0\.50 \| ≥ 0\.8 \| missed \|$/);
    expect(row('MB/s, start-up left out')).toMatch(/\| 0\.83 \| ≥ 0\.8 \| met \|$/);
    expect(row('largest process, peak MB')).toMatch(/\| < 400 \| missed \|$/);
    measured.delete('screen1');
    expect(tableOf({ summary }, 1, measured as never, starts)).toMatch(/\| ≥ 0\.8 \| not measured \|/);
  });

  test('the estimate is the formula it shows', () => {
    const point = { patients: 20_000, bytes: 2e8, bytesPerSecond: 1e8, peakBytes: 200e6 };
    const larger = { patients: 200_000, bytes: 2e9, bytesPerSecond: 1e8, peakBytes: 218e6 };
    const text = estimate(10_000_000, [point, larger]);
    expect(text).toContain('10,000,000 × 10,000 ÷ 100,000,000 = 1,000 s (0.3 h)');
    expect(text).toContain('218 MB + 100.0 B × 9,800,000 = 1,198 MB');
  });
});
