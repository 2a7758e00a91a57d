/**
 * Reads from the FHIR server with the user's token, by the rules of the service's own client (src/fhir/client/access.ts):
 * every address stays below the base, redirects end the read, each request has the deadline, the body is bounded in bytes
 * and depth, and every end is a value. fhirclient's own reads have no bounds, and forget the token of all at one 401.
 */
import type { FhirAccess } from '../../../fhir/client/access.js';
import { CONNECTION_ERRORS } from '../../../fhir/client/connection-error.js';
import type { Deadline, FhirReply } from '../../../fhir/client/reply.js';
import { brokenReply, failedStatus, OUTSIDE, TIMED_OUT, TOO_DEEP } from '../../../fhir/client/reply.js';
import { retryDelay } from '../../../fhir/client/retry.js';
import { urlWithin } from '../../../fhir/client/within.js';
import { isDeeperThan } from '../../../fhir/json-depth.js';
import { isObject } from '../../../fhir/resource.js';
import type { EvidenceSettings } from '../../smart/settings.js';

export interface PageAccessOptions extends Pick<EvidenceSettings, 'base' | 'searches'> {
  readonly token: string;
  readonly responseBytes: number;
  readonly fetch: typeof globalThis.fetch;
}

const MAX_DEPTH = 64;
const TOO_LARGE: FhirReply = {
  ok: false,
  state: 'error',
  why: CONNECTION_ERRORS.BODY_TOO_LARGE,
  status: 200,
  tooLarge: true,
};
/** A browser does not tell a script which of them it was. */
const NOT_REACHED = 'the server could not be reached, or lets no page of this service read it (CORS)';

export function createPageAccess({ base, searches, token, responseBytes, fetch }: PageAccessOptions): FhirAccess {
  const ask = async (url: string, deadline: Deadline): Promise<{ reply: FhirReply; waitMs?: number }> => {
    let response: Response;
    try {
      response = await fetch(url, {
        // No further header: each would be one more that the server has to allow a page to send.
        headers: { accept: 'application/fhir+json', authorization: `Bearer ${token}` },
        signal: deadline.signal,
        redirect: 'error',
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
    } catch (error) {
      const reply = brokenReply(error, deadline);
      return { reply: reply.state === 'timeout' ? reply : { ...reply, why: NOT_REACHED } };
    }
    const { status, headers, ok } = response;
    if (!ok) {
      const waitMs = retryDelay(status, headers.get('retry-after'), Date.now());
      return { reply: failedStatus(status), ...(waitMs === undefined ? {} : { waitMs }) };
    }
    return { reply: await bodyOf(response, responseBytes, deadline) };
  };

  const get = async (pathOrUrl: string, deadline: Deadline): Promise<FhirReply> => {
    const url = urlWithin(base, pathOrUrl);
    if (url === undefined) return OUTSIDE;
    if (deadline.signal.aborted) return TIMED_OUT;
    const { reply, waitMs } = await ask(url, deadline);
    if (waitMs === undefined || Date.now() + waitMs >= deadline.at) return reply;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return deadline.signal.aborted ? TIMED_OUT : (await ask(url, deadline)).reply;
  };

  let version: Promise<string | undefined> | undefined;
  return {
    base,
    searches,
    habits: {},
    // For one chart there are no calls to come that would have to be kept from waiting.
    breaker: { admits: () => true, answered: () => undefined, silent: () => undefined, isOpen: false },
    within: (link) => urlWithin(base, link),
    get,
    version: () => (version ??= statedVersion(get)),
  };
}

const METADATA_MS = 3000;

async function statedVersion(get: FhirAccess['get']): Promise<string | undefined> {
  const reply = await get('metadata', { signal: AbortSignal.timeout(METADATA_MS), at: Date.now() + METADATA_MS });
  const stated = reply.ok && isObject(reply.body) ? reply.body['fhirVersion'] : undefined;
  return typeof stated === 'string' ? stated : undefined;
}

async function bodyOf(response: Response, most: number, deadline: Deadline): Promise<FhirReply> {
  try {
    const text = await textOf(response, most);
    if (text === undefined) return TOO_LARGE;
    const body: unknown = JSON.parse(text);
    return isDeeperThan(MAX_DEPTH, body) ? TOO_DEEP : { ok: true, body };
  } catch (error) {
    return error instanceof SyntaxError ? failedStatus(200) : { ...brokenReply(error, deadline), status: 200 };
  }
}

/** `undefined` where there is more of it than `most` bytes; the rest is not fetched. */
async function textOf(response: Response, most: number): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > most) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
