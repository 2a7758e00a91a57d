/** Services whose dashboard is asked: with the operator's token, without one, or in the sandbox; on the clock of the owners' records. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment.js';
import { readTextFile } from '../../src/config/load.js';
import { startService, type Running } from '../../src/main.js';
import { KEY_VARIABLE, OWNERS_NOW } from './owners.js';

export const FIGURES = '/dashboard/report';
export const TOKEN = 'an-operator-of-this-service-0123456789';
export const TENANTS = ['north', 'south'];

const started: Running[] = [];

/** In the sandbox profile, unless the environment names a file. @param timeZone of a tenant that names none */
export async function startOwners(environment: Readonly<Record<string, string>>, timeZone = 'UTC'): Promise<Running> {
  const read = readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', ...KEY_VARIABLE, ...environment }, readTextFile);
  const service = await startService(read, timeZone, { now: () => OWNERS_NOW });
  started.push(service);
  return service;
}

/** Ends one that was started, or all of them. */
export async function stopOwners(service?: Running): Promise<void> {
  const ended = started.splice(0).filter((one) => {
    const mine = service === undefined || one === service;
    if (!mine) started.push(one);
    return mine;
  });
  await Promise.all(ended.map((one) => one.stop()));
}

/** A configuration file with two tenants, which asks for a token unless told otherwise. */
export function ownersConfiguration(more: object = { operator: {} }): string {
  const file = join(mkdtempSync(join(tmpdir(), 'spinewatch-owners-')), 'spinewatch.json');
  const tenants = TENANTS.map((id) => ({
    id,
    mode: 'shadow',
    clients: [{ issuer: `https://${id}.example`, jwksUri: `https://${id}.example/jwks` }],
  }));
  writeFileSync(file, JSON.stringify({ publicBaseUrl: 'https://cds.example.org', ...more, tenants }));
  return file;
}
