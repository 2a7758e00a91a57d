/**
 * A run over an export (docs/screen.md): the first reading finds who could matter, the second keeps what is theirs on
 * partitions, each partition goes through the pool of workers, and the records come back as one stream sorted by patient.
 * Every step leaves its result in the work folder, so that a run that was ended goes on where it stopped.
 */
import { mkdirSync, statSync } from 'node:fs';
import type { ScreenOptions } from '../assess/screen-patient.js';
import { PROBLEMS_LISTED, type Problem } from '../problem.js';
import { PARTS } from '../scan/parts.js';
import { planTasks, type PlannedTask } from '../scan/plan.js';
import {
  gatheredName,
  MERGED,
  surveyName,
  type GatheredFile,
  type MergedFile,
  type SurveyFile,
} from '../scan/process.js';
import type { TaskProblem } from '../scan/task.js';
import { brokenName, recordsName } from './assess-part.js';
import { assessParts } from './assess-parts.js';
import { openWorkFolder, workPath, type WorkFolder } from './files.js';
import { gatherMedications } from './medications.js';
import { mergeRecords } from './merge-records.js';
import type { Recorded } from './records-file.js';
import type { Place } from './partition.js';
import { placesOf } from './place.js';
import { Pool } from './pool.js';
import type { StartWorker } from './worker-process.js';

export type Stage = 'first reading' | 'second reading' | 'assessing';

export interface RunOptions {
  readonly input: string;
  readonly output: string;
  readonly workers: number;
  /** Starts one worker of this run. */
  readonly startWorker: (work: string) => ReturnType<StartWorker>;
  /** Starts the workers at once, before there is work: they load while `prepare` does. */
  readonly startEarly: boolean;
  readonly prepare: () => Promise<Prepared>;
  readonly onProgress: (stage: Stage, done: number, of: number) => void;
  /** Told to whoever runs it: what a run left by an earlier one means. */
  readonly onResumed?: () => void;
}

export interface Prepared {
  readonly screen: ScreenOptions;
  /** All that the result depends on besides the files: rule, settings, day. Another one begins anew. */
  readonly fingerprint: unknown;
}

export interface RunResult {
  /** Sorted by patient. */
  readonly records: Iterable<Recorded>;
  readonly read: { readonly lines: number; readonly bytes: number };
  /** The first of them, by file and line. */
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
  readonly problemsByCode: Readonly<Record<string, number>>;
  /** Removes what the run kept; call it when the results are written. */
  readonly finish: () => void;
}

/** Bytes of input for each partition: a partition holds a part of them, most often a small one. */
const PART_BYTES = 32 * 1024 * 1024;
const MOST_PARTS = 512;
const GZIP_GROWTH = 8;
/** Of the files in the work folder; another one begins anew. */
const FORMAT = 2;

/** @throws Error with the system's word where the input cannot be read or the disk is full; what `prepare` throws */
export async function run(options: RunOptions): Promise<RunResult> {
  const { input, output, workers } = options;
  const tasks = planTasks(input, output);
  const pool = new Pool(() => options.startWorker(workPath(output)), workers);
  try {
    if (options.startEarly) pool.start(tasks.length);
    const { screen, fingerprint } = await options.prepare();
    const { folder, resumed } = openWorkFolder(output, [FORMAT, fingerprint, tasks.map(stamped)]);
    if (resumed) options.onResumed?.();
    return await steps(folder, tasks, pool, screen, options.onProgress);
  } catch (error) {
    pool.kill();
    throw error;
  } finally {
    pool.stop();
  }
}

/** A file that has changed is another file. */
const stamped = ({ path, file, from, to }: PlannedTask) => {
  const { size, mtimeMs } = statSync(path);
  return [file, from, to, size, mtimeMs];
};

