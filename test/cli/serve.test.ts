/** The built program as it is started and stopped: what a person sees on the terminal. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BARE = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };

function start(environment: Record<string, string>): { child: ChildProcess; output: { out: string; err: string } } {
  const script = 'const { run } = await import("./src/cli/main.ts"); await run(["serve"]);';
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { ...BARE, ...environment },
  });
  const output = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (output.out += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.err += String(chunk)));
  return { child, output };
}

test('says where it listens, answers, and ends with 0 on SIGTERM', async () => {
  const { child, output } = start({ PORT: '0' });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  const url = /^Spinewatch listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output.out)?.[1];
  expect(output.out).toMatch(/^Spinewatch listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'live' });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}, 30_000);

test.each([
  [{ PORT: 'eighty' }, /^PORT: found/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: found/],
  [{ HOST: '0.0.0.0' }, /HOST/],
  [{ NODE_ENV: 'production' }, /CONFIG_FILE/],
  [{ CONFIG_FILE: '/no/such/file.yaml' }, /^CONFIG_FILE: found/],
] as const)(
  'a wrong setting ends the start with one line and 2: %j',
  async (environment, line) => {
    const { child, output } = start({ PORT: '0', ...environment });
    const [code] = await once(child, 'exit');
    expect(code).toBe(2);
    expect(output.out).toBe('');
    expect(output.err).toMatch(line);
    expect(output.err.trim().split('\n')).toHaveLength(1);
  },
  30_000,
);
