/** The sandbox profile: what runs without a configuration file, for trying the service out on one's own machine. */
import { isLoopbackToListenOn } from './addresses.js';
import type { Environment } from './environment.js';
import { show, type Problem } from './problem.js';
import { configurationFile } from './schema.js';
import type { Settings } from './settings.js';
import { isTimeZone } from './today.js';

/** Public servers with synthetic patients; beside them any loopback address may be read. */
export const SANDBOX_FHIR_SERVERS = [
  'https://hapi.fhir.org/baseR4',
  'https://r4.smarthealthit.org',
  'https://launch.smarthealthit.org/v/r4/fhir',
] as const;

export const SANDBOX_TENANT = 'sandbox';

const MOST_REQUESTS = 1_000_000;

/** Why a service must not start in the sandbox profile: it asks for no token, so only this machine may reach it. */
export function sandboxProblems({ production, host }: Environment): readonly Problem[] {
  if (production) {
    return [
      {
        path: 'CONFIG_FILE',
        found: 'nothing',
        allowed: 'a configuration file with NODE_ENV=production (the sandbox profile asks for no token)',
      },
    ];
  }
  return isLoopbackToListenOn(host)
    ? []
    : [
        {
          path: 'HOST',
          found: show(host),
          allowed: 'a loopback address (127.0.0.1, ::1, localhost) without CONFIG_FILE',
        },
      ];
}

/**
 * The sandbox profile as settings. Limits and cards are the file's defaults.
 * @param machineTimeZone IANA name; UTC where the machine's is unknown
 */
export function sandboxSettings({ host, port }: Environment, machineTimeZone: string): Settings {
  const publicBaseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const {
    operator: _closed,
    tenants,
    ...file
  } = configurationFile.parse({ publicBaseUrl, tenants: [{ id: SANDBOX_TENANT }] });
  return {
    profile: 'sandbox',
    production: false,
    ...file,
    // Only this machine can call, and who tries a thing may fire a thousand charts at it.
    limits: { ...file.limits, requestsPerMinute: MOST_REQUESTS },
    tenants: tenants.map(({ id, mode, cards, rule, quiet }) => ({
      id,
      mode,
      timeZone: isTimeZone(machineTimeZone) ? machineTimeZone : 'UTC',
      anonymous: true,
      explain: true,
      clients: [],
      fhir: {
        servers: SANDBOX_FHIR_SERVERS.map((url) => ({ url, allowPrivateNetwork: false })),
        anyLoopback: true,
        production: false,
      },
      cards,
      rule,
      // Who tries a thing fires it twice.
      quiet: { ...quiet, repeat: 'off' },
      epicTriggers: [],
      prefetchAliases: Object.create(null) as Record<string, never>,
    })),
  };
}