async function steps(
  folder: WorkFolder,
  tasks: readonly PlannedTask[],
  pool: Pool,
  screen: ScreenOptions,
  onProgress: RunOptions['onProgress'],
): Promise<RunResult> {
  const progress = meter(tasks, onProgress);
  const isLeft = (name: (task: number) => string) => (task: PlannedTask) => !folder.has(name(task.index));

  const unsurveyed = tasks.filter(isLeft(surveyName));
  await pool.orders(unsurveyed, (task) => ({ do: 'survey', task }), progress('first reading', unsurveyed));

  const merging = folder.has(MERGED) ? [] : [tasks.length];
  await pool.orders(
    merging,
    (count) => ({ do: 'merge', tasks: count }),
    () => undefined,
  );
  const merged = folder.read<MergedFile>(MERGED);
  mkdirSync(folder.in(PARTS), { recursive: true });
  const total = tasks.reduce((sum, { from, to, gzip }) => sum + (to - from) * (gzip ? GZIP_GROWTH : 1), 0);
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(total / PART_BYTES)));
  const ungathered = tasks.filter(isLeft(gatheredName));
  const run = String(folder.has('runs') ? folder.read<number>('runs') + 1 : 1);
  folder.write('runs', Number(run));
  await pool.orders(
    ungathered,
    (task, life) => ({ do: 'gather', task, parts, writer: `${run}-${life}` }),
    progress('second reading', ungathered),
  );

  const found = tasks.map(({ index }) => {
    const { lines, bytes, medications, problems } = folder.read<SurveyFile>(surveyName(index));
    const { writer, problems: orphans } = folder.read<GatheredFile>(gatheredName(index));
    return {
      lines,
      bytes,
      medications,
      writer,
      problems: [...problems, ...orphans, ...(merged.problems.get(index) ?? [])],
    };
  });
  await gatherMedications(folder, tasks, parts, (task) => (found[task]?.medications ?? 0) > 0);

  let assessed = 0;
  const lost = await assessParts(folder, {
    parts,
    writers: found.map(({ writer }) => writer),
    pool,
    screen,
    onPart: () => onProgress('assessing', ++assessed, parts),
  });
  const numbers = Array.from({ length: parts }, (_, part) => part);
  const broken = numbers.flatMap((part) => folder.read<readonly Place[]>(brokenName(part)));
  return {
    ...told(tasks, withBroken(found, broken), lost),
    records: mergeRecords(numbers.map((part) => folder.in(recordsName(part)))),
    read: sumOf(found),
    finish: () => folder.remove(),
  };
}

interface Found {
  readonly lines: number;
  readonly problems: readonly TaskProblem[];
}

/** With the lines of which charts could not be made. A broken line may be met in both readings, and here. */
function withBroken(found: readonly Found[], broken: readonly Place[]): readonly Found[] {
  const more = new Map<number, TaskProblem[]>();
  for (const { task, line } of broken) {
    const list = more.get(task) ?? [];
    list.push({ line, code: 'malformed-line' });
    more.set(task, list);
  }
  return found.map(({ lines, problems }, task) => ({
    lines,
    problems: once([...problems, ...(more.get(task) ?? [])]),
  }));
}

function once(problems: readonly TaskProblem[]): readonly TaskProblem[] {
  const broken = new Set<number>();
  return problems.filter(({ line, code }) => code !== 'malformed-line' || (!broken.has(line) && broken.add(line)));
}

function sumOf(found: readonly { readonly lines: number; readonly bytes: number }[]): RunResult['read'] {
  const sum = { lines: 0, bytes: 0 };
  for (const { lines, bytes } of found) {
    sum.lines += lines;
    sum.bytes += bytes;
  }
  return sum;
}

function told(
  tasks: readonly PlannedTask[],
  found: readonly Found[],
  lost: readonly Place[],
): Pick<RunResult, 'problems' | 'problemsTotal' | 'problemsByCode'> {
  const at = placesOf(
    tasks,
    found.map(({ lines }) => lines),
  );
  const all = [
    ...found.flatMap(({ problems }, task) => problems.map((one) => at(task, one))),
    ...lost.map(({ task, line }) => at(task, { line, code: 'worker-lost' })),
  ].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  const byCode: Record<string, number> = {};
  for (const { code } of all) byCode[code] = (byCode[code] ?? 0) + 1;
  return { problems: all.slice(0, PROBLEMS_LISTED), problemsTotal: all.length, problemsByCode: byCode };
}

/** Bytes done of all, told after each task. */
function meter(tasks: readonly PlannedTask[], onProgress: RunOptions['onProgress']) {
  const size = ({ from, to }: PlannedTask): number => to - from;
  const total = tasks.reduce((sum, task) => sum + size(task), 0);
  return (stage: Stage, left: readonly PlannedTask[]) => {
    let done = total - left.reduce((sum, task) => sum + size(task), 0);
    return (task: PlannedTask): void => {
      done += size(task);
      onProgress(stage, done, total);
    };
  };
}
