/**
 * The reviewed content of one CDS service: value sets and YAML documents of its `content` folder, checked, compiled and
 * named by a hash, so that a card can say from which exact content it came.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { ContentError, type ServiceContent } from '../sdk/service.js';
import { compileRows, readValueSets, type CompiledTerminology } from '../terminology/compile.js';
import { checkExclusive } from '../terminology/exclusive.js';
import type { ValueSetRows } from '../terminology/value-set.js';

export interface LoadedContent extends ServiceContent {
  readonly terminology: CompiledTerminology;
  /** The value sets as rows, for tables and exports. */
  readonly valueSets: readonly ValueSetRows[];
}

/** Content is JSON and YAML; everything else in the folder is for people. */
const CONTENT_FILE = /\.(json|ya?ml)$/;
const YAML_FILE = /\.ya?ml$/;
/** Sets that exclude each other; a folder without it has none. */
export const EXCLUSIVE = 'exclusive-sets';

interface ContentFile {
  /** Below the content folder, with `/`: `valuesets/back-pain.json`. */
  readonly path: string;
  readonly bytes: Buffer;
}

function readFiles(folder: string): readonly ContentFile[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && CONTENT_FILE.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: relative(folder, path).split(sep).join('/'), bytes: readFileSync(path) }))
      .filter(({ path }) => !path.startsWith('cases/'))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (error) {
    throw new ContentError(folder, `cannot be read: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** `sha256:` over the sorted names and the bytes of the files; a file's length keeps neighbours apart. */
function hashOf(files: readonly ContentFile[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return `sha256:${hash.digest('hex')}`;
}

function parsed(file: string, bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return YAML_FILE.test(file) ? (parse(text) as unknown) : (JSON.parse(text) as unknown);
  } catch (error) {
    throw new ContentError(file, `is no ${YAML_FILE.test(file) ? 'YAML' : 'JSON'}: ${messageOf(error)}`);
  }
}

/**
 * Reads, checks and compiles a content folder: `valuesets/*.json` and every YAML file, which becomes a document keyed by
 * its path without extension, `/` as `.` (`wording/uk.yaml` is `wording.uk`).
 * @param folder path of the content folder; error texts name files from its parent's name on
 * @throws ContentError naming the file and what is wrong
 */
export function loadContent(folder: string): LoadedContent {
  const files = readFiles(folder);
  const shown = (path: string): string => `${basename(join(folder, '..'))}/${basename(folder)}/${path}`;
  const documents: Record<string, unknown> = {};
  const keys = new Map<string, string>();
  const sets: { file: string; content: unknown }[] = [];
  for (const { path, bytes } of files) {
    const content = parsed(shown(path), bytes);
    if (!YAML_FILE.test(path)) {
      if (!/^valuesets\/[^/]+\.json$/.test(path)) throw new ContentError(shown(path), 'JSON belongs into valuesets/');
      sets.push({ file: shown(path), content });
      continue;
    }
    const key = path.replace(YAML_FILE, '').replaceAll('/', '.');
    const other = keys.get(key);
    if (other !== undefined) throw new ContentError(shown(path), `is the same document "${key}" as ${other}`);
    keys.set(key, shown(path));
    documents[key] = content;
  }
  const valueSets = readValueSets(sets);
  for (const set of valueSets) {
    if (basename(set.file, '.json') !== set.id)
      throw new ContentError(set.file, `holds value set "${set.id}": name the file after it`);
  }
  const exclusiveFile = keys.get(EXCLUSIVE);
  if (exclusiveFile !== undefined) checkExclusive(valueSets, documents[EXCLUSIVE], exclusiveFile);
  return { terminology: compileRows(valueSets), valueSets, documents, contentHash: hashOf(files) };
}
