/** Settings from the environment and the file it names; either whole and right, or one `ConfigurationError`. */
import { readFileSync } from 'node:fs';
import { crossCheck } from './checks.js';
import type { Environment } from './environment.js';
import { Attachments, unreadable, type ReadFile } from './files.js';
import { parseConfiguration } from './parse.js';
import { ConfigurationError, type Problem } from './problem.js';
import { resolveSettings } from './resolve.js';
import { sandboxProblems, sandboxSettings } from './sandbox.js';
import { deepFreeze, type Settings } from './settings.js';

/** `service`: it listens and stores. `command`: one run on the command line, which does neither. */
export type Use = 'service' | 'command';

/** The disk; the one default for `readFile`. */
export const readTextFile: ReadFile = (path) => readFileSync(path, 'utf8');

/**
 * Loads the file of `environment.configFile`, or the sandbox profile without one. The result is frozen.
 * @param machineTimeZone IANA name, for the sandbox profile
 * @throws ConfigurationError with one line for each wrong setting; nothing else
 */
export function loadSettings(
  environment: Environment,
  readFile: ReadFile,
  machineTimeZone: string,
  use: Use = 'service',
): Settings {
  const settings =
    environment.configFile === undefined
      ? sandbox(environment, machineTimeZone, use)
      : configured(environment, environment.configFile, readFile);
  if (use === 'service') refuse(missingPatientKey(environment, settings));
  return deepFreeze(settings);
}

function sandbox(environment: Environment, machineTimeZone: string, use: Use): Settings {
  if (use === 'service') refuse(sandboxProblems(environment));
  return sandboxSettings(environment, machineTimeZone);
}

function configured({ production }: Environment, configFile: string, readFile: ReadFile): Settings {
  const parsed = parseConfiguration(textOf(configFile, readFile));
  if ('problems' in parsed) throw new ConfigurationError(parsed.problems);
  refuse(crossCheck(parsed.file, production));
  const attachments = new Attachments(configFile, readFile);
  const settings = resolveSettings(parsed.file, production, attachments);
  refuse(attachments.problems);
  return settings;
}

function textOf(configFile: string, readFile: ReadFile): string {
  try {
    return readFile(configFile);
  } catch (error) {
    throw new ConfigurationError([
      { path: 'CONFIG_FILE', found: unreadable(configFile, error), allowed: 'the path of a YAML or JSON file' },
    ]);
  }
}

/** With PostgreSQL several processes share the records, so a key made by each in its own folder would tell patients apart wrongly. */
function missingPatientKey(
  { databaseUrl, secret }: Environment,
  { store: { patientKeyEnv } }: Settings,
): readonly Problem[] {
  return databaseUrl === undefined || secret(patientKeyEnv) !== undefined
    ? []
    : [
        {
          path: 'store.patientKeyEnv',
          found: `nothing in the variable ${patientKeyEnv}`,
          allowed: 'the key of the patient hash in that variable (required with PostgreSQL)',
        },
      ];
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}
