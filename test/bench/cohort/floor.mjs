/**
 * What a cohort run is compared with: every line of every file given is read and parsed, and nothing else is done. Reads
 * of 1 MB into one buffer and a text a line are the fastest simple loop of those tried (docs/performance.md).
 */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
let buffer = Buffer.allocUnsafe(2 * CHUNK);
let bytes = 0;
let lines = 0;

for (const file of process.argv.slice(2)) {
  const fd = openSync(file, 'r');
  let held = 0;
  for (;;) {
    if (buffer.length - held < CHUNK) buffer = Buffer.concat([buffer.subarray(0, held)], 2 * buffer.length);
    const read = readSync(fd, buffer, held, CHUNK, null);
    if (read === 0) break;
    bytes += read;
    const end = held + read;
    let start = 0;
    for (let at = buffer.indexOf(NEWLINE, held); at !== -1 && at < end; at = buffer.indexOf(NEWLINE, start)) {
      JSON.parse(buffer.toString('utf8', start, at));
      lines += 1;
      start = at + 1;
    }
    buffer.copyWithin(0, start, end);
    held = end - start;
  }
  if (held > 0) {
    JSON.parse(buffer.toString('utf8', 0, held));
    lines += 1;
  }
  closeSync(fd);
}
process.stdout.write(`${JSON.stringify({ lines, bytes })}\n`);
