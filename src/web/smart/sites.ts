/** Whose launch it is: the FHIR servers of the tenants that have the SMART app, and what their pages may do. Pure. */
import { createHash } from 'node:crypto';
import { baseUrl } from '../../config/addresses.js';
import type { Settings, SmartSettings, Tenant } from '../../config/settings.js';
import type { FhirServerEntry } from '../../fhir/client/server-entry.js';

export interface Site {
  readonly tenant: Tenant;
  readonly smart: SmartSettings;
  readonly server: FhirServerEntry;
  /**
   * Names tenant and server at the end of `state`, so that the page to which the browser comes back may talk to this
   * server alone and tells a stranger of no other.
   */
  readonly ref: string;
  /** The FHIR server's origin and those of its authorisation servers. */
  readonly origins: readonly string[];
}

const cache = new WeakMap<Settings, readonly Site[]>();

/** Every FHIR server from which the app may be launched; none where no tenant has it. */
export function sitesOf(settings: Settings): readonly Site[] {
  let sites = cache.get(settings);
  if (!sites) {
    sites = settings.tenants.flatMap((tenant) => {
      const { smart } = tenant;
      return smart ? tenant.fhir.servers.map((server) => siteOf(tenant, smart, server)) : [];
    });
    cache.set(settings, sites);
  }
  return sites;
}

function siteOf(tenant: Tenant, smart: SmartSettings, server: FhirServerEntry): Site {
  const ref = createHash('sha256').update(`${tenant.id} ${server.url}`).digest('base64url').slice(0, 12);
  const origins = [...new Set([new URL(server.url).origin, ...smart.authorizationServers])];
  return { tenant, smart, server, ref, origins };
}

/** The site of an `iss`: by origin and exact path, as a hook's `fhirServer`. */
export function siteOfIss(settings: Settings, iss: string): Site | undefined {
  const base = baseUrl(iss);
  return base === undefined ? undefined : sitesOf(settings).find(({ server }) => server.url === base);
}

const STATE = /^[A-Za-z0-9_-]{20,128}\.([A-Za-z0-9_-]{12})$/;

/** The site that a `state` names at its end. Whether the state is one of this browser's, the page knows. */
export function siteOfState(settings: Settings, state: string): Site | undefined {
  const ref = STATE.exec(state)?.[1];
  return ref === undefined ? undefined : sitesOf(settings).find((site) => site.ref === ref);
}
