/** The service as a process of its own, which a test may stop or kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { askedAt, type Asked } from './running.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = 'const { run } = await import("./src/cli/main.ts"); await run(["serve"]);';

export interface Served extends Asked {
  /** Ends it as SIGTERM does; the exit code. */
  term(): Promise<number | null>;
  /** Has it read its configuration again. */
  reload(): void;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
}

/** @param heard told of all that it writes on stdout and stderr, where that is of interest */
export async function served(
  environment: Readonly<Record<string, string>>,
  heard?: (text: string) => void,
): Promise<Served> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', heard ? 'pipe' : 'inherit'],
  });
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  void exited.finally(() => process.off('exit', orphaned));
  child.stderr?.on('data', (chunk) => heard?.(String(chunk)));
  let out = '';
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      heard?.(String(chunk));
      out += String(chunk);
      const url = /listening on (http:\S+)\n/.exec(out)?.[1];
      if (url !== undefined) resolve(url);
    });
    void exited.then(([code]) => reject(new Error(`the service ended with ${code}`)));
  });
  return {
    ...askedAt(await listening),
    async term() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    reload: () => void child.kill('SIGHUP'),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
