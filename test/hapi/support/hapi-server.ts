/**
 * A real HAPI FHIR R4 JPA server for end-to-end tests: `const hapi = await startHapi()`.
 *
 * With `FHIR_BASE_URL` set nothing is started and that server is used: it may be shared and keep its data, so tests use
 * ids of their own and take away what they loaded. The server started here is empty, listens on loopback alone and
 * forgets everything when it stops.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { buildHapi, say, secondsSince } from './hapi-build.js';
import { until } from '../../support/until.js';

/** A FHIR server under test. `baseUrl` has no trailing slash. */
export interface FhirServerUnderTest {
  readonly baseUrl: string;
  /** Ends the server, if it was started here; may be called twice. */
  readonly stop: () => Promise<void>;
}

const START_MS = 180_000;
const GIVEN_MS = 30_000;
const STOP_MS = 10_000;
const JVM = ['-Xmx1g', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Djava.awt.headless=true'];

/**
 * Starts the server, or takes the one that `FHIR_BASE_URL` names, and waits until `/metadata` answers.
 *
 * @throws Error when it can't be built, ends early (with the end of its log) or does not answer in time (three minutes;
 *   30 s for a given one)
 */
export async function startHapi(): Promise<FhirServerUnderTest> {
  const given = process.env['FHIR_BASE_URL'];
  if (given !== undefined && given !== '') return useGiven(given.replace(/\/+$/, ''));

  const classPath = await buildHapi();
  const start = performance.now();
  say('starting HAPI FHIR');
  const child = spawn('java', [...JVM, '-cp', classPath, 'spinewatch.hapi.HapiServer', '0'], {
    // The pipe to its stdin is never written to: it closes when this process ends, however it ends, and so ends the server.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = (): Promise<void> => end(child);
  try {
    const baseUrl = `http://127.0.0.1:${await portOf(child)}/fhir`;
    await until(`${baseUrl}/metadata answers`, () => answers(baseUrl), START_MS);
    say(`ready at ${baseUrl} in ${secondsSince(start)} s`);
    return { baseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function useGiven(baseUrl: string): Promise<FhirServerUnderTest> {
  await until(`${baseUrl}/metadata answers`, () => answers(baseUrl), GIVEN_MS);
  return { baseUrl, stop: () => Promise.resolve() };
}

async function answers(baseUrl: string): Promise<boolean> {
  const response = await fetch(`${baseUrl}/metadata`, {
    headers: { accept: 'application/fhir+json' },
    signal: AbortSignal.timeout(20_000),
  });
  await response.arrayBuffer();
  return response.ok;
}

/** The port that the server says it listens on; it says so once its database and servlet are there. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (why: string): void => reject(new Error(`HAPI FHIR ${why}.\n${log.slice(-4000)}`));
    const timer = setTimeout(() => fail('did not start in time'), START_MS);
    const read = (chunk: Buffer): void => {
      log += chunk.toString('utf8');
      const port = /^listening on (\d+)$/m.exec(log)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      log = '';
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', () => fail('could not be started: is java (17 or newer) installed?'));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code ?? 'none'} before it was ready`);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
