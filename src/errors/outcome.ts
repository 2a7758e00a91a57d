/** The one place that turns an error into an answer: status, headers and a FHIR OperationOutcome. Pure. */
import { CodedError } from './coded-error.js';
import { ERRORS, type ErrorCode } from './table.js';

/** System of the codes of the table. */
export const ERROR_SYSTEM = 'urn:spinewatch:error';

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly {
    readonly severity: 'error';
    readonly code: string;
    readonly details: {
      readonly coding: readonly { readonly system: string; readonly code: string }[];
      readonly text: string;
    };
    readonly diagnostics?: string;
    readonly expression?: readonly string[];
  }[];
}

export interface ErrorAnswer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OperationOutcome;
}

/**
 * Anything thrown, as an answer. What is no CodedError is `internal` and shows nothing of the inside.
 * A 401 is always the same, whatever it was thrown with.
 */
export function errorAnswer(error: unknown): ErrorAnswer {
  const coded = error instanceof CodedError ? error : new CodedError('internal');
  const { code } = coded;
  const details = code === 'unauthorised' || code === 'internal' ? {} : coded.details;
  const { status, issue, meaning, remedy } = ERRORS[code];
  const expression = details.expression ?? [];
  return {
    status,
    code,
    headers: headersOf(coded),
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: issue,
          details: { coding: [{ system: ERROR_SYSTEM, code }], text: details.text ?? meaning },
          diagnostics: details.diagnostics ?? remedy,
          ...(expression.length > 0 ? { expression } : {}),
        },
      ],
    },
  };
}

function headersOf({ code, status, details }: CodedError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (code === 'unauthorised') headers['WWW-Authenticate'] = 'Bearer';
  if (details.allow) headers['Allow'] = details.allow.join(', ');
  // RFC 9110: whole seconds; a caller told to wait 0 seconds would only knock again.
  if (status === 429 || status === 503)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(details.retryAfter ?? 1)));
  return headers;
}
