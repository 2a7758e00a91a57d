/** Rules over several keys of a configuration file, and what production forbids. Pure. */
import { baseUrl, hostKind } from './addresses.js';
import { show, type Problem } from './problem.js';
import type { ConfigurationFile } from './schema.js';
import { expandFhirServer } from './schema-fhir.js';
import type { TenantOptions } from './schema-tenant.js';

/** Every rule that is broken, in the order of the file. */
export function crossCheck(file: ConfigurationFile, production: boolean): readonly Problem[] {
  return [
    ...httpsIn(production, 'publicBaseUrl', file.publicBaseUrl),
    ...file.tenants.flatMap((tenant, i) => [
      ...callers(tenant, `tenants[${i}]`, production),
      ...fhirServers(tenant, `tenants[${i}]`, production),
      ...contact(tenant, `tenants[${i}]`),
      ...aliases(tenant, `tenants[${i}]`),
      ...smart(tenant, `tenants[${i}]`, production),
    ]),
    ...repeated(
      file.tenants.map(({ id }, i) => [`tenants[${i}].id`, id]),
      'an id that stands once in the file',
    ),
    ...repeated(
      file.tenants.flatMap(({ clients }, i) =>
        clients.map(({ issuer }, j) => [`tenants[${i}].clients[${j}].issuer`, issuer] as const),
      ),
      'an issuer that stands once in the whole file: it tells which tenant is calling',
    ),
    ...secondAnonymous(file),
    ...launchers(file),
  ];
}

function httpsIn(production: boolean, path: string, url: string | undefined): Problem[] {
  return production && url !== undefined && !/^https:/i.test(url)
    ? [{ path, found: show(url), allowed: 'an https URL with NODE_ENV=production' }]
    : [];
}

/** Each path but the first with a value that stood before. */
function repeated(values: readonly (readonly [path: string, value: string])[], allowed: string): Problem[] {
  const first = new Map<string, string>();
  return values.flatMap(([path, value]) => {
    const before = first.get(value);
    if (before === undefined) first.set(value, path);
    return before === undefined ? [] : [{ path, found: `${show(value)}, which is ${before} too`, allowed }];
  });
}

function callers(tenant: TenantOptions, path: string, production: boolean): Problem[] {
  const problems: Problem[] = [];
  if (tenant.anonymous && production) {
    problems.push({
      path: `${path}.anonymous`,
      found: 'true',
      allowed: 'false with NODE_ENV=production, where every call needs a JWT',
    });
  }
  if (!tenant.anonymous && tenant.clients.length === 0) {
    problems.push({
      path: `${path}.clients`,
      found: 'no client, so nobody could call',
      allowed: 'one client or more, or anonymous: true outside production',
    });
  }
  tenant.clients.forEach(({ jwks, jwksUri }, j) => {
    const client = `${path}.clients[${j}]`;
    if (!jwks === !jwksUri) {
      problems.push({
        path: client,
        found: jwks ? 'both jwks and jwksUri' : 'neither jwks nor jwksUri',
        allowed: 'one of jwks and jwksUri',
      });
    }
    problems.push(...httpsIn(production, `${client}.jwksUri`, jwksUri));
  });
  return problems;
}

/** A call without a token has nothing that tells two anonymous tenants apart. */
const secondAnonymous = (file: ConfigurationFile): Problem[] =>
  file.tenants
    .map(({ anonymous }, i) => ({ anonymous, path: `tenants[${i}].anonymous` }))
    .filter(({ anonymous }) => anonymous)
    .slice(1)
    .map(({ path }) => ({ path, found: 'a second anonymous tenant', allowed: 'true for one tenant in the file' }));

