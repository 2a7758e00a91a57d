/** What every command reads of the process: the environment, with `--config` in place of CONFIG_FILE, and the time zone. */
import type { Environment } from '../config/environment.js';
import { readEnvironment } from '../config/environment.js';

export function commandEnvironment(config?: string): Environment {
  return readEnvironment(config === undefined ? process.env : { ...process.env, CONFIG_FILE: config });
}

export const machineTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
