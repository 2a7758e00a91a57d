/** A measured run of a command to its end: how long, how much CPU, and the most memory that each of its processes held. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface Run {
  readonly wallMs: number;
  /** Of all its processes. */
  readonly cpuMs: number;
  /** Of each process, the largest first. */
  readonly peakBytes: readonly number[];
  readonly stdout: string;
}

interface Note {
  readonly peakBytes: number;
  readonly cpuMs: number;
}

const PEAK = new URL('./peak.mjs', import.meta.url).href;
/** Processes that are killed leave no note; what was last seen of them stands. */
const LOOK_EVERY_MS = 250;
/** As much of the error text as is shown. */
const SAID = 600;

/**
 * @param args of node: the script and its arguments
 * @throws Error with the end of what it said, where it ended with anything but 0
 */
export async function measuredRun(args: readonly string[]): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-bench-peak-'));
  const file = join(folder, 'notes');
  const seen = new Map<number, Note>();
  try {
    const { NODE_OPTIONS = '' } = process.env;
    const began = performance.now();
    const child = spawn(process.execPath, args, {
      env: { ...process.env, NODE_OPTIONS: `${NODE_OPTIONS} --import ${PEAK}`.trim(), BENCH_PEAK_FILE: file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(-SAID)));
    const timer = setInterval(() => look(child.pid ?? 0, seen), LOOK_EVERY_MS);
    const closed = once(child, 'close') as Promise<[number | null, string | null]>;
    const [code, signal] = await closed.finally(() => clearInterval(timer));
    const wallMs = performance.now() - began;
    if (code !== 0) throw new Error(`${nameOf(args)} ended with ${String(code ?? signal)}: ${stderr.trim()}`);
    for (const { pid, ...note } of notesIn(file)) seen.set(pid, note);
    const notes = [...seen.values()];
    return {
      wallMs,
      cpuMs: notes.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      peakBytes: notes.map(({ peakBytes }) => peakBytes).sort((a, b) => b - a),
      stdout,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The script and the word after it: `spinewatch.js screen`. */
const nameOf = (args: readonly string[]): string => {
  const script = args.findIndex((arg) => /\.m?js$/.test(arg));
  const [file = 'node', first = ''] = args.slice(Math.max(0, script));
  return first.includes('/') ? basename(file) : `${basename(file)} ${first}`;
};

function notesIn(file: string): readonly (Note & { readonly pid: number })[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Note & { pid: number });
}

/** The process and all below it, as the kernel counts them; elsewhere than on Linux nothing. */
function look(pid: number, seen: Map<number, Note>): void {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // Fields 14 and 15 (utime, stime) of proc(5), in hundredths of a second.
    const cpuMs = (Number(stat[11]) + Number(stat[12])) * 10;
    if (peak !== undefined) seen.set(pid, { peakBytes: Number(peak) * 1024, cpuMs });
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    for (const child of children) look(Number(child), seen);
  } catch {
    // It has just ended, and has left its note.
  }
}
