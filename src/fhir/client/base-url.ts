/**
 * Which server a `fhirServer` means, and whether a URL stays on it.
 *
 * A server of the list matches by its normalised origin and its exact base path, and is then read under the URL of the
 * list, never under the one that was sent. Nothing here asks DNS: what a name resolves to is checked where the
 * connection is made (address-guard.ts).
 */
import { baseUrl, hostKind } from '../../config/addresses.js';
import type { AddressRules } from './address-guard.js';
import { hostAllowed } from './address-guard.js';
import type { FhirServerEntry, FhirServerPolicy } from './server-entry.js';

export { urlWithin } from './within.js';

/**
 * - `not-a-url`: no http(s) URL, or one with a user name, query or fragment. `not-listed`: not this caller's.
 * - `address-refused`: on the list, but at an address that may not be read (loopback, private, link-local).
 */
export type ServerDecision =
  | { readonly usable: true; readonly entry: FhirServerEntry; readonly rules: AddressRules }
  | { readonly usable: false; readonly why: 'not-a-url' | 'not-listed' | 'address-refused' };

/** The one spelling of a base URL, without the root dot of a host name (`ehr.example.` is `ehr.example`). */
export function normalBase(text: string): string | undefined {
  const base = baseUrl(text);
  if (base === undefined) return undefined;
  const url = new URL(base);
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return url.hostname === '' ? undefined : `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The kinds of address that an entry of the list may lead to. Production never reads loopback, whatever is listed. */
export const rulesOf = (entry: FhirServerEntry, host: string, policy: FhirServerPolicy): AddressRules => ({
  loopback: !policy.production && (entry.allowPrivateNetwork || (policy.anyLoopback && hostKind(host) === 'loopback')),
  private: entry.allowPrivateNetwork,
});

/** Decides whether the charts of this caller may be read from `url`, a base URL as it was sent. Never throws. */
export function resolveServer(url: string, policy: FhirServerPolicy): ServerDecision {
  const base = normalBase(url);
  if (base === undefined) return { usable: false, why: 'not-a-url' };
  const listed = policy.servers.find((server) => normalBase(server.url) === base);
  const host = new URL(base).hostname;
  if (listed) {
    const rules = rulesOf(listed, host, policy);
    if (!hostAllowed(host, rules)) return { usable: false, why: 'address-refused' };
    return { usable: true, entry: { ...listed, url: base }, rules };
  }
  if (policy.anyLoopback && !policy.production && hostKind(host) === 'loopback') {
    const rules = { loopback: true, private: false };
    return { usable: true, entry: { url: base, allowPrivateNetwork: false }, rules };
  }
  return { usable: false, why: 'not-listed' };
}
