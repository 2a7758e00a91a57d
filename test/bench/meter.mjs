/**
 * Preloaded into a measured process (`node --import`): answers each message from its parent with the CPU time the
 * process has used, the memory and the open files it holds. Asked for `collected` it collects its garbage first, where it
 * runs with `--expose-gc`. The product knows nothing of it.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A collection frees what the one before has made free: finalizers, and what they held. */
async function collect() {
  for (let time = 0; time < 3 && globalThis.gc; time += 1) {
    globalThis.gc();
    await pause(50);
  }
}

/** Sockets, files and pipes; NaN where the system does not say. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}

process.on('message', async (wanted) => {
  if (wanted === 'collected') await collect();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    heapBytes: heapUsed,
    openFiles: openFiles(),
  });
});
process.channel?.unref();
