/** What every part needs of the built service: a build that is not older than the sources, and one answered call. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from './http.js';

export const SERVICE = 'metastatic-back-pain';
export const PATIENT = 'bench-1';
/** The service's own default limit of a request, which the bare app gets too. */
export const BODY_LIMIT = 10 * 1_048_576;
export const callUrl = (base: string): string => `${base}/cds-services/${SERVICE}`;

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Today, as the service in the sandbox reckons it. Days since 1970-01-01. */
export function today(): number {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86_400_000;
}

/** Builds where there is no build, or an old one. */
export function ensureBuilt(): void {
  const built = join(ROOT, 'dist/src/cli/main.js');
  const newest = (folder: string): number =>
    Math.max(
      ...readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => statSync(join(ROOT, folder, path)).mtimeMs,
      ),
    );
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(newest('src'), newest('cds-services'))) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
}

/** The answer to a call, checked to hold a card of this tier. @throws Error with what came instead */
export async function checkedAnswer(
  base: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
  tier = 'urgent',
) {
  const connection = connect();
  try {
    const answer = await connection.post(callUrl(base), body, headers);
    if (answer.status !== 200 || !answer.body.includes(`"tier":"${tier}"`)) {
      throw new Error(`the call was answered ${answer.status} without an ${tier} card: ${answer.body.slice(0, 300)}`);
    }
    return answer;
  } finally {
    connection.close();
  }
}

/** A file that is gone when the work is done. */
export async function withFile<T>(content: string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-bench-'));
  try {
    const path = join(folder, 'content');
    writeFileSync(path, content);
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds and calls by stage since the start, from `/metrics`. */
export async function stageTotals(base: string): Promise<ReadonlyMap<string, { seconds: number; calls: number }>> {
  const connection = connect();
  const { body } = await connection.get(`${base}/metrics`);
  connection.close();
  const totals = new Map<string, { seconds: number; calls: number }>();
  for (const [, part, stage = '', value] of body.matchAll(
    /^spinewatch_call_seconds_(sum|count)\{stage="(\w+)"\} (\S+)$/gm,
  )) {
    const total = totals.get(stage) ?? { seconds: 0, calls: 0 };
    totals.set(stage, part === 'sum' ? { ...total, seconds: Number(value) } : { ...total, calls: Number(value) });
  }
  return totals;
}
