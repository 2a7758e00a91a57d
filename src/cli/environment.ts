/** What every command reads of the process: the environment, with `--config` in place of CONFIG_FILE, and the time zone. */
import type { Environment } from '../config/environment.js';
import { readEnvironment } from '../config/environment.js';
import { readTextFile } from '../config/load.js';

export function commandEnvironment(config?: string): Environment {
  return readEnvironment(config === undefined ? process.env : { ...process.env, CONFIG_FILE: config }, readTextFile);
}

export const machineTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
