/** What one request to a FHIR server came to. Failures are values: nothing here throws, and no text holds patient data. */

import { CONNECTION_ERRORS, connectionErrorCode } from './connection-error.js';

/** Until when an answer is of use. `at` is on the clock that the caller reads; the signal fires then. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type FhirReply =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly state: 'not-permitted' | 'error' | 'timeout';
      /** In fixed words. */
      readonly why: string;
      /** HTTP status, where anything answered. */
      readonly status?: number;
      /** The body was larger than allowed; reading was stopped. */
      readonly tooLarge?: true;
    };

export type FailedReply = Extract<FhirReply, { ok: false }>;

export const TIMED_OUT: FailedReply = { ok: false, state: 'timeout', why: 'the server did not answer in time' };
/** Something answered: status 200. */
export const TOO_DEEP: FailedReply = {
  ok: false,
  state: 'error',
  why: 'the answer nests more deeply than any FHIR resource',
  status: 200,
};
export const OUTSIDE: FailedReply = { ok: false, state: 'error', why: 'the address lies outside the FHIR server' };

/** A failing HTTP status. 404 and 410 are errors too: a search that is not there says nothing of the patient. */
export function failedStatus(status: number): FailedReply {
  if (status === 401 || status === 403) {
    return { ok: false, state: 'not-permitted', why: `the server refused access (${status})`, status };
  }
  if (status >= 300 && status < 400) {
    return { ok: false, state: 'error', why: 'the server redirected the read, and redirects are not followed', status };
  }
  if (status < 300) return { ok: false, state: 'error', why: 'the answer was not JSON', status };
  return { ok: false, state: 'error', why: `the server answered ${status}`, status };
}

/** A request that ended without a whole answer. Where the body was given up, something had answered: status 200. */
export function brokenReply(error: unknown, deadline: Deadline): FailedReply {
  if (deadline.signal.aborted) return TIMED_OUT;
  const code = connectionErrorCode(error);
  if (code === undefined) return { ok: false, state: 'error', why: 'the server could not be reached' };
  const failed = { ok: false, state: 'error', why: CONNECTION_ERRORS[code] } as const;
  if (code === 'ADDRESS_REFUSED') return failed;
  return code === 'BODY_TOO_LARGE' ? { ...failed, status: 200, tooLarge: true } : { ...failed, status: 200 };
}
