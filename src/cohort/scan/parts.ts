/**
 * Kept resources on disk, partitioned by patient, so that no more than one partition is in memory at a time. A part file is
 * written by one process alone; each of its lines names the task it came from, so that a task that was done again after
 * a process died counts once.
 *
 * A line: kind, task, file line, patient and JSON, with tabs between (a FHIR id has none, and JSON has no newline).
 */
import { closeSync, mkdirSync, openSync, writevSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `P` a Patient · `R` an entry of a chart · `M` a Medication that the chart points to · `U` an input that a broken line
 * was of · `O` a resource about a patient of whom there is no Patient.
 */
export type Kind = 'P' | 'R' | 'M' | 'U' | 'O';

/** Bytes held of all partitions before they are written. */
const HELD = 16 * 1024 * 1024;

export class PartWriter {
  readonly #files: (number | undefined)[];
  readonly #held: Buffer[][];
  #bytes = 0;

  /** @param writer unlike that of any other process or run: `2-1` */
  constructor(
    readonly folder: string,
    readonly parts: number,
    readonly writer: string,
  ) {
    this.#files = new Array<number | undefined>(parts);
    this.#held = Array.from({ length: parts }, () => []);
    mkdirSync(folder, { recursive: true });
  }

  write(part: number, kind: Kind, task: number, line: number, patient: string, json: Buffer): void {
    const head = Buffer.from(`${kind}\t${task}\t${line}\t${patient}\t`);
    this.#held[part]?.push(head, json, NEWLINE);
    this.#bytes += head.length + json.length + 1;
    if (this.#bytes > HELD) this.flush();
  }

  /** @throws where the disk is full, and then the task is not done */
  flush(): void {
    this.#held.forEach((buffers, part) => {
      if (buffers.length === 0) return;
      this.#files[part] ??= openSync(join(this.folder, partName(part, this.writer)), 'a');
      const file = this.#files[part] as number;
      for (let at = 0; at < buffers.length; at += MOST_BUFFERS) writeAll(file, buffers.slice(at, at + MOST_BUFFERS));
      this.#held[part] = [];
    });
    this.#bytes = 0;
  }

  close(): void {
    this.flush();
    for (const file of this.#files) if (file !== undefined) closeSync(file);
  }
}

const NEWLINE = Buffer.from('\n');
/** The system takes 1,024 at a time. */
const MOST_BUFFERS = 1_000;

function writeAll(file: number, buffers: readonly Buffer[]): void {
  const total = buffers.reduce((sum, one) => sum + one.length, 0);
  let written = writevSync(file, [...buffers]);
  if (written === total) return;
  const rest = Buffer.concat(buffers);
  while (written < total) written += writevSync(file, [rest.subarray(written)]);
}

export const partName = (part: number, writer: string): string => `${String(part).padStart(4, '0')}.${writer}.part`;
export const partPrefix = (part: number): string => `${String(part).padStart(4, '0')}.`;
