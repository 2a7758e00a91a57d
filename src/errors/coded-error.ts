/**
 * The one class that errors for callers are thrown with, and short makers for those that several parts need.
 * Nothing in a CodedError may be patient data or a token: its text goes to the caller and its code to the logs.
 */
import { ERRORS, type ErrorCode } from './table.js';

export interface ErrorDetails {
  /** What is wrong here, in place of the table's meaning. */
  readonly text?: string;
  /** What the caller can do, in place of the table's remedy. */
  readonly diagnostics?: string;
  /** Where: paths such as `context.patientId`. */
  readonly expression?: readonly string[];
  /** Whole seconds for the Retry-After header. */
  readonly retryAfter?: number;
  /** Methods for the Allow header. */
  readonly allow?: readonly string[];
}

/** An error with a code of the table; `src/errors/outcome.ts` alone turns it into an answer. */
export class CodedError extends Error {
  override readonly name = 'CodedError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(details.text ?? ERRORS[code].meaning);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** 401: always the same, so that it says nothing of why. */
export const unauthorised = (): CodedError => new CodedError('unauthorised');

/**
 * 412 that names every missing key.
 * @param keys the prefetch keys that were neither sent nor could be read
 * @param serverNotAllowed true where a fhirServer was sent that this caller's charts may not be read from
 */
export function missingPrefetch(keys: readonly string[], serverNotAllowed = false): CodedError {
  const named = keys.join(', ');
  return new CodedError('missing-prefetch', {
    text: serverNotAllowed
      ? `Missing prefetch: ${named}. The fhirServer of this request isn't allowed for this caller, so nothing was read from it.`
      : `Missing prefetch: ${named}. There is no fhirServer to read from.`,
    ...(serverNotAllowed
      ? {
          diagnostics:
            'Send the named prefetch keys, or have this fhirServer added to the configuration of this caller.',
        }
      : {}),
    expression: keys.map((key) => `prefetch.${key}`),
  });
}

/** 412: the Patient that was sent or read has another id. */
export const patientMismatch = (): CodedError =>
  new CodedError('patient-mismatch', { expression: ['prefetch.patient.id', 'context.patientId'] });

/** 429 with Retry-After. @param seconds at least 1 */
export const tooManyRequests = (seconds: number): CodedError =>
  new CodedError('too-many-requests', { retryAfter: seconds });

/** 503 with Retry-After. @param seconds at least 1 */
export const busy = (seconds = 1): CodedError => new CodedError('busy', { retryAfter: seconds });

/** 503: the store could not be read. @param text what is wrong, for an operator @param seconds at least 1 */
export const reportUnavailable = (text: string, seconds = 30): CodedError =>
  new CodedError('report-unavailable', { text, retryAfter: seconds });

/** 503: feedback could not be stored. @param seconds at least 1 */
export const feedbackUnavailable = (seconds = 30): CodedError =>
  new CodedError('feedback-unavailable', { retryAfter: seconds });
