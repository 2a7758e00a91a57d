/**
 * Reads from one FHIR server on behalf of one caller: fhir-kit-client, made safe.
 *
 * On its own the client sends the token wherever a link points, follows redirects, waits for ever and reads bodies of
 * any size. Here every URL must stay under the server's base, redirects end the read, each request has the call's
 * deadline, the body is bounded (agent.ts), and every end is a value.
 */
import type { Client } from 'fhir-kit-client';
import type { SearchOverrides } from '../../chart/templates.js';
import { isObject } from '../../fhir/resource.js';
import { isDeeperThan } from '../json-depth.js';
import type { Span } from '../../observability/trace.js';
import { NO_SPAN } from '../../observability/trace.js';
import { urlWithin } from './base-url.js';
import type { Breaker } from './breaker.js';
import type { ServerHabits } from './habits.js';
import type { Deadline, FhirReply } from './reply.js';
import { brokenReply, failedStatus, OUTSIDE, TIMED_OUT, TOO_DEEP } from './reply.js';
import { requestSpan } from './request-span.js';
import { retryDelay } from './retry.js';

/** One caller's way to one server. Made for a call and let go with it; it holds the caller's token. */
export interface FhirAccess {
  /** Base URL, without a trailing slash. */
  readonly base: string;
  readonly searches: SearchOverrides;
  readonly breaker: Breaker;
  /** What was learned of the server; whoever reads may add to it. */
  readonly habits: ServerHabits;
  /** GETs a path below the base, or an absolute URL on it. Never rejects. */
  get(pathOrUrl: string, deadline: Deadline): Promise<FhirReply>;
  /** The link as an absolute URL where it stays on this server, else `undefined`. */
  within(link: string): string | undefined;
  /** Which version of FHIR the server says it speaks (`4.0.1`): asked once for each server, at the first call. */
  version(): Promise<string | undefined>;
}

export interface RequesterOptions {
  readonly client: Client;
  readonly base: string;
  readonly token: string | undefined;
  readonly breaker: Breaker;
  readonly now: () => number;
  /** Resolves after `ms`, rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Of the call on whose behalf it asks. */
  readonly span?: Span;
}

/** The status and headers that fhir-kit-client hangs on what it throws for a failing status or a body that is not JSON. */
function answerIn(error: unknown): { status: number; headers: Headers | undefined } | undefined {
  if (!isObject(error) || !isObject(error['response'])) return undefined;
  const { status } = error['response'];
  const config = error['config'];
  const headers = isObject(config) && config['headers'] instanceof Headers ? config['headers'] : undefined;
  return typeof status === 'number' ? { status, headers } : undefined;
}

/** One request, ready to send: a read where it names no method. */
export interface FhirRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A path below the base, or an absolute URL on it. */
  readonly pathOrUrl: string;
  /** Besides those that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What walks a chart recurses, and a hundred thousand brackets fit into the bound of bytes. FHIR nests about ten levels. */
const MAX_DEPTH = 64;

/** `get` of an access. */
export function createRequester(options: RequesterOptions): FhirAccess['get'] {
  const send = createSender(options);
  return (pathOrUrl, deadline) => send({ pathOrUrl }, deadline);
}

/**
 * Sends one request, and once more where the server asks to come back within the deadline: what is sent here may be
 * sent twice without harm. Never rejects.
 */
export function createSender(
  options: RequesterOptions,
): (request: FhirRequest, deadline: Deadline) => Promise<FhirReply> {
  const { client, base, token, breaker, now, sleep, span = NO_SPAN } = options;
  const headers: Record<string, string> = {
    accept: 'application/fhir+json',
    'accept-encoding': 'identity',
    'cache-control': 'no-cache',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };

  const ask = async (
    url: string,
    request: FhirRequest,
    deadline: Deadline,
    traced: Span['headers'],
  ): Promise<{ reply: FhirReply; waitMs?: number }> => {
    try {
      const body: unknown = await client.request(url, {
        method: request.method ?? 'GET',
        options: {
          headers: { ...headers, ...traced, ...request.headers },
          signal: deadline.signal,
          redirect: 'manual',
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      breaker.answered();
      if (isDeeperThan(MAX_DEPTH, body)) return { reply: TOO_DEEP };
      // A copy: the client hides its request, and so the token, on the object that it returns.
      return { reply: { ok: true, body: isObject(body) ? { ...body } : body } };
    } catch (error) {
      const answer = answerIn(error);
      if (answer === undefined) {
        const reply = brokenReply(error, deadline);
        if (reply.status !== undefined) breaker.answered();
        return { reply };
      }
      breaker.answered();
      const waitMs = retryDelay(answer.status, answer.headers?.get('retry-after') ?? null, now());
      const reply = failedStatus(answer.status);
      return waitMs === undefined ? { reply } : { reply, waitMs };
    }
  };

  const once = async (url: string, request: FhirRequest, deadline: Deadline): ReturnType<typeof ask> => {
    const one = requestSpan(span, base, url, request.method ?? 'GET');
    const answer = await ask(url, request, deadline, one.headers);
    one.end(answer.reply);
    return answer;
  };

  return async (request, deadline) => {
    const url = urlWithin(base, request.pathOrUrl);
    if (url === undefined) return OUTSIDE;
    if (deadline.signal.aborted) return TIMED_OUT;
    const { reply, waitMs } = await once(url, request, deadline);
    if (waitMs === undefined || now() + waitMs >= deadline.at) return reply;
    try {
      await sleep(waitMs, deadline.signal);
    } catch {
      return TIMED_OUT;
    }
    return (await once(url, request, deadline)).reply;
  };
}
