/**
 * A cohort run over an invented Bulk Data export, beside loops that only read and parse the same files: one worker
 * against one loop, two workers against two loops over half of the files each.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../service.js';
import { median } from '../statistics.js';
import { table, verdict, type Cell } from '../table.js';
import { exportOf, parts, type Data } from './data.js';
import { estimate, type Point } from './estimate.js';
import { measuredRun, type Run } from './run.js';

export interface CohortOptions {
  /** Patients of each size. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** The script that is run as `SCRIPT screen …`; the built command line unless a test gives another. */
  readonly command?: string;
}

const FLOOR = fileURLToPath(new URL('./floor.mjs', import.meta.url));
const COMMAND = join(ROOT, 'bin/spinewatch.js');
const RATIO = 0.8;
const PEAK_MB = 400;
const MANY = 10_000_000;
const WORKERS = [1, 2] as const;
/** Runs over one patient that tell how long a start takes. */
const STARTS = 3;

type Measured = Omit<Run, 'stdout'>;

/** So many loops side by side, each over its part of the files. @throws Error where a loop missed a line */
export async function floorRun(data: Data, loops: number): Promise<Measured> {
  const began = performance.now();
  const runs = await Promise.all(parts(data, loops).map((files) => measuredRun([FLOOR, ...files])));
  const wallMs = performance.now() - began;
  const read = runs.map(({ stdout }) => JSON.parse(stdout) as { lines: number; bytes: number });
  const sum = (name: 'lines' | 'bytes'): number => read.reduce((total, one) => total + one[name], 0);
  const { lines, bytes } = data.summary;
  if (sum('lines') !== lines || sum('bytes') !== bytes)
    throw new Error(`the loops read ${sum('lines')} of ${lines} lines`);
  return {
    wallMs,
    cpuMs: runs.reduce((total, { cpuMs }) => total + cpuMs, 0),
    peakBytes: runs.flatMap(({ peakBytes }) => peakBytes).sort((a, b) => b - a),
  };
}

/** One cohort run. @throws Error where it failed or left patients or bytes out */
export async function screenRun(data: Data, workers: number, command: string = COMMAND): Promise<Measured> {
  const output = mkdtempSync(join(tmpdir(), 'spinewatch-bench-screen-'));
  try {
    const flags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);
    const { summary, folder } = data;
    const args = ['screen', '--input', folder, '--output', output, '--workers', `${workers}`, '--as-of', summary.asOf];
    const run = await measuredRun([...flags, command, ...args]);
    const said = JSON.parse(readFileSync(join(output, 'summary.json'), 'utf8')) as {
      patients: number;
      read: { lines: number; bytes: number };
    };
    for (const [name, is, should] of [
      ['patients', said.patients, summary.patients],
      ['lines', said.read.lines, summary.lines],
      ['bytes', said.read.bytes, summary.bytes],
    ] as const) {
      if (is !== should) throw new Error(`screen says ${is} ${name}; the export holds ${should}`);
    }
    return run;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** Milliseconds of a run with next to nothing to do. */
async function startOf(run: () => Promise<Measured>): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < STARTS; time += 1) times.push((await run()).wallMs);
  return median(times);
}

type Name = `floor${number}` | `screen${number}`;
type Runs = Map<Name, Measured[]>;

/** Every run once a round, forwards and backwards in turn, after one reading that warms the page cache. */
async function roundsOf(runs: readonly (readonly [Name, () => Promise<Measured>])[], rounds: number): Promise<Runs> {
  const measured: Runs = new Map(runs.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of round % 2 === 0 ? runs : [...runs].reverse()) measured.get(name)?.push(await run());
  }
  return measured;
}