function fhirServers(tenant: TenantOptions, tenantPath: string, production: boolean): Problem[] {
  const entries = tenant.fhirServers.map((entry, j) => {
    const path = `${tenantPath}.fhirServers[${j}]`;
    return { ...expandFhirServer(entry), path, urlPath: typeof entry === 'string' ? path : `${path}.url` };
  });
  return [
    ...entries.flatMap(({ url, urlPath, path, allowPrivateNetwork, backend, ...rest }) => [
      ...httpsIn(production, urlPath, url),
      ...address(url, urlPath, allowPrivateNetwork, production),
      ...httpsIn(production, `${path}.backend.tokenUrl`, backend?.tokenUrl),
      ...(backend ? address(backend.tokenUrl, `${path}.backend.tokenUrl`, allowPrivateNetwork, production) : []),
      ...certificatePair(rest, path),
    ]),
    ...repeated(
      entries.map(({ url, urlPath }) => [urlPath, baseUrl(url) ?? url]),
      'each FHIR server once',
    ),
  ];
}

const certificatePair = (
  {
    clientCertFile,
    clientKeyFile,
  }: { readonly clientCertFile?: string | undefined; readonly clientKeyFile?: string | undefined },
  path: string,
): Problem[] =>
  (clientCertFile === undefined) === (clientKeyFile === undefined)
    ? []
    : [
        {
          path,
          found: clientCertFile === undefined ? 'clientKeyFile alone' : 'clientCertFile alone',
          allowed: 'both clientCertFile and clientKeyFile, or neither',
        },
      ];

function address(url: string, path: string, allowPrivateNetwork: boolean, production: boolean): Problem[] {
  const kind = hostKind(new URL(url).hostname);
  if (kind === 'link-local') {
    return [{ path, found: `${show(url)}, a link-local or metadata address`, allowed: 'an address of a FHIR server' }];
  }
  if (kind === 'loopback' && production) {
    return [
      { path, found: `${show(url)}, a loopback address`, allowed: 'no loopback address with NODE_ENV=production' },
    ];
  }
  return kind === 'other' || allowPrivateNetwork
    ? []
    : [{ path, found: `${show(url)}, a ${kind} address`, allowed: 'such an address with allowPrivateNetwork: true' }];
}

function smart({ smart: options, fhirServers: servers }: TenantOptions, tenantPath: string, production: boolean) {
  if (!options) return [];
  const path = `${tenantPath}.smart`;
  const all = (name: 'authorizationServers' | 'frameAncestors'): Problem[] =>
    options[name].flatMap((origin, j) => httpsIn(production, `${path}.${name}[${j}]`, origin));
  return [
    ...(servers.length > 0
      ? []
      : [
          {
            path,
            found: 'no fhirServers, so nobody could launch it',
            allowed: 'one FHIR server or more in fhirServers',
          },
        ]),
    ...all('authorizationServers'),
    ...all('frameAncestors'),
  ];
}

const baseOf = (entry: TenantOptions['fhirServers'][number]): string => {
  const { url } = expandFhirServer(entry);
  return baseUrl(url) ?? url;
};

/** A launch names its FHIR server and nothing else that would tell whose it is. */
const launchers = ({ tenants }: ConfigurationFile): Problem[] =>
  repeated(
    tenants.flatMap(({ smart: options, fhirServers: servers }, i) =>
      options ? [...new Set(servers.map(baseOf))].map((base) => [`tenants[${i}].smart`, base] as const) : [],
    ),
    'a FHIR server of no other tenant with smart: it tells whose launch it is',
  );

function contact({ mode, cards }: TenantOptions, path: string): Problem[] {
  return mode === 'live' && cards.emergencyContact.trim() === ''
    ? [
        {
          path: `${path}.cards.emergencyContact`,
          found: 'nothing',
          allowed: 'whom to call in an emergency (required for mode live)',
        },
      ]
    : [];
}

function aliases({ prefetchAliases }: TenantOptions, tenantPath: string): Problem[] {
  const path = `${tenantPath}.prefetchAliases`;
  const taken = new Set<string>();
  return Object.entries(prefetchAliases).flatMap(([key, input]) => {
    const again = taken.has(input);
    taken.add(input);
    return again
      ? [{ path: `${path}.${key}`, found: `a second key for ${input}`, allowed: 'one key for each of our inputs' }]
      : [];
  });
}
