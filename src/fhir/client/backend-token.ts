/**
 * Access of the service's own to a FHIR server (SMART Backend Services): a signed assertion for a short-lived token,
 * kept until shortly before it ends, and fetched once however many reads wait for it.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Dispatcher } from 'undici';
import { fetch } from 'undici';
import { isObject } from '../resource.js';
import type { Deadline, FailedReply } from './reply.js';
import { brokenReply, TIMED_OUT } from './reply.js';
import type { BackendAccess } from './server-entry.js';

export type TokenReply = { readonly ok: true; readonly token: string } | FailedReply;

export interface BackendTokens {
  /** Never rejects. */
  current(deadline: Deadline): Promise<TokenReply>;
  /** The server refused this token: the next one is fetched anew. */
  forget(token: string): void;
}

export interface BackendTokenOptions {
  readonly access: BackendAccess;
  /** Guarded and bounded as the connections to the FHIR server are. */
  readonly dispatcher: Dispatcher;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A read that takes a token now must still find it valid at the server. */
const MARGIN_MS = 30_000;
const LONGEST_MS = 3_600_000;
/** For a server that does not say how long: RFC 6749 leaves it open. */
const UNSTATED_S = 60;
const ASSERTION_S = 240;
const FETCH_MS = 5_000;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** RFC 6750: what may stand behind "Bearer ". */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

const NO_TOKEN: FailedReply = {
  ok: false,
  state: 'not-permitted',
  why: 'the authorization server gave this service no token',
};

export function createBackendTokens({ access, dispatcher, now }: BackendTokenOptions): BackendTokens {
  let kept: { readonly token: string; readonly until: number } | undefined;
  let fetching: Promise<TokenReply> | undefined;

  const renew = async (): Promise<TokenReply> => {
    const deadline: Deadline = { signal: AbortSignal.timeout(FETCH_MS), at: now() + FETCH_MS };
    try {
      const answer = await fetch(access.tokenUrl, {
        method: 'POST',
        headers: { accept: 'application/json', 'accept-encoding': 'identity' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope: access.scope,
          client_assertion_type: ASSERTION_TYPE,
          client_assertion: await assertion(access, now()),
        }),
        redirect: 'manual',
        signal: deadline.signal,
        dispatcher,
      });
      if (answer.status >= 500) {
        await answer.body?.cancel();
        return { ok: false, state: 'error', why: 'the authorization server failed', status: answer.status };
      }
      const granted = answer.ok ? tokenOf(await answer.json()) : undefined;
      if (!granted) return { ...NO_TOKEN, status: answer.status };
      kept = { token: granted.token, until: now() + Math.min(granted.seconds * 1000, LONGEST_MS) - MARGIN_MS };
      return { ok: true, token: granted.token };
    } catch (error) {
      return brokenReply(error, deadline);
    }
  };

  return {
    async current(deadline) {
      if (kept && now() < kept.until) return { ok: true, token: kept.token };
      // The token is not this call's alone: a caller who goes away must not end it for the others.
      fetching ??= renew().finally(() => (fetching = undefined));
      return within(fetching, deadline.signal);
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

function assertion({ clientId, tokenUrl, privateKey, kid, alg }: BackendAccess, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ iss: clientId, sub: clientId, aud: tokenUrl, jti: randomUUID() })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ASSERTION_S)
    .sign(privateKey);
}

function tokenOf(body: unknown): { readonly token: string; readonly seconds: number } | undefined {
  if (!isObject(body)) return undefined;
  const { access_token: token, token_type: type, expires_in: seconds } = body;
  if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') return undefined;
  return { token, seconds: typeof seconds === 'number' && seconds > 0 ? seconds : UNSTATED_S };
}

function within(work: Promise<TokenReply>, signal: AbortSignal): Promise<TokenReply> {
  if (signal.aborted) return Promise.resolve(TIMED_OUT);
  return new Promise((resolve) => {
    const late = (): void => resolve(TIMED_OUT);
    signal.addEventListener('abort', late, { once: true });
    void work.then((reply) => {
      signal.removeEventListener('abort', late);
      resolve(reply);
    });
  });
}