export async function cohortBench({ sizes, rounds, command = COMMAND }: CohortOptions): Promise<string> {
  const one = await exportOf(1);
  const starts = new Map<Name, number>();
  for (const count of WORKERS) starts.set(`floor${count}`, await startOf(() => floorRun(one, count)));
  let missing: string | undefined;
  try {
    for (const count of WORKERS) starts.set(`screen${count}`, await startOf(() => screenRun(one, count, command)));
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error);
  }
  const written: string[] = missing === undefined ? [] : [`**\`screen\` was not measured**: ${missing}`];
  const points: Point[] = [];
  for (const size of sizes) {
    const data = await exportOf(size);
    await floorRun(data, 1);
    const runs = WORKERS.flatMap((count) => [
      [`floor${count}`, () => floorRun(data, count)] as const,
      ...(missing === undefined ? [[`screen${count}`, () => screenRun(data, count, command)] as const] : []),
    ]);
    const measured = await roundsOf(runs, rounds);
    for (const count of WORKERS) written.push(tableOf(data, count, measured, starts));
    const last = measured.get('screen2');
    if (last) points.push(pointOf(data, last, starts.get('screen2') ?? 0));
  }
  return [...written, estimate(MANY, points)].filter(Boolean).join('\n\n');
}

const peakOf = (runs: readonly Measured[]): number => Math.max(...runs.flatMap(({ peakBytes }) => peakBytes));

const processes = (runs: readonly Measured[]): string =>
  runs.length === 0 ? '' : String(Math.max(...runs.map(({ peakBytes }) => peakBytes.length)));

const pointOf = ({ summary }: Data, runs: readonly Measured[], startMs: number): Point => ({
  patients: summary.patients,
  bytes: summary.bytes,
  bytesPerSecond: median(runs.map(({ wallMs }) => (1000 * summary.bytes) / (wallMs - startMs))),
  peakBytes: peakOf(runs),
});

/** Medians of the rounds, and the median of the ratios round by round. */
export function tableOf(
  { summary }: Pick<Data, 'summary'>,
  count: number,
  measured: Runs,
  starts: ReadonlyMap<Name, number>,
): string {
  const floor = measured.get(`floor${count}`) ?? [];
  const screen = measured.get(`screen${count}`);
  const [floorStart = 0, screenStart = 0] = [starts.get(`floor${count}`), starts.get(`screen${count}`)];
  const megabytes = summary.bytes / 1e6;
  const row = (
    name: string,
    of: (run: Measured, startMs: number) => number,
    target?: readonly [text: string, met: (ratio: number, value: number) => boolean],
  ): readonly Cell[] => {
    const floors = floor.map((run) => of(run, floorStart));
    const values = screen?.map((run) => of(run, screenStart)) ?? [];
    if (values.length === 0) return [name, median(floors), '', '', target?.[0] ?? '', target ? 'not measured' : ''];
    const ratio = median(values.map((value, round) => value / (floors[round] ?? Number.NaN)));
    return [
      name,
      median(floors),
      median(values),
      ratio,
      target?.[0] ?? '',
      target ? verdict(target[1](ratio, Math.max(...values))) : '',
    ];
  };
  const fast = [`≥ ${RATIO}`, (ratio: number) => ratio >= RATIO] as const;
  const loops = count === 1 ? 'one loop' : `${count} loops`;
  const workers = count === 1 ? 'one worker' : `${count} workers`;
  return table(
    [
      `${summary.patients.toLocaleString('en-GB')} patients, ${megabytes.toFixed(0)} MB, median of ${floor.length}`,
      loops,
      workers,
      'ratio',
      'target',
      '',
    ],
    [
      row('wall, s', ({ wallMs }) => wallMs / 1000),
      row('of it start-up, s', (_, startMs) => startMs / 1000),
      row('MB/s', ({ wallMs }) => (1000 * megabytes) / wallMs, fast),
      row('MB/s, start-up left out', ({ wallMs }, startMs) => (1000 * megabytes) / (wallMs - startMs), fast),
      row('CPU, s', ({ cpuMs }) => cpuMs / 1000),
      row('MB a CPU second', ({ cpuMs }) => (1000 * megabytes) / cpuMs),
      row('largest process, peak MB', ({ peakBytes }) => (peakBytes[0] ?? 0) / 1e6, [
        `< ${PEAK_MB}`,
        (_, value) => value < PEAK_MB,
      ]),
      ['processes', processes(floor), processes(screen ?? []), '', '', ''],
    ],
  );
}
