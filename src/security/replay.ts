/**
 * A token counts once. This process remembers what it has seen; the store remembers for its replicas and for after a
 * restart. While the store is down this process alone knows: cards must not stop with it.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Claims } from './claims.js';
import { SKEW_S } from './claims.js';

/** One use of a token. */
export interface TokenUse {
  /** Digest of issuer and `jti`. */
  readonly key: string;
  /** Milliseconds since 1970: from then on the token is refused for its age. */
  readonly until: number;
}

export interface ReplayOptions {
  /** `false` where the token was used before; `undefined` where nobody can say. */
  readonly claim: (use: TokenUse) => Promise<boolean | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly most?: number;
}

/** Tokens that this process remembers; of an hour's tokens the store knows them all. */
const MOST = 200_000;

/** @returns a function that resolves to whether this is the first use of the token, and remembers it */
export function createReplayGuard({ claim, now, most = MOST }: ReplayOptions): (claims: Claims) => Promise<boolean> {
  const seen = new LRUCache<string, number>({ max: most });
  return async ({ issuer, id, expires }) => {
    const key = createHash('sha256').update(`${issuer}\0${id}`).digest('base64url');
    const until = (expires + SKEW_S) * 1000;
    // A token is refused for its age before it could be forgotten here; the time only guards against a clock set back.
    if ((seen.get(key) ?? 0) > now()) return false;
    seen.set(key, until);
    return (await claim({ key, until })) ?? true;
  };
}
