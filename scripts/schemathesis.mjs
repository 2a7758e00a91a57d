/**
 * `npm run test:schemathesis`: fires what the OpenAPI document allows, and what it forbids, at the built service, and
 * holds every answer against it. Twice: in the sandbox profile, and as a tenant whose callers need a token. Nothing
 * leaves this machine: the service listens on loopback, and its charts are read from nowhere else.
 *
 * Needs schemathesis (PyPI) in .cache/schemathesis, on the PATH, or where SCHEMATHESIS says.
 * The runs are bounded in examples and time and begin from the same seed; SEED and EXAMPLES change them.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OWN = join(ROOT, '.cache', 'schemathesis', 'bin', 'schemathesis');
const COMMAND = process.env.SCHEMATHESIS ?? (existsSync(OWN) ? OWN : 'schemathesis');
const SEED = process.env.SEED ?? '20260615';
const EXAMPLES = process.env.EXAMPLES;
/** Milliseconds after which a run that hangs is ended. */
const TIME = 240_000;
const ISSUER = 'https://ehr.example/fhir';
const BASE = 'https://cds.example';

const folder = mkdtempSync(join(tmpdir(), 'spinewatch-schemathesis-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The built service as a process of its own. @returns its address, and what ends it */
async function serve(name, environment) {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'spinewatch.js'), 'serve'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'error',
      DATA_DIR: join(folder, name),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      const found = /listening on (http:\S+)\n/.exec(out)?.[1];
      if (found) resolve(found);
    });
    void exited.then((code) => reject(new Error(`the service ended with ${code}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Schemathesis against a service; true where it finds nothing. */
function tried(url, examples, environment, more = []) {
  const child = spawn(
    COMMAND,
    [
      '--config-file',
      join(ROOT, 'test', 'schemathesis', 'schemathesis.toml'),
      'run',
      `${url}/openapi.json`,
      '--phases=examples,coverage,fuzzing',
      '--checks=all',
      `--max-examples=${EXAMPLES ?? examples}`,
      `--seed=${SEED}`,
      '--generation-database=none',
      '--request-timeout=15',
      '--no-color',
      ...more,
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'hooks',
        PYTHONPATH: join(ROOT, 'test', 'schemathesis'),
        PYTHONDONTWRITEBYTECODE: '1',
        ...environment,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${COMMAND} cannot be started: ${error.message}`)));
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

/** What the calls of a run were answered with. A run whose calls were all refused has tried nothing: that is a failure. */
async function hasAnswered(url, wanted) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const calls = new Map();
  for (const [, outcome, count] of metrics.matchAll(/^spinewatch_calls_total\{.*outcome="([^"]+)"\} (\d+)$/gm)) {
    calls.set(outcome, (calls.get(outcome) ?? 0) + Number(count));
  }
  console.log('Calls by outcome:', Object.fromEntries(calls));
  const missed = wanted.filter((outcome) => !calls.has(outcome));
  if (!/^spinewatch_feedback_total\{/m.test(metrics)) missed.push('feedback');
  if (missed.length > 0) console.log('Never answered:', missed.join(', '));
  return missed.length === 0;
}

async function sandbox() {
  const service = await serve('sandbox', {});
  const clean = await tried(service.url, 40, {});
  const answered = await hasAnswered(service.url, ['card', 'no-cancer', 'invalid-request', 'missing-prefetch']);
  return (await service.stop()) === 0 && clean && answered;
}

/** A tenant with a key made for this run, and an address on loopback that signs one token for each call. */
async function tenant() {
  const { privateKey, publicKey } = await generateKeyPair('ES384');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' };
  const file = join(folder, 'spinewatch.json');
  writeFileSync(
    file,
    JSON.stringify({
      publicBaseUrl: BASE,
      limits: { requestsPerMinute: 1_000_000 },
      tenants: [
        {
          id: 'north',
          clients: [{ issuer: ISSUER, jwks: { keys: [jwk] } }],
          cards: { emergencyContact: 'Coordinator' },
          fhirServers: [ISSUER],
          smart: { clientId: 'app', requestsPerMinute: 10_000 },
        },
      ],
    }),
  );
  const mint = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').searchParams.get('path');
    const now = Math.floor(Date.now() / 1000);
    response.end(
      await new SignJWT({ iss: ISSUER, aud: `${BASE}${path}`, iat: now, exp: now + 300, jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
        .sign(privateKey),
    );
  });
  await new Promise((resolve) => mint.listen(0, '127.0.0.1', resolve));
  const service = await serve('tenant', { CONFIG_FILE: file });
  const clean = await tried(service.url, 15, { SPINEWATCH_MINT: `http://127.0.0.1:${mint.address().port}/` }, [
    '--include-path-regex=^/(cds-services/.+|evidence|launch)',
  ]);
  const answered = await hasAnswered(service.url, ['no-cancer', 'unauthorised', 'invalid-request']);
  mint.close();
  mint.closeAllConnections();
  return (await service.stop()) === 0 && clean && answered;
}

const results = [await sandbox(), await tenant()];
process.exitCode = results.every(Boolean) ? 0 : 1;
