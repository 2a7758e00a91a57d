/** Files that are there whole or not at all. */
import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Written under a hidden name, which becomes its own when all is written. @throws where the disk is full */
export function writeWhole(path: string, fill: (write: (piece: string | Uint8Array) => void) => void): void {
  const half = join(dirname(path), `.${basename(path)}.half`);
  const file = openSync(half, 'w');
  try {
    fill((piece) => writeFileSync(file, piece));
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}
