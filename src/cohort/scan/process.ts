/**
 * A reading process: it is told what to do, task by task, and leaves what it finds in the work folder, so that what was
 * done stays done whatever happens to it.
 */
import type { Gate } from '../../sdk/service.js';
import { workFolder, type WorkFolder } from '../run/files.js';
import { gather } from './gather.js';
import { HashTable } from './hash.js';
import { PartWriter } from './parts.js';
import { mergeSurveys } from './merge-surveys.js';
import { asker, survey } from './survey.js';
import type { Task, TaskProblem } from './task.js';

export type Order =
  | { readonly do: 'survey'; readonly task: Task }
  | { readonly do: 'merge'; readonly tasks: number }
  | {
      readonly do: 'gather';
      readonly task: Task;
      readonly writer: string;
      readonly parts: number;
      readonly everyVisit: boolean;
    };

export type Answer = { readonly done: true } | { readonly failed: string };

export const surveyName = (task: number): string => `survey-${task}`;
export const gatheredName = (task: number): string => `gathered-${task}`;
export const TABLE = 'patients';
export const duplicatesName = (task: number): string => `duplicates-${task}`;
export const PARTS = 'parts';

/** What a finished task of the second reading leaves: who wrote its parts. */
export interface GatheredFile extends Awaited<ReturnType<typeof gather>> {
  readonly writer: string;
}

/** @param gate of the run's service; @returns what does one order */
export function reader(work: string, gate: Gate | undefined): (order: Order) => Promise<Answer> {
  const folder = workFolder(work);
  const opens = asker(gate);
  let table: HashTable | undefined;
  let parts: PartWriter | undefined;
  return async (order) => {
    try {
      if (order.do === 'survey') {
        folder.write(surveyName(order.task.index), await survey(order.task, opens));
        return { done: true };
      }
      if (order.do === 'merge') {
        merge(folder, order.tasks);
        return { done: true };
      }
      const { task, writer, everyVisit } = order;
      table ??= HashTable.from(folder.read<Buffer>(TABLE));
      parts ??= new PartWriter(folder.in(PARTS), order.parts, writer);
      const name = duplicatesName(task.index);
      const duplicates = new Set(folder.has(name) ? folder.read<readonly number[]>(name) : []);
      const gathered = await gather(task, { table, parts, duplicates, everyVisit });
      folder.write(gatheredName(task.index), { ...gathered, writer: parts.writer } satisfies GatheredFile);
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
  readonly allCompared: boolean;
}

/** Done here, since the table of everything that was met is the largest thing in memory, and goes with this process. */
function merge(folder: WorkFolder, tasks: number): void {
  const { table, duplicates, problems, allCompared } = mergeSurveys(tasks, (task) => folder.read(surveyName(task)));
  folder.write(TABLE, table.toBytes());
  for (const [task, places] of duplicates) folder.write(duplicatesName(task), places);
  folder.write(MERGED, { problems, allCompared } satisfies MergedFile);
}

/** The system's word for it (`ENOSPC`), since a message may quote what it read. */
const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'error';
