/**
 * Who calls, by the headers alone. A token names its issuer; the configuration says whose issuer that is, with which
 * keys and algorithms it signs and for which addresses its tokens are. Every refusal is the same 401.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { decodeJwt, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { Client, Settings, Tenant } from '../config/settings.js';
import { unauthorised } from '../errors/index.js';
import { bearerToken } from './bearer.js';
import type { Claims } from './claims.js';
import { checkedClaims, SKEW_S } from './claims.js';
import { keysOf, type KeyOptions } from './keys.js';

export interface KnownCaller {
  /** Id of the tenant. */
  readonly tenant: string;
  readonly settings: Tenant;
  /** Of the token; absent for an anonymous caller. */
  readonly issuer?: string;
}

export interface AuthenticatorOptions extends KeyOptions {
  /** The configuration in force; another object after a reload. */
  readonly settings: () => Settings;
  /** Whether this is the first use of the token; remembers it. */
  readonly firstUse: (claims: Claims) => Promise<boolean>;
}

interface Trusted {
  readonly tenant: Tenant;
  readonly client: Client;
  readonly keys: JWTVerifyGetKey;
}

export type Authenticate = (headers: IncomingHttpHeaders, path: string) => Promise<KnownCaller> | KnownCaller;

export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { settings, firstUse, now } = options;
  let from: Settings | undefined;
  let byIssuer = new Map<string, Trusted>();
  let anonymous: Tenant | undefined;

  /** Fetched keys are let go with the configuration that named them. */
  const current = (): Settings => {
    const now = settings();
    if (now === from) return now;
    from = now;
    anonymous = now.tenants.find((tenant) => tenant.anonymous);
    byIssuer = new Map(
      now.tenants.flatMap((tenant) =>
        tenant.clients.map((client) => [client.issuer, { tenant, client, keys: keysOf(client, options) }] as const),
      ),
    );
    return now;
  };

  return (headers, path) => {
    const { publicBaseUrl } = current();
    const token = bearerToken(headers.authorization);
    const trusted = token === undefined ? undefined : byIssuer.get(issuerOf(token) ?? '');
    if (token !== undefined && trusted) {
      const url = `${publicBaseUrl}${path}`;
      return verified(token, trusted, url, Math.floor(now() / 1000), firstUse);
    }
    // A token of nobody we know is no reason to refuse whom we would let in without one.
    if (!anonymous) throw unauthorised();
    return { tenant: anonymous.id, settings: anonymous };
  };
}

/** Not to be believed yet: it only says whose keys are to be tried. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verified(
  token: string,
  { tenant, client, keys }: Trusted,
  url: string,
  now: number,
  firstUse: AuthenticatorOptions['firstUse'],
): Promise<KnownCaller> {
  const claims = await claimsOf(token, keys, client, url, now);
  if (!claims || (client.tenantClaim !== undefined && claims.tenant !== client.tenantClaim)) throw unauthorised();
  if (!(await firstUse(claims))) throw unauthorised();
  return { tenant: tenant.id, settings: tenant, issuer: client.issuer };
}

async function claimsOf(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, algorithms, audience }: Client,
  url: string,
  now: number,
): Promise<Claims | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      algorithms: [...algorithms],
      audience: [...audiencesOf(url), ...audience],
      clockTolerance: SKEW_S,
      currentDate: new Date(now * 1000),
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
    });
    return checkedClaims(protectedHeader, payload, now);
  } catch {
    // What jose says of a token is for nobody: neither the caller nor the log.
    return undefined;
  }
}

const FEEDBACK = '/feedback';

/** The address called; feedback may also name its service's. */
const audiencesOf = (url: string): readonly string[] =>
  url.endsWith(FEEDBACK) ? [url, url.slice(0, -FEEDBACK.length)] : [url];
