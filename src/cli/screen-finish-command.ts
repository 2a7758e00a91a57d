/** `spinewatch screen-finish`: the results of a run whose records were made elsewhere, on a cluster (docs/spark.md). */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { mergeRecords } from '../cohort/run/merge-records.js';
import type { RunResult } from '../cohort/run/run.js';
import { PROBLEMS, problemAt, type ProblemCode } from '../cohort/problem.js';
import { Failure } from './failure.js';
import { close, evaluationOf, finish, made, withTruthOptions, type TruthOptions } from './screen-command.js';
import { screenSettings, siteOf, withCommonOptions, type CommonOptions } from './screen-settings.js';

interface Options extends CommonOptions, TruthOptions {
  readonly records: string;
  readonly found: string;
  readonly output: string;
}

/** What the reading of the export found, as the Spark job writes it. */
interface Found extends Pick<RunResult, 'read' | 'problemsTotal' | 'problemsByCode'> {
  /** By file and line. */
  readonly problems: readonly { readonly file: string; readonly line: number; readonly code: ProblemCode }[];
  /** Of the whole job so far. */
  readonly seconds: number;
}

export function screenFinishCommand(): Command {
  return withTruthOptions(
    withCommonOptions(
      new Command('screen-finish')
        .description('results from the records of a run on a cluster (docs/spark.md)')
        .requiredOption('--records <folder>', 'files of records, each sorted by patient')
        .requiredOption('--found <file>', 'what the reading found')
        .requiredOption('--output <folder>', 'as for screen'),
    ),
  ).action(screenFinish);
}

async function screenFinish(options: Options): Promise<void> {
  const { records: folder, output } = options;
  const evaluation = await evaluationOf(options, siteOf(options));
  const settings = await screenSettings(siteOf(options), options, true);
  const { problems, seconds, ...found } = foundIn(options.found);
  const began = performance.now() - seconds * 1000;
  const summary = await made(() => {
    mkdirSync(output, { recursive: true });
    const files = readdirSync(folder).map((name) => join(folder, name));
    const result = {
      ...found,
      problems: problems.map(({ file, line, code }) => problemAt(file, line, code)),
      records: mergeRecords(files),
    };
    return finish(output, settings, result, evaluation, began);
  });
  close(output, summary);
}

function foundIn(file: string): Found {
  const found = JSON.parse(readFileSync(file, 'utf8')) as Found;
  const unknown = Object.keys(found.problemsByCode).find((code) => !(code in PROBLEMS));
  if (unknown !== undefined) throw new Failure('--found: written by another version of the job', 2);
  return found;
}
