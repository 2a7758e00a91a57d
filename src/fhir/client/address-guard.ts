/**
 * The last check before a socket opens: the address that a name really resolved to.
 *
 * A name on the list may still be pointed at this machine or at the cloud's metadata service (DNS rebinding), so the
 * look-up itself is guarded and the connection goes to exactly the addresses that were checked.
 */
import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';
import { buildConnector } from 'undici';
import { hostKind } from '../../config/addresses.js';
import { connectionError } from './connection-error.js';

/** What a server entry may resolve to besides public addresses. Link-local and metadata addresses: never. */
export interface AddressRules {
  readonly loopback: boolean;
  readonly private: boolean;
}

/** `node:dns`' lookup in the form used here, so that a test can stand in for DNS. */
export type Lookup = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The IPv4 address inside an IPv6 one: mapped, translated, compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48) or 6to4 (2002::/16). */
export function embeddedIpv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  // The URL parser writes every spelling in one way: lower case, shortened, the last 32 bits in hexadecimal.
  const plain = address.replace(/%.*$/, '');
  const host = URL.canParse(`http://[${plain}]`) ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : '';
  const tail = /^(?:::ffff:(?:0:)?|::|64:ff9b:(?:1:[0-9a-f:]*)?:)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  const sixToFour = /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4})(?::|$)/.exec(host);
  const match = tail ?? sixToFour;
  if (!match) return undefined;
  const high = Number.parseInt(match[1] as string, 16);
  const low = Number.parseInt(match[2] as string, 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether a host, a name or a literal address, may be read under these rules. A public name passes: DNS is asked later. */
export function hostAllowed(host: string, rules: AddressRules): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const kind = hostKind(embeddedIpv4(bare) ?? bare);
  if (kind === 'loopback') return rules.loopback;
  if (kind === 'private') return rules.private;
  return kind === 'other';
}

/** A look-up that gives back allowed addresses only, and fails with `ADDRESS_REFUSED` where there is none. */
export function guardedLookup(rules: AddressRules, lookup: Lookup = systemLookup as Lookup) {
  return (
    host: string,
    options: LookupOptions,
    done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const allowed = found.filter(({ address }) => hostAllowed(address, rules));
      const first = allowed[0];
      if (!first) return done(connectionError('ADDRESS_REFUSED'), []);
      return options.all === true ? done(null, allowed) : done(null, first.address, first.family);
    });
  };
}

/** An undici connector that opens sockets to allowed addresses only. Literal addresses skip DNS, so they are checked too. */
export function guardedConnector(
  rules: AddressRules,
  options: buildConnector.BuildOptions,
  lookup?: Lookup,
): buildConnector.connector {
  const guarded = { ...options, lookup: guardedLookup(rules, lookup) } as buildConnector.BuildOptions;
  const connect = buildConnector(guarded);
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !hostAllowed(host, rules)) return callback(connectionError('ADDRESS_REFUSED'), null);
    return connect(target, callback);
  };
}
