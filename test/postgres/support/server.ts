/**
 * A PostgreSQL server for tests: made in a temporary folder, on a free port of loopback, with a password, and gone at
 * the end. The server refuses to run as root, so there it runs as Debian's `postgres`, or as `nobody`.
 */
import { spawn, spawnSync, execFileSync, type ChildProcess, type SpawnSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** Of the superuser, to the database `postgres`. */
  readonly url: string;
  /** The process that took the listening port; for signals. */
  readonly pid: number;
  /** `immediate` ends as a crash does. Resolves when it is gone. */
  halt(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again, on the same port and the same data. */
  resume(): Promise<void>;
  /** Ends it, whatever state it is in, and removes its data. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
export const PASSWORD = 'correct-horse-battery';

export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-postgres-'));
  const data = join(folder, 'data');
  const owner = unprivileged();
  const as: SpawnSyncOptions = {
    cwd: folder,
    ...owner,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  };
  writeFileSync(join(folder, 'password'), PASSWORD);
  if (owner.uid !== undefined) {
    chownSync(folder, owner.uid, owner.gid ?? owner.uid);
    chownSync(join(folder, 'password'), owner.uid, owner.gid ?? owner.uid);
  }
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      ['--pgdata', data, '--username', 'postgres', '--pwfile', join(folder, 'password')],
      ['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    ].flat(),
    as,
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}${made.error?.message ?? ''}`);

  const port = await freePort();
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const kill = (): void => {
    // One that was stopped takes no other signal.
    child?.kill('SIGCONT');
    child?.kill('SIGQUIT');
  };
  process.once('exit', kill);
  const start = async (): Promise<void> => {
    // What a crash of the machine would lose is not tested here; so it need not wait for the disk.
    const options = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'];
    child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], { ...as, stdio: 'ignore' });
    await answers(url, child);
  };
  const halt = async (mode: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await gone;
  };
  await start();
  return {
    url,
    get pid() {
      return child?.pid ?? 0;
    },
    halt,
    resume: start,
    async stop() {
      child?.kill('SIGCONT');
      await halt('immediate');
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of initdb and postgres: the newest of Debian's, else where the PATH has them. */
function binaries(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
  const newest = versions.filter((version) => existsSync(`${debian}/${version}/bin/initdb`)).sort((a, b) => b - a)[0];
  if (newest !== undefined) return `${debian}/${newest}/bin`;
  const folder = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(join(one, 'initdb')));
  if (folder !== undefined) return folder;
  throw new Error('No PostgreSQL here: install it (Debian: apt-get install postgresql), or set DATABASE_URL.');
}

function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return {};
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (child.exitCode !== null) throw new Error('PostgreSQL ended while starting.', { cause: error });
      if (Date.now() > until) throw new Error('PostgreSQL does not answer.', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A program of PostgreSQL (pg_dump, psql), run to its end. */
export const postgresProgram = (name: string, ...args: readonly string[]): Buffer =>
  execFileSync(join(binaries(), name), args, { maxBuffer: 256 * 1_048_576 });
