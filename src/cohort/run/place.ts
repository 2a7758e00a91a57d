/** Places in tasks as places in files: a stretch of a file knows its own lines alone. */
import { problemAt, type Problem } from '../problem.js';
import type { PlannedTask } from '../scan/plan.js';
import type { TaskProblem } from '../scan/task.js';

/** @param lines of each task, by its index */
export function placesOf(tasks: readonly PlannedTask[], lines: readonly number[]) {
  const before: number[] = [];
  tasks.forEach((task, index) => {
    const same = index > 0 && tasks[index - 1]?.file === task.file;
    before.push(same ? (before[index - 1] as number) + (lines[index - 1] as number) : 0);
  });
  return (task: number, { line, code }: TaskProblem): Problem =>
    problemAt(tasks[task]?.file ?? '', (before[task] ?? 0) + line + 1, code);
}
