/** Preloaded into every measured process: at its end it notes the most memory it held and the CPU time of its threads. */
import { appendFileSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Of this program alone; `maxRSS` may be that of the process it was forked from. */
function peakBytes() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

const { BENCH_PEAK_FILE: file } = process.env;
if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const note = { pid: process.pid, peakBytes: peakBytes(), cpuMs: (userCPUTime + systemCPUTime) / 1000 };
    appendFileSync(file, `${JSON.stringify(note)}\n`);
  });
}
