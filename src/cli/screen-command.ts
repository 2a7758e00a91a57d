/** `spinewatch screen`: the rule over a whole export, before it ever fires (docs/screen.md). */
import { fork } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { Labels, RunComparison } from '../cohort/evaluation/index.js';
import {
  compareRuns,
  DEFAULT_HORIZON_DAYS,
  Evaluation,
  LabelsError,
  readLabels,
  readRows,
  ResultsError,
  TrialFold,
  type EvaluationOptions,
} from '../cohort/evaluation/index.js';
import { OrderFailed } from '../cohort/run/pool.js';
import { writeResults } from '../cohort/run/results.js';
import { run, type RunResult } from '../cohort/run/run.js';
import { writeWhole } from '../cohort/run/whole.js';
import { Tally } from '../cohort/statistics/index.js';
import { summaryOf, type ScreenSummary } from '../cohort/summary.js';
import { ConfigurationError } from '../config/problem.js';
import { todayIn } from '../config/today.js';
import { formatDay } from '../fhir/dates.js';
import { ContentError } from '../sdk/service.js';
import { Failure } from './failure.js';
import { progressLines } from './progress.js';
import {
  screenSettings,
  siteOf,
  withCommonOptions,
  type CommonOptions,
  type ScreenSettings,
  type Site,
} from './screen-settings.js';

export interface TruthOptions {
  readonly labels?: string;
  readonly outcomeWithin: number;
  readonly eachVisit?: boolean;
}

interface Options extends CommonOptions, TruthOptions {
  readonly input: string;
  readonly output: string;
  readonly workers: number;
  readonly compare?: string;
}

/** Lines were left out; the rest was done. */
const LINES_LEFT_OUT = 3;

export function screenCommand(): Command {
  return withTruthOptions(
    withCommonOptions(
      new Command('screen')
        .description('assess every patient of a FHIR Bulk Data export, or of Bundles (docs/screen.md)')
        .requiredOption('--input <folder>', 'NDJSON files of any names, gzip too, or Bundles')
        .requiredOption('--output <folder>', 'results.ndjson, summary.json and report.html are written here')
        .option('--workers <number>', 'processes', wholeNumber(256), availableParallelism())
        .option('--compare <file>', 'results.ndjson of an earlier run on the same patients'),
    ),
  ).action(screen);
}

/** What results are judged by. */
export const withTruthOptions = (command: Command): Command =>
  command
    .option('--labels <file>', 'what became of patients: CSV with the header patient,date,outcome')
    .option(
      '--outcome-within <days>',
      'days after the assessment in which an outcome counts',
      wholeNumber(36_500),
      DEFAULT_HORIZON_DAYS,
    );

const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > most) {
      throw new InvalidArgumentError(`allowed: a whole number from 1 to ${most}`);
    }
    return number;
  };

async function screen(given: Options): Promise<void> {
  // Where the truth is known, what each feature adds is the next question.
  const options = { ...given, leaveOneOut: given.leaveOneOut === true || given.labels !== undefined };
  const began = performance.now();
  const { input, output } = options;
  if (!existsSync(input) || !statSync(input).isDirectory()) throw new Failure('--input: no such folder', 2);
  if (options.compare !== undefined && !existsSync(options.compare)) throw new Failure('--compare: no such file', 2);
  const site = siteOf(options);
  const evaluation = await evaluationOf(options, site);
  const { result, settings } = await made(() => runOf(options, site));
  const summary = await made(() => finish(output, settings, result, evaluation, began, options.compare));
  result.finish();
  close(output, summary);
}

/** Where the results are, and whether lines were left out. */
export function close(output: string, { problemsTotal }: ScreenSummary): void {
  process.stdout.write(`${output}\n`);
  if (problemsTotal > 0) {
    process.stderr.write(`${problemsTotal} problem${problemsTotal === 1 ? '' : 's'}: see summary.json\n`);
    process.exitCode = LINES_LEFT_OUT;
  }
}

async function runOf(options: Options, site: Site): Promise<{ result: RunResult; settings: ScreenSettings }> {
  const { input, output, workers } = options;
  mkdirSync(output, { recursive: true });
  let settings: ScreenSettings | undefined;
  const result = await run({
    input,
    output,
    workers,
    // What-ifs that cannot be read are told once, by this process.
    startEarly: options.trials === undefined,
    prepare: async () => {
      settings = await screenSettings(site, options, true);
      return { screen: settings, fingerprint: fingerprintOf(options, settings) };
    },
    startWorker: (work) => startWorker(options, site, work),
    onProgress: progressLines(process.stderr, () => performance.now()),
    onResumed: () => process.stderr.write('going on with the run that was ended before its end\n'),
  });
  return { result, settings: settings as ScreenSettings };
}

