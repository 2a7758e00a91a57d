/** The exports of the bench, made once for each size and kept in `.cache/bench` until what makes them changes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../service.js';
import type { ExportSummary } from './generate.js';
import { generateExport } from './generate.js';

export interface Data {
  readonly folder: string;
  readonly summary: ExportSummary;
}

const CACHE = join(ROOT, '.cache/bench');
const VALUE_SETS = 'cds-services/metastatic-back-pain/content/valuesets';
const SEED = 1;
/** Files of a type are split as servers split them. */
const PATIENTS_PER_FILE = 10_000;

/** Changes with everything that an export is made from. */
function maker(): string {
  const hash = createHash('sha256');
  const own = fileURLToPath(new URL('.', import.meta.url));
  const files = [
    ...readdirSync(own).map((name) => join(own, name)),
    ...readdirSync(join(ROOT, VALUE_SETS)).map((name) => join(ROOT, VALUE_SETS, name)),
    join(own, '../codes.ts'),
    join(own, '../random.ts'),
  ];
  const aside = /\/(bench|data|estimate|run|write)\.ts$|\.mjs$/;
  for (const file of files.sort()) if (!aside.test(file)) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** @throws Error where the disk refuses */
export async function exportOf(patients: number): Promise<Data> {
  const folder = join(CACHE, `cohort-${patients}-${SEED}`);
  const note = `${folder}.json`;
  const made = maker();
  if (existsSync(note)) {
    const kept = JSON.parse(readFileSync(note, 'utf8')) as { made: string; summary: ExportSummary };
    if (kept.made === made && existsSync(folder)) return { folder, summary: kept.summary };
  }
  rmSync(note, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const filesPerType = Math.max(2, Math.ceil(patients / PATIENTS_PER_FILE));
  const summary = await generateExport({ patients, output: folder, seed: SEED, filesPerType });
  // Written last: a run that was broken off leaves none, and is made anew.
  writeFileSync(note, JSON.stringify({ made, summary }));
  return { folder, summary };
}

/** The files in so many parts of about the same bytes, the largest first to the part that holds least. */
export function parts({ folder, summary }: Data, count: number): readonly (readonly string[])[] {
  const shares = Array.from({ length: count }, () => ({ bytes: 0, files: [] as string[] }));
  for (const { file, bytes } of [...summary.files].sort((a, b) => b.bytes - a.bytes)) {
    const least = shares.reduce((a, b) => (b.bytes < a.bytes ? b : a));
    least.bytes += bytes;
    least.files.push(join(folder, file));
  }
  return shares.map(({ files }) => files);
}
