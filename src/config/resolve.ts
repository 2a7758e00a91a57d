/** From the options of a checked file to the settings that the service uses. */
import { baseUrl } from './addresses.js';
import type { Attachments } from './files.js';
import type { ConfigurationFile } from './schema.js';
import { expandFhirServer, type FhirServerOptions } from './schema-fhir.js';
import type { SmartOptions } from './schema-smart.js';
import type { TenantOptions } from './schema-tenant.js';
import type { FhirServerEntry } from '../fhir/client/server-entry.js';
import type { Settings, SmartSettings, Tenant } from './settings.js';

/** Settings of a file that passed `crossCheck`; reads what it names through `attachments`, which notes what is wrong. */
export function resolveSettings(file: ConfigurationFile, production: boolean, attachments: Attachments): Settings {
  const { operator, tenants, ...rest } = file;
  const publicBaseUrl = baseUrl(file.publicBaseUrl) ?? file.publicBaseUrl;
  return {
    profile: 'configured',
    production,
    ...rest,
    publicBaseUrl,
    ...(operator && { operator }),
    tenants: tenants.map((tenant, i) => ({
      ...resolveTenant(tenant, `tenants[${i}]`, production, attachments),
      ...(tenant.smart && { smart: resolveSmart(tenant.smart, publicBaseUrl) }),
    })),
  };
}

function resolveTenant(options: TenantOptions, path: string, production: boolean, attachments: Attachments): Tenant {
  const { clients, fhirServers, prefetchAliases, localCodes, compare, smart: _smart, ...rest } = options;
  return {
    ...rest,
    clients: clients.map(defined),
    fhir: {
      servers: fhirServers.map((entry, j) =>
        resolveServer(expandFhirServer(entry), `${path}.fhirServers[${j}]`, attachments),
      ),
      anyLoopback: false,
      production,
    },
    prefetchAliases: Object.assign(Object.create(null), prefetchAliases) as Tenant['prefetchAliases'],
    ...(localCodes !== undefined && { localCodes: attachments.existing(`${path}.localCodes`, localCodes) }),
    ...(compare.otherCancers !== undefined && { compare: { otherCancers: compare.otherCancers } }),
  };
}

const resolveSmart = (options: SmartOptions, publicBaseUrl: string): SmartSettings => ({
  ...defined(options),
  launchUrl: `${publicBaseUrl}/launch`,
  redirectUri: `${publicBaseUrl}/evidence`,
});

function resolveServer(options: FhirServerOptions, path: string, attachments: Attachments): FhirServerEntry {
  const { url, allowPrivateNetwork, caFile, clientCertFile, clientKeyFile, backend, searches } = options;
  const access = backend && attachments.backend(`${path}.backend`, backend);
  return {
    url: baseUrl(url) ?? url,
    allowPrivateNetwork,
    ...(caFile !== undefined && { ca: attachments.certificates(`${path}.caFile`, caFile) }),
    ...(clientCertFile !== undefined &&
      clientKeyFile !== undefined &&
      attachments.clientCertificate(path, clientCertFile, clientKeyFile)),
    ...(access && { backend: { ...access, tokenUrl: new URL(access.tokenUrl).href } }),
    ...(Object.keys(searches).length > 0 && { searches: defined(searches) }),
  };
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Without the keys whose value is undefined, as `exactOptionalPropertyTypes` wants optional keys to be. */
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Defined<T>;
