/** The settings in force, and how a changed file takes their place while the service runs (SIGHUP). */
import { ConfigurationError } from './problem.js';
import type { Settings } from './settings.js';

/** `error` is one line for the log; the old settings stay in force. */
export type Reloaded =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly error: string };

export interface SettingsHolder {
  /** The settings in force. Frozen: a call keeps the ones it began with. */
  current(): Settings;
  /** Takes the file as it is now, or keeps the old settings. Never throws. */
  reload(): Reloaded;
}

/**
 * @param load as at the start: reads and checks everything anew
 * @throws ConfigurationError where the first load fails
 */
export function holdSettings(load: () => Settings): SettingsHolder {
  let settings = load();
  return {
    current: () => settings,
    reload: () => {
      try {
        settings = load();
        return { ok: true, settings };
      } catch (error) {
        return { ok: false, error: `configuration kept as it was: ${reason(error)}` };
      }
    },
  };
}

function reason(error: unknown): string {
  if (!(error instanceof ConfigurationError)) return 'the file could not be loaded';
  const [first, ...others] = error.lines;
  return others.length > 0 ? `${first} (and ${others.length} more)` : `${first}`;
}
