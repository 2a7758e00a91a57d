/** A measured server: a process of its own that says where it listens, and what it has used so far. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a process has used since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Of the engine's heap, in use. */
  readonly heapBytes: number;
  /** Sockets, files and pipes; NaN where the system does not say. */
  readonly openFiles: number;
}

export interface Server {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** Milliseconds from spawn to the line that says where it listens. */
  readonly startMs: number;
  /** @param collected garbage is collected first, in a server that was started for it */
  usage(collected?: 'collected'): Promise<Usage>;
  stop(): Promise<void>;
}

const METER = new URL('./meter.mjs', import.meta.url).href;
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts a server. Its log goes to the null device: writing it is part of what is measured, a disk is not.
 * @throws Error when it ends before it listens
 */
async function start(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Server> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', METER, ...nodeFlags(), ...flags, file(script), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const url = await listening(child, script);
  const startMs = performance.now() - began;
  return {
    url,
    startMs,
    async usage(collected) {
      const answer = once(child, 'message');
      child.send(collected ?? 'usage');
      const [usage] = (await answer) as [Usage];
      return usage;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** `BENCH_NODE_FLAGS="--cpu-prof"` profiles what is measured. */
const nodeFlags = (): readonly string[] => (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);

function listening(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const url = /listening on (\S+)\n/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${String(code)} before it listened`)));
  });
}

/** The built service, in the sandbox profile, with an empty store of its own that is gone with it. */
export const startService = (): Promise<Server> => serve('../../bin/spinewatch.js', ['serve']);

/** As the image sets it: else the C library keeps more of what a crowd of calls took. @throws Error where the image sets nothing */
function allocator(): Readonly<Record<string, string>> {
  const [, line] = /^ENV (MALLOC_\S+=.*)$/m.exec(readFileSync(file('../../Dockerfile'), 'utf8')) ?? [];
  if (line === undefined) throw new Error('the Dockerfile says nothing of MALLOC_ARENA_MAX');
  return Object.fromEntries(line.split(' ').map((pair) => pair.split('=') as [string, string]));
}

/** The built service with a configuration file, as in its container, able to collect its garbage when asked. */
export const startConfigured = (configFile: string): Promise<Server> =>
  serve('../../bin/spinewatch.js', ['serve'], { ...allocator(), CONFIG_FILE: configFile }, ['--expose-gc']);

/** The same from the sources as they stand, for tests. */
export const startSources = (configFile: string): Promise<Server> =>
  serve('./serve.ts', [], { CONFIG_FILE: configFile }, ['--import', 'tsx', '--expose-gc']);

/** The same service, whose calls remember nothing and record nothing. */
export const startForgetful = (): Promise<Server> => serve('./forgetful.mjs', []);

/** The built service with this configuration, written to a file of its own, and a store as above. */
export const startWith = (configuration: unknown): Promise<Server> =>
  serve('../../bin/spinewatch.js', ['serve'], {}, [], configuration);

async function serve(
  script: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  configuration?: unknown,
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-bench-data-'));
  const file = configuration === undefined ? '' : join(folder, 'configuration.json');
  if (file !== '') writeFileSync(file, JSON.stringify(configuration));
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    CONFIG_FILE: file,
    NODE_ENV: '',
    DATABASE_URL: '',
    DATA_DIR: folder,
    ...more,
  };
  const server = await start(script, args, settings, flags);
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The bare Express app that answers the bytes in a file.
 * @param tokens the keys and options by which it verifies each request's token; without them it looks at none
 */
export const startBare = (answerFile: string, contentType: string, limit: number, tokens?: unknown): Promise<Server> =>
  start('./bare.mjs', [], {
    BARE_ANSWER: answerFile,
    BARE_TYPE: contentType,
    BARE_LIMIT: String(limit),
    BARE_TOKENS: tokens === undefined ? '' : JSON.stringify(tokens),
  });

/** A FHIR server that answers the searches of a chart, each after so many milliseconds. */
export const startFhirServer = (answersFile: string, delayMs: number): Promise<Server> =>
  start('./fhir-server.mjs', [], { FHIR_ANSWERS: answersFile, FHIR_DELAY_MS: String(delayMs) });
