/** `spinewatch screen`: the rule over a whole export, before it ever fires (docs/screen.md). */
import { fork } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { ScreenOptions } from '../cohort/assess/screen-patient.js';
import type { Labels } from '../cohort/evaluation/index.js';
import {
  DEFAULT_HORIZON_DAYS,
  Evaluation,
  LabelsError,
  readLabels,
  TrialFold,
  type EvaluationOptions,
} from '../cohort/evaluation/index.js';
import { OrderFailed } from '../cohort/run/pool.js';
import { writeResults } from '../cohort/run/results.js';
import { run, type RunResult } from '../cohort/run/run.js';
import { Tally } from '../cohort/statistics/index.js';
import { summaryOf, type ScreenSummary } from '../cohort/summary.js';
import { formatDay } from '../fhir/dates.js';
import { screenReportHtml } from '../report/cohort/html.js';
import { Failure } from './failure.js';
import { progressLines } from './progress.js';
import { screenSettings, withCommonOptions, type CommonOptions } from './screen-settings.js';

interface Options extends CommonOptions {
  readonly input: string;
  readonly output: string;
  readonly workers: number;
  readonly labels?: string;
  readonly outcomeWithin: number;
}

type Settings = Awaited<ReturnType<typeof screenSettings>>;

/** Lines were left out; the rest was done. */
const LINES_LEFT_OUT = 3;

export function screenCommand(): Command {
  return withCommonOptions(
    new Command('screen')
      .description('assess every patient of a FHIR Bulk Data export, or of Bundles (docs/screen.md)')
      .requiredOption('--input <folder>', 'NDJSON files of any names, gzip too, or Bundles')
      .requiredOption('--output <folder>', 'results.ndjson, summary.json and report.html are written here')
      .option('--workers <number>', 'processes', wholeNumber(256), availableParallelism())
      .option('--labels <file>', 'what became of patients: CSV with the header patient,date,outcome')
      .option(
        '--outcome-within <days>',
        'days after the assessment in which an outcome counts',
        wholeNumber(36_500),
        DEFAULT_HORIZON_DAYS,
      ),
  ).action(screen);
}

const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > most) {
      throw new InvalidArgumentError(`allowed: a whole number from 1 to ${most}`);
    }
    return number;
  };

async function screen(options: Options): Promise<void> {
  const began = performance.now();
  const { input, output, workers } = options;
  if (!existsSync(input) || !statSync(input).isDirectory()) throw new Failure('--input: no such folder', 2);
  const settings = await screenSettings(options, true);
  const labels = options.labels === undefined ? undefined : await labelsOf(options.labels);
  const progress = progressLines(process.stderr, () => performance.now());
  const result = await made(output, () =>
    run({
      input,
      output,
      workers,
      screen: settings,
      everyVisit: settings.eachVisit,
      fingerprint: fingerprintOf(options, settings),
      startWorker: (work) => startWorker(options, settings, work),
      onProgress: progress,
      onResumed: () => process.stderr.write('going on with the run that was ended before its end\n'),
    }),
  );
  const evaluation: EvaluationOptions = {
    eachVisit: settings.eachVisit,
    horizonDays: options.outcomeWithin,
    ...(labels ? { labels } : {}),
  };
  const summary = await made(output, () => finish(output, settings, result, evaluation, began));
  result.finish();
  process.stdout.write(`${output}\n`);
  const { problemsTotal } = summary;
  if (problemsTotal > 0) {
    process.stderr.write(`${problemsTotal} problem${problemsTotal === 1 ? '' : 's'}: see summary.json\n`);
    process.exitCode = LINES_LEFT_OUT;
  }
}

function finish(
  output: string,
  settings: Settings,
  result: RunResult,
  evaluation: EvaluationOptions,
  began: number,
): ScreenSummary {
  const tally = new Tally({ eachVisit: settings.eachVisit });
  const truth = new Evaluation(evaluation);
  const trials = new TrialFold(settings.trials, evaluation);
  writeResults(output, result.records, [tally, truth, ...(settings.trials.length > 0 ? [trials] : [])]);
  const seconds = Math.round(performance.now() - began) / 1000;
  const summary = summaryOf(settings, tally.done(), result, settings.contentHash, seconds, {
    evaluation: truth.done(),
    ...(settings.trials.length > 0 ? { trials: trials.done() } : {}),
  });
  const report = screenReportHtml(summary);
  put(output, 'summary.json', `${JSON.stringify(summary, null, 2)}\n`);
  put(output, 'report.html', report);
  return summary;
}

function put(output: string, name: string, text: string): void {
  const half = join(output, `.${name}.half`);
  writeFileSync(half, text);
  renameSync(half, join(output, name));
}

const fingerprintOf = (options: Options, settings: Settings): unknown => [
  settings.contentHash,
  settings.service.version,
  formatDay(settings.asOf),
  settings.settings,
  settings.eachVisit,
  settings.trials.map(({ service: _, ...trial }) => trial),
  options.tenant ?? '',
  options.config === undefined ? '' : readFileSync(options.config, 'utf8'),
];

function startWorker(options: Options, { asOf, eachVisit }: ScreenOptions, work: string) {
  // Beside the code that runs: compiled, or the sources.
  const built = fileURLToPath(new URL('./entry.js', import.meta.url));
  const entry = existsSync(built) ? built : fileURLToPath(new URL('./entry.ts', import.meta.url));
  const flags = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const given = ([name, value]: readonly [string, string | undefined]): readonly string[] =>
    value === undefined ? [] : [`--${name}`, value];
  const args = [
    'screen-worker',
    ...['--work', work, '--as-of', formatDay(asOf)],
    ...(eachVisit ? ['--each-visit'] : []),
    ...given(['tenant', options.tenant]),
    ...given(['trials', options.trials]),
    ...given(['config', options.config]),
  ];
  return fork(entry, args, { execArgv: flags, stdio: ['pipe', 'pipe', 'inherit', 'ipc'], serialization: 'advanced' });
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
async function made<T>(output: string, work: () => T | Promise<T>): Promise<T> {
  try {
    mkdirSync(output, { recursive: true });
    return await work();
  } catch (error) {
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
