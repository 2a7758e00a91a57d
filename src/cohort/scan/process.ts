/**
 * A reading process: it is told what to do, task by task, and leaves what it finds in the work folder, so that what was
 * done stays done whatever happens to it.
 */
import type { ScreenOptions } from '../assess/screen-patient.js';
import { partAssessor } from '../run/assess-part.js';
import { workFolder, type WorkFolder } from '../run/files.js';
import { asker } from './gate.js';
import { gather } from './gather.js';
import { HashTable } from './hash.js';
import { mergeSurveys } from './merge-surveys.js';
import { PARTS, PartWriter } from './parts.js';
import { QuickReader } from './quick.js';
import { survey } from './survey.js';
import type { Met, Survey, Task, TaskProblem } from './task.js';

export type Order =
  | { readonly do: 'survey'; readonly task: Task }
  | { readonly do: 'merge'; readonly tasks: number }
  | { readonly do: 'gather'; readonly task: Task; readonly writer: string; readonly parts: number }
  | { readonly do: 'assess'; readonly part: number };

export type Answer = { readonly done: true } | { readonly failed: string };

export const surveyName = (task: number): string => `survey-${task}`;
/** What the merge alone reads of a survey, and the second reading of the task alone. */
const metName = (task: number): string => `met-${task}`;
const whoseName = (task: number): string => `whose-${task}`;
export const gatheredName = (task: number): string => `gathered-${task}`;
const TABLE = 'patients';
const duplicatesName = (task: number): string => `duplicates-${task}`;

/** What is asked of a survey again and again; the rest lies apart. */
export type SurveyFile = Pick<Survey, 'lines' | 'bytes' | 'problems' | 'medications'>;

/** What a finished task of the second reading leaves: who wrote its parts. */
export interface GatheredFile extends Awaited<ReturnType<typeof gather>> {
  readonly writer: string;
}

/** @param screen of the run; @returns what does one order */
export function reader(work: string, screen: ScreenOptions): (order: Order) => Promise<Answer> {
  const folder = workFolder(work);
  const { gate, terminology } = screen.service;
  const { eachVisit: everyVisit } = screen;
  const options = { opens: asker(gate, terminology), quick: new QuickReader(gate, terminology), everyVisit };
  const assess = partAssessor(folder, screen);
  let table: HashTable | undefined;
  let parts: PartWriter | undefined;

  const first = async (task: Task): Promise<void> => {
    const { met, whose, ...rest } = await survey(task, options);
    folder.write(metName(task.index), met);
    folder.write(whoseName(task.index), whose);
    // Last, since it says that the task is done.
    folder.write(surveyName(task.index), rest satisfies SurveyFile);
  };
  const second = async (task: Task, count: number, writer: string): Promise<void> => {
    table ??= HashTable.from(folder.read<Buffer>(TABLE));
    parts ??= new PartWriter(folder.in(PARTS), count, writer);
    const name = duplicatesName(task.index);
    const duplicates = new Set(folder.has(name) ? folder.read<readonly number[]>(name) : []);
    const { problems } = folder.read<SurveyFile>(surveyName(task.index));
    const surveyed = { problems, whose: folder.read<Uint32Array>(whoseName(task.index)) };
    const gathered = await gather(task, { table, parts, duplicates, surveyed, everyVisit });
    folder.write(gatheredName(task.index), { ...gathered, writer: parts.writer } satisfies GatheredFile);
  };
  return async (order) => {
    try {
      if (order.do === 'survey') await first(order.task);
      else if (order.do === 'merge') merge(folder, order.tasks);
      else if (order.do === 'gather') await second(order.task, order.parts, order.writer);
      else {
        // Not wanted any more.
        table = undefined;
        assess(order.part);
      }
      return { done: true };
    } catch (error) {
      return { failed: codeOf(error) };
    }
  };
}

export const MERGED = 'merged';

/** What the readings say together, for the process that runs it all. */
export interface MergedFile {
  readonly problems: ReadonlyMap<number, readonly TaskProblem[]>;
}

function merge(folder: WorkFolder, tasks: number): void {
  const { table, duplicates, problems } = mergeSurveys(tasks, (task) => folder.read<Met>(metName(task)));
  folder.write(TABLE, table.toBytes());
  for (const [task, places] of duplicates) folder.write(duplicatesName(task), places);
  folder.write(MERGED, { problems } satisfies MergedFile);
}

/** The system's word for it (`ENOSPC`), since a message may quote what it read. */
const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'error';
