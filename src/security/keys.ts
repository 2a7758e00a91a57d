/**
 * The public keys of a client: those of the configuration, or those it publishes at the address in the configuration.
 * Nothing that a token says decides where keys come from.
 */
import type { JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors } from 'jose';
import type { FetchImplementation, JSONWebKeySet } from 'jose';
import type { Client } from '../config/settings.js';

export interface KeyOptions {
  /** Fetches a published key set; given no redirects to follow and a time-out by its caller. */
  readonly fetch: FetchImplementation;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told when published keys can't be had, in words without anything of a token. */
  readonly onTrouble: (issuer: string, why: string) => void;
}

/** Keys are taken anew after this long, so that one that was withdrawn stops working. */
const FRESH_MS = 10 * 60_000;
/** A key that is not known is looked for again at once, but not more often than this. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 3_000;
/** While the address does not answer, the last keys go on for this long: otherwise its outage would silence all cards. */
const STALE_MS = 24 * 3_600_000;

/** Looks up the key of a token's header (`kid`, `alg`); throws where there is none. */
export function keysOf({ issuer, jwks, jwksUri }: Client, options: KeyOptions): JWTVerifyGetKey {
  if (jwksUri === undefined) return createLocalJWKSet((jwks ?? { keys: [] }) as JSONWebKeySet);
  const { fetch, now, onTrouble } = options;
  const published = createRemoteJWKSet(new URL(jwksUri), {
    [customFetch]: fetch,
    cacheMaxAge: FRESH_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  });
  let last: { readonly keys: JSONWebKeySet; readonly at: number } | undefined;
  return async (header, token) => {
    try {
      const key = await published(header, token);
      const keys = published.jwks();
      if (published.fresh && keys !== undefined && keys !== last?.keys) last = { keys, at: now() };
      return key;
    } catch (error) {
      // No such key is an answer; anything else means that the keys could not be had.
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      onTrouble(issuer, error instanceof errors.JWKSTimeout ? 'no answer in time' : 'no key set could be read');
      if (!last || now() - last.at > STALE_MS) throw error;
      return createLocalJWKSet(last.keys)(header, token);
    }
  };
}
