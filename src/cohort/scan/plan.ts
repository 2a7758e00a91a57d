/** Which files are read, how, and in which pieces. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { Task } from './task.js';

/** Pieces small enough to share out and to do again, large enough that their edges cost nothing. */
export const PIECE = 32 * 1024 * 1024;
/** A document of more than this is not read in one piece; its lines are. */
const LARGEST_DOCUMENT = 256 * 1024 * 1024;
const LOOKED_AT = 64 * 1024;

export interface PlannedTask extends Task {
  /** Path below the input folder, with `/`. */
  readonly file: string;
}

/**
 * Every file below the folder but hidden ones, in the order of their names.
 * @param output left out where it stands within the input
 * @throws where the folder cannot be read
 */
export function planTasks(input: string, output: string, piece = PIECE): readonly PlannedTask[] {
  const own = resolve(output);
  const files = readdirSync(input, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !resolve(path).startsWith(own + sep) && statSync(path).isFile())
    .map((path) => ({ path, file: relative(input, path).split(sep).join('/') }))
    .filter(({ file }) => !file.split('/').some((name) => name.startsWith('.')))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return files
    .flatMap(({ path, file }) => piecesOf(path, piece).map((one) => ({ ...one, file })))
    .map((one, index) => ({ ...one, index }));
}

function piecesOf(path: string, piece: number): readonly Omit<Task, 'index'>[] {
  const { size } = statSync(path);
  if (size === 0) return [];
  const head = headOf(path);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const document = size <= LARGEST_DOCUMENT && isDocument(gzip ? unzippedHead(head) : head);
  if (gzip || document) return [{ path, gzip, document, from: 0, to: size }];
  const count = Math.ceil(size / piece);
  return Array.from({ length: count }, (_, i) => ({
    path,
    gzip,
    document,
    from: i * piece,
    to: Math.min(size, (i + 1) * piece),
  }));
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(LOOKED_AT);
    return head.subarray(0, readSync(file, head, 0, LOOKED_AT, 0));
  } finally {
    closeSync(file);
  }
}

function unzippedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

/** True where the first line ends in the middle of an object as a formatter breaks lines. */
function isDocument(head: Buffer): boolean {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const [first] = text.split('\n', 1);
  return first !== undefined && first.length < text.length && /^[{[].*[{[,]\s*$|^[{[]\s*$/.test(first.trim());
}
