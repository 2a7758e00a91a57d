/**
 * What a host name or a literal address says of where it leads, without asking DNS.
 * Names that resolve to a private address are caught where the connection is made (src/fhir/client).
 */
import { BlockList, isIP } from 'node:net';

/** `link-local` covers the cloud's metadata addresses: nothing is ever read from there. */
export type HostKind = 'loopback' | 'private' | 'link-local' | 'other';

const listOf = (subnets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 6 ? 'ipv6' : 'ipv4');
  return list;
};

// 0.0.0.0 and :: reach the machine itself on common systems.
const LOOPBACK = listOf([
  ['127.0.0.0', 8],
  ['0.0.0.0', 8],
  ['::1', 128],
  ['::', 128],
]);
const LINK_LOCAL = listOf([
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
]);
const PRIVATE = listOf([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
  ['fec0::', 10],
]);

/** The kind of a host as it stands in `URL.hostname` or `HOST`: brackets, a trailing dot and any case are understood. */
export function hostKind(host: string): HostKind {
  const bare = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (bare === 'localhost' || bare.endsWith('.localhost')) return 'loopback';
  if (bare === 'metadata.google.internal') return 'link-local';
  const family = isIP(bare);
  if (family === 0) return 'other';
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (LOOPBACK.check(bare, type)) return 'loopback';
  if (LINK_LOCAL.check(bare, type)) return 'link-local';
  return PRIVATE.check(bare, type) ? 'private' : 'other';
}

/** True for an address to listen on that only this machine reaches; 0.0.0.0 and :: are every address, not loopback. */
export const isLoopbackToListenOn = (host: string): boolean =>
  hostKind(host) === 'loopback' && !/^(0\.|\[?::\]?$)/.test(host);

/**
 * A base URL in its one spelling: lower-case host, no default port, no trailing slash. `undefined` for anything that
 * is no http(s) URL or carries a user name, password, query or fragment.
 */
export function baseUrl(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password || /[?#\s\\]/.test(text)) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
