/**
 * Kept resources on disk, partitioned by patient, so that no more than one partition is in memory at a time. A part file is
 * written by one process alone; each of its lines names the task it came from, so that a task that was done again after
 * a process died counts once.
 *
 * A line: kind, task, file line, patient and JSON, with tabs between (a FHIR id has none, and JSON has no newline).
 */
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the folder of the partitions. */
export const PARTS = 'parts';

/**
 * `P` a Patient · `E` the essence of one, in whose chart nothing could matter · `R` an entry of a chart · `M` a Medication
 * that the chart points to · `U` an input that a broken line was of · `O` a resource about a patient of whom there is no
 * Patient.
 */
export type Kind = 'P' | 'E' | 'R' | 'M' | 'U' | 'O';

/** Reckoned for what stands before the JSON of each line. */
const LARGEST_HEAD = 100;
/** Bytes held of all partitions before they are written. */
const HELD = 16 * 1024 * 1024;

export class PartWriter {
  readonly #files: (number | undefined)[];
  readonly #held: string[][];
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

  /** @param json a character a byte */
  write(part: number, kind: Kind, task: number, line: number, patient: string, json: string): void {
    this.#held[part]?.push(`${kind}\t${task}\t${line}\t${patient}\t`, json, '\n');
    this.#bytes += json.length + LARGEST_HEAD;
    if (this.#bytes > HELD) this.flush();
  }

  /** @throws where the disk is full, and then the task is not done */
  flush(): void {
    this.#held.forEach((texts, part) => {
      if (texts.length === 0) return;
      this.#files[part] ??= openSync(join(this.folder, partName(part, this.writer)), 'a');
      writeFileSync(this.#files[part] as number, texts.join(''), 'latin1');
      this.#held[part] = [];
    });
    this.#bytes = 0;
  }

  close(): void {
    this.flush();
    for (const file of this.#files) if (file !== undefined) closeSync(file);
  }
}

export const partName = (part: number, writer: string): string => `${String(part).padStart(4, '0')}.${writer}.part`;
