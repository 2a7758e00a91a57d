/** The services as each tenant has them: its own instance where it has codes of its own (`localCodes`), else the common one. */
import { basename } from 'node:path';
import { parseLocalCodes } from '../config/local-codes.js';
import { ConfigurationError } from '../config/problem.js';
import type { ReadFile } from '../config/files.js';
import type { Settings, Tenant } from '../config/settings.js';
import { ContentError, type CdsService } from '../sdk/service.js';
import type { LoadedService } from './load.js';
import { withLocalCodes } from './local.js';

export interface TenantServices {
  /**
   * Makes the services of every tenant of these settings ready, one set for each distinct file.
   * @throws ConfigurationError with one line that names the tenant's setting, the file and what is wrong in it
   */
  prepare(settings: Settings): Settings;
  /** Every service, as this tenant has it. */
  all(tenant: Tenant): readonly CdsService[];
  /** The services with what they were made of, to make another of it (a what-if). */
  loaded(tenant: Tenant): readonly LoadedService[];
  /** This service as this tenant has it. */
  of(tenant: Tenant, service: CdsService): CdsService;
}

export function tenantServices(loaded: readonly LoadedService[], readFile: ReadFile): TenantServices {
  // By the tenant's settings, which a reload replaces: a running call keeps the codes it began with.
  const own = new WeakMap<Tenant, readonly LoadedService[]>();
  const all = (tenant: Tenant): readonly CdsService[] => servicesOf(own.get(tenant) ?? loaded);
  return {
    prepare(settings) {
      const byFile = new Map<string, readonly LoadedService[]>();
      settings.tenants.forEach((tenant, i) => {
        if (tenant.localCodes === undefined) return;
        const services = byFile.get(tenant.localCodes) ?? read(loaded, tenant.localCodes, readFile, i);
        byFile.set(tenant.localCodes, services);
        own.set(tenant, services);
      });
      return settings;
    },
    all,
    loaded: (tenant) => own.get(tenant) ?? loaded,
    of: (tenant, service) => all(tenant).find(({ id }) => id === service.id) ?? service,
  };
}

/** Asked at every call: the list of a tenant is made once. */
const lists = new WeakMap<readonly LoadedService[], readonly CdsService[]>();

function servicesOf(loaded: readonly LoadedService[]): readonly CdsService[] {
  let services = lists.get(loaded);
  if (!services) lists.set(loaded, (services = loaded.map(({ service }) => service)));
  return services;
}

function read(
  loaded: readonly LoadedService[],
  path: string,
  readFile: ReadFile,
  tenant: number,
): readonly LoadedService[] {
  const file = basename(path);
  const refuse = (found: string, allowed: string): never => {
    throw new ConfigurationError([{ path: `tenants[${tenant}].localCodes`, found, allowed }]);
  };
  const text = textOf(path, readFile) ?? refuse(`${file}, which can’t be read`, 'a file that can be read');
  const parsed = parseLocalCodes(text);
  if ('problem' in parsed) {
    const { problem } = parsed;
    return refuse(`${file}: ${problem.path}: ${problem.found}`, problem.allowed);
  }
  try {
    return withLocalCodes(loaded, parsed.codes, file, text);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return refuse(error.message, 'codes as docs/terminology.md says under "Local codes"');
  }
}

function textOf(path: string, readFile: ReadFile): string | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}
