/** One file of an export, written in blocks, plain or as one gzip member. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';

const FULL = 256 * 1024;

export class Sink {
  lines = 0;
  bytes = 0;
  private held: string[] = [];
  private heldChars = 0;

  constructor(
    readonly file: string,
    private readonly first: Writable,
    private readonly ended: Promise<void>,
  ) {}

  get isFull(): boolean {
    return this.heldChars >= FULL;
  }

  add(text: string): void {
    this.held.push(text, '\n');
    this.heldChars += text.length + 1;
    this.lines += 1;
  }

  /** @throws Error where the disk refuses */
  async flush(): Promise<void> {
    const block = Buffer.from(this.held.join(''));
    this.held = [];
    this.heldChars = 0;
    this.bytes += block.length;
    if (!this.first.write(block)) await Promise.race([once(this.first, 'drain'), this.ended]);
  }

  async close(): Promise<void> {
    await this.flush();
    this.first.end();
    await this.ended;
  }
}

export function openSink(path: string, file: string, gzip: boolean): Sink {
  const disk = createWriteStream(path);
  if (!gzip) return new Sink(file, disk, settled(finished(disk)));
  const packer = createGzip({ level: 6 });
  packer.pipe(disk);
  return new Sink(file, packer, settled(finished(disk)));
}

/** A failure is seen by whoever awaits it next, not as an unhandled one before. */
function settled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