/** @throws Failure where the labels cannot be read */
export async function evaluationOf(
  { labels: file, outcomeWithin, eachVisit = false }: TruthOptions,
  { tenant, asOf }: Site,
): Promise<EvaluationOptions> {
  const labels = file === undefined ? undefined : await labelsOf(file);
  // What the charts came to say is known up to the day of the run, at most.
  const dataUntil = eachVisit ? asOf : todayIn(tenant.timeZone, new Date());
  return { eachVisit, horizonDays: outcomeWithin, dataUntil, ...(labels ? { labels } : {}) };
}

/** Writes the results of a run, and folds its summary from the same records. */
export async function finish(
  output: string,
  settings: ScreenSettings,
  result: Omit<RunResult, 'finish'>,
  evaluation: EvaluationOptions,
  began: number,
  earlier?: string,
): Promise<ScreenSummary> {
  const tally = new Tally({ eachVisit: settings.eachVisit });
  const truth = new Evaluation(evaluation);
  const trials = new TrialFold(settings.trials, evaluation);
  writeResults(output, result.records, [tally, truth, ...(settings.trials.length > 0 ? [trials] : [])]);
  const seconds = Math.round(performance.now() - began) / 1000;
  const summary = summaryOf(settings, tally.done(), result, settings.contentHash, seconds, {
    evaluation: truth.done(),
    ...(settings.trials.length > 0 ? { trials: trials.done() } : {}),
    ...(earlier === undefined ? {} : { comparison: await comparisonOf(earlier, join(output, 'results.ndjson')) }),
  });
  // Drawn last, by what else nobody needs.
  const { screenReportHtml } = await import('../report/cohort/html.js');
  const report = screenReportHtml(summary);
  writeWhole(join(output, 'summary.json'), (write) => write(`${JSON.stringify(summary, null, 2)}\n`));
  writeWhole(join(output, 'report.html'), (write) => write(report));
  return summary;
}

const fingerprintOf = (options: Options, settings: ScreenSettings): unknown => [
  settings.contentHash,
  settings.service.version,
  formatDay(settings.asOf),
  settings.settings,
  settings.eachVisit,
  settings.trials.map(({ service: _, ...trial }) => trial),
  options.tenant ?? '',
  options.config === undefined ? '' : readFileSync(options.config, 'utf8'),
];

function startWorker(options: Options, { asOf }: Site, work: string) {
  // Beside the code that runs: compiled, or the sources.
  const built = fileURLToPath(new URL('./entry.js', import.meta.url));
  const entry = existsSync(built) ? built : fileURLToPath(new URL('./entry.ts', import.meta.url));
  const flags = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const given = ([name, value]: readonly [string, string | undefined]): readonly string[] =>
    value === undefined ? [] : [`--${name}`, value];
  const args = [
    'screen-worker',
    ...['--work', work, '--as-of', formatDay(asOf)],
    ...(options.eachVisit ? ['--each-visit'] : []),
    ...given(['tenant', options.tenant]),
    ...(options.leaveOneOut ? ['--leave-one-out'] : []),
    ...given(['trials', options.trials]),
    ...given(['config', options.config]),
  ];
  return fork(entry, args, { execArgv: flags, stdio: ['pipe', 'pipe', 'inherit', 'ipc'], serialization: 'advanced' });
}

/** @throws Failure where the earlier results cannot be read */
async function comparisonOf(earlier: string, results: string): Promise<RunComparison> {
  const rows = (file: string) => readRows(createInterface({ input: createReadStream(file), crlfDelay: Infinity }));
  try {
    return await compareRuns(rows(earlier), rows(results));
  } catch (error) {
    throw new Failure(
      `--compare: ${error instanceof ResultsError ? error.message : `cannot be read (${codeOf(error)})`}`,
    );
  }
}

async function labelsOf(file: string): Promise<Labels> {
  try {
    return await readLabels(createReadStream(file));
  } catch (error) {
    if (error instanceof LabelsError) throw new Failure(`--labels: ${error.message}`, 2);
    throw new Failure(`cannot read the file of --labels (${codeOf(error)})`, 2);
  }
}

/** What went wrong with the disk or the input, in words for whoever ran it; the work so far is kept. */
export async function made<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure || error instanceof ContentError || error instanceof ConfigurationError) throw error;
    const code = error instanceof OrderFailed ? error.message : codeOf(error);
    if (code === 'ENOSPC') {
      throw new Failure(
        'the disk of --output is full; free some and run the same command again: it goes on where it stopped',
      );
    }
    throw new Failure(`the run stopped (${code}); run the same command again and it goes on where it stopped`);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'error';
