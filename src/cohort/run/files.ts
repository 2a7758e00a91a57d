/** The files of a run that is not finished: written whole or not at all, so that a run that was ended can go on. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from './whole.js';

export interface WorkFolder {
  readonly path: string;
  in(name: string): string;
  has(name: string): boolean;
  write(name: string, value: unknown): void;
  /** @throws where it is not there */
  read<T>(name: string): T;
  remove(): void;
}

const RUN = 'run';

/** Where an unfinished run keeps its work. */
export const workPath = (output: string): string => join(output, '.screen');

/**
 * The folder of this very run below the output: what an unfinished run with the same fingerprint left is kept, what any
 * other left is removed.
 */
export function openWorkFolder(output: string, fingerprint: unknown): { folder: WorkFolder; resumed: boolean } {
  const path = workPath(output);
  const folder = workFolder(path);
  const wanted = JSON.stringify(fingerprint);
  const resumed = folder.has(RUN) && folder.read<string>(RUN) === wanted;
  if (!resumed) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    folder.write(RUN, wanted);
  }
  return { folder, resumed };
}

export function workFolder(path: string): WorkFolder {
  const at = (name: string): string => join(path, name);
  return {
    path,
    in: at,
    has: (name) => existsSync(at(name)),
    write: (name, value) => writeWhole(at(name), (write) => write(serialize(value))),
    read: <T>(name: string) => deserialize(readFileSync(at(name))) as T,
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
