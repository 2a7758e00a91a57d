/** What is wrong with the store, in a line that an operator can act on: never a message of the engine, which may quote anything. */

import { isObject } from '../fhir/resource.js';

/** An error of the embedded engine, by its code. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const UNANSWERED = 'nothing answers at the address of DATABASE_URL';
const EMBEDDED = 'the embedded store';
const WORDS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^SQLITE_FULL|^ENOSPC|^EDQUOT/, 'the disk of DATA_DIR is full: make room, what waits is written by itself'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another process holds the file of the store: it is tried again'],
  [/^SQLITE_(NOTADB|CORRUPT)/, `${EMBEDDED} is damaged or no store: move the file in DATA_DIR away or restore a copy`],
  [/^STORE_CLOSED/, 'the store is not open: the log and /health/ready say more'],
  [/^STORE_GONE/, 'the file of the store was moved or deleted while in use: a new one is made'],
  [
    /^SQLITE_(READONLY|PERM|CANTOPEN|IOERR)|^E(ACCES|PERM|ROFS|NOENT|NOTDIR|EXIST|ISDIR|IO)/,
    'DATA_DIR can’t be written to: check the folder, its owner and its disk',
  ],
  [
    /^MIGRATION_FAILED/,
    'the schema can’t be brought up to date: the store was made by a newer version, or restore a copy',
  ],
  [/^KEY_UNUSABLE/, 'the key of the patient hash in DATA_DIR can’t be read: restore patient.key'],
  [/^E(CONNREFUSED|CONNRESET|PIPE|HOSTUNREACH|NETUNREACH|TIMEDOUT)|^ENOTFOUND|^EAI_AGAIN|^TIMEOUT/, UNANSWERED],
  [/^TLS_REFUSED/, 'PostgreSQL offers no TLS, which DATABASE_URL asks for'],
  [
    /^(ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/,
    'the certificate of PostgreSQL is not one that this machine trusts for the host of DATABASE_URL',
  ],
  [/^28/, 'PostgreSQL refuses the user or password of DATABASE_URL'],
  [/^3D000/, 'the database of DATABASE_URL does not exist'],
  [/^42501/, 'the user of DATABASE_URL may not write or create tables'],
  [/^53100/, 'the disk of PostgreSQL is full'],
  [/^53/, 'PostgreSQL has no connection or memory left'],
  [/^57|^08/, 'PostgreSQL is stopping, starting or gone'],
  [/^25006/, 'PostgreSQL is a read-only replica: DATABASE_URL has to name the primary'],
];

/** The code of any error that may come from a store. */
export function codeOf(error: unknown): string {
  const code = isObject(error) ? error['code'] : undefined;
  if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  const message = error instanceof Error ? error.message : '';
  // Neither the embedded engine nor the pool gives these a code.
  if (/ConnectionFailed|unable to open/i.test(message)) return 'SQLITE_CANTOPEN';
  if (/does not support SSL/.test(message)) return 'TLS_REFUSED';
  if (/timeout|terminated/i.test(message)) return 'TIMEOUT';
  return 'UNKNOWN';
}

/** One line, ending in the code. */
export function troubleOf(error: unknown): string {
  const code = codeOf(error);
  // A socket that is missing has the code of a file that is missing.
  const connecting = isObject(error) && error['syscall'] === 'connect';
  const words = connecting ? UNANSWERED : (WORDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'the store failed');
  return `${words} (${code})`;
}

/** True where waiting does not help: the file or the tables are not those that were opened. */
export const needsReopening = (error: unknown): boolean =>
  /^(STORE_GONE|SQLITE_(ERROR|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN)|42P01|ERR_)/.test(codeOf(error));
