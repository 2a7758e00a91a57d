/** The built program as it is started and stopped: what a person sees on the terminal. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDataDir } from '../support/data-dir.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BARE = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };

function start(environment: Record<string, string>): { child: ChildProcess; output: { out: string; err: string } } {
  const script = 'const { run } = await import("./src/cli/main.ts"); await run(["serve"]);';
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { ...BARE, DATA_DIR: tempDataDir(), ...environment },
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

/** A configuration with one anonymous tenant, as a person would write it. */
const configuration = (explain: boolean): string => `
publicBaseUrl: http://127.0.0.1:8080
tenants:
  - id: north
    anonymous: true
    explain: ${explain}
    cards: { emergencyContact: 'MSCC coordinator, 020 7946 0000 (24 h)' }
`;

test('SIGHUP takes a changed configuration file, and keeps the old one where it is wrong', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'reload-')), 'spinewatch.yaml');
  writeFileSync(file, configuration(false));
  const { child, output } = start({ PORT: '0', CONFIG_FILE: file });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  const url = /(http:\S+)/.exec(output.out)?.[1] ?? '';
  const explained = async (): Promise<boolean> => {
    const body = JSON.stringify({
      hook: 'patient-view',
      hookInstance: 'x',
      context: { patientId: 'p1' },
      prefetch: { patient: { resourceType: 'Patient', id: 'p1' }, conditions: null },
    });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/cds-services/metastatic-back-pain`, { method: 'POST', headers, body });
    return 'extension' in ((await answer.json()) as object);
  };
  const logged = async (words: RegExp): Promise<void> => {
    while (!words.test(output.err)) await once(child.stderr as NodeJS.ReadableStream, 'data');
  };
  expect(await explained()).toBe(false);
  writeFileSync(file, configuration(true));
  child.kill('SIGHUP');
  await logged(/configuration reloaded/);
  expect(await explained()).toBe(true);
  writeFileSync(file, 'tenants: 7');
  child.kill('SIGHUP');
  await logged(/not reloaded.*old one stays/);
  expect(await explained()).toBe(true);
  child.kill('SIGTERM');
  await once(child, 'exit');
}, 30_000);
