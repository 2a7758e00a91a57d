/** How long the service takes to listen, and what it holds when it has nothing to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from './child.js';
import { median } from './statistics.js';
import { table, verdict } from './table.js';

/** Long enough for what a start leaves behind to be collected, or not. */
const IDLE_MS = 3_000;

export async function startBench(times: number): Promise<string> {
  const starts: number[] = [];
  const memory: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const server = await startService();
    starts.push(server.startMs);
    await sleep(IDLE_MS);
    memory.push((await server.usage()).rssBytes / 1e6);
    await server.stop();
  }
  return table(
    [`of ${times} starts`, 'median', 'worst', 'target', ''],
    [
      [
        'spawn to listening line, ms',
        median(starts),
        Math.max(...starts),
        '≤ 3000',
        verdict(Math.max(...starts) <= 3000),
      ],
      ['idle RSS, MB', median(memory), Math.max(...memory), '≤ 150', verdict(Math.max(...memory) <= 150)],
    ],
  );
}
