/**
 * Why a connection was given up on this side, told apart by a code on the error.
 *
 * Plain errors with a code, not classes of their own: fetch passes a cause on only where it is an `Error` by name, and
 * wraps it, so a class would not survive the way up.
 */
import { isObject } from '../resource.js';

export const CONNECTION_ERRORS = {
  ADDRESS_REFUSED: 'the server is at an address that may not be read',
  BODY_ENCODED: 'the answer was compressed without being asked for',
  BODY_TOO_LARGE: 'the answer was larger than allowed',
} as const;
export type ConnectionErrorCode = keyof typeof CONNECTION_ERRORS;

/** The message names neither address nor content: it may end in an answer. */
export const connectionError = (code: ConnectionErrorCode): Error =>
  Object.assign(new Error(CONNECTION_ERRORS[code]), { code });

/** The code on an error or on one of its causes. */
export function connectionErrorCode(error: unknown, depth = 0): ConnectionErrorCode | undefined {
  if (!isObject(error) || depth > 5) return undefined;
  const { code } = error;
  if (typeof code === 'string' && Object.hasOwn(CONNECTION_ERRORS, code)) return code as ConnectionErrorCode;
  return connectionErrorCode(error['cause'], depth + 1);
}
