/**
 * Builds the HAPI FHIR server of `test/hapi/server` with Maven, once for each state of its sources.
 *
 * The build lives in `.cache/hapi/<digest>`: a changed pom, class or log setting gives another digest and so another
 * build. It is made in a folder of its own and renamed when complete, so that two runs at a time do no harm.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../server/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.cache/hapi/', import.meta.url));
const ATTEMPTS = 2;

/** A line on stderr: these steps take long enough that whoever waits wants to know which one it is. */
export const say = (text: string): void => void process.stderr.write(`hapi: ${text}\n`);

/** Seconds since `start` (milliseconds of `performance.now()`), with one decimal. */
export const secondsSince = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);

/**
 * The Java class path of the built server, built first where it is not there yet.
 *
 * @throws Error with Maven's last lines when Maven is missing or the build fails twice (a download may fail once)
 */
export async function buildHapi(): Promise<string> {
  const folder = join(CACHE, await digestOfSources());
  if (!existsSync(folder)) await build(folder);
  return [join(folder, 'hapi-server.jar'), join(folder, 'lib', '*')].join(':');
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.filter((path) => !relative(SOURCES, path).startsWith('target')).sort()) {
    hash.update(relative(SOURCES, file)).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

async function build(folder: string): Promise<void> {
  const start = performance.now();
  const part = `${folder}.part-${process.pid}`;
  say('building the HAPI FHIR server with Maven (the first time it downloads about 300 MB)');
  await mkdir(CACHE, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const failure = await maven(part);
    if (failure === undefined) break;
    await rm(part, { recursive: true, force: true });
    if (attempt === ATTEMPTS) throw new Error(`The HAPI FHIR server could not be built.\n${failure}`);
    say('the build failed, trying once more');
  }
  try {
    await rename(part, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(part, { recursive: true, force: true });
  }
  await removeOlderThan(folder);
  say(`built in ${secondsSince(start)} s`);
}

/** A build is some 250 MB: only the newest is kept. One that another run is making is left alone. */
async function removeOlderThan(folder: string): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const other = join(CACHE, name);
    if (other !== folder && !name.includes('.part-')) await rm(other, { recursive: true, force: true });
  }
}

/** Runs Maven; the end of what it printed when it failed, else undefined. */
function maven(folder: string): Promise<string | undefined> {
  const options = [
    '-B',
    '-ntp',
    '-q',
    '-Dstyle.color=never',
    '-f',
    join(SOURCES, 'pom.xml'),
    `-Dbuild.folder=${folder}`,
  ];
  return new Promise((resolve) => {
    const child = spawn('mvn', [...options, 'package'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString('utf8')).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', () =>
      resolve('Maven (mvn) is not installed; Java 17 and Maven are needed, or set FHIR_BASE_URL.'),
    );
    child.once('close', (code) => resolve(code === 0 ? undefined : output));
  });
}
