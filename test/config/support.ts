/** What the configuration's tests share: a small right file, an environment, and a disk of named texts. */
import { stringify } from 'yaml';
import { readEnvironment, type Environment } from '../../src/config/environment.js';
import { loadSettings, type Use } from '../../src/config/load.js';
import { ConfigurationError } from '../../src/config/problem.js';
import type { Settings } from '../../src/config/settings.js';

/** Any part of a file, right or wrong. */
export type Options = Record<string, unknown>;

export const client = (over: Options = {}): Options => ({
  issuer: 'https://ehr.north.example/fhir',
  jwksUri: 'https://ehr.north.example/jwks',
  ...over,
});

export const tenant = (over: Options = {}): Options => ({
  id: 'north',
  clients: [client()],
  cards: { emergencyContact: 'MSCC coordinator, 020 7946 0000' },
  ...over,
});

export const file = (over: Options = {}): Options => ({
  publicBaseUrl: 'https://cds.example.org',
  tenants: [tenant()],
  ...over,
});

export const environment = (over: Record<string, string | undefined> = {}): Environment =>
  readEnvironment({ CONFIG_FILE: '/etc/spinewatch/north.yaml', ...over });

/** A disk: paths to texts. Anything else is not there, as `fs` says it. */
export const disk =
  (files: Record<string, string>) =>
  (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return text;
  };

export interface Given {
  readonly env?: Record<string, string | undefined>;
  readonly files?: Record<string, string>;
  readonly use?: Use;
}

/** Loads a configuration file given as a value, or as text. */
export function load(options: unknown, { env = {}, files = {}, use = 'service' }: Given = {}): Settings {
  const text = typeof options === 'string' ? options : stringify(options);
  return loadSettings(environment(env), disk({ '/etc/spinewatch/north.yaml': text, ...files }), 'UTC', use);
}

/** The lines of the `ConfigurationError` that a call ends in; anything else fails the test. */
export function linesOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.lines;
    throw error;
  }
  throw new Error('nothing was refused');
}

export const PRODUCTION: Given = { env: { NODE_ENV: 'production' } };
