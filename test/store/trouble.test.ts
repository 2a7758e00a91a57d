/** What an operator reads of an error: words and a code, never what the engine said. */
import { describe, expect, test } from '@jest/globals';
import { codeOf, needsReopening, StoreError, troubleOf } from '../../src/store/trouble.js';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('words', () => {
  test.each([
    ['SQLITE_FULL', /disk of DATA_DIR is full/],
    ['ENOSPC', /disk of DATA_DIR is full/],
    ['EDQUOT', /disk of DATA_DIR is full/],
    ['SQLITE_BUSY_SNAPSHOT', /another process holds the file/],
    ['SQLITE_NOTADB', /damaged or no store/],
    ['SQLITE_CORRUPT_VTAB', /damaged or no store/],
    ['STORE_GONE', /moved or deleted/],
    ['SQLITE_READONLY_DBMOVED', /DATA_DIR can’t be written to/],
    ['EROFS', /DATA_DIR can’t be written to/],
    ['MIGRATION_FAILED', /newer version/],
    ['KEY_UNUSABLE', /restore patient\.key/],
    ['ECONNREFUSED', /nothing answers/],
    ['ENOTFOUND', /nothing answers/],
    ['28P01', /refuses the user or password/],
    ['3D000', /does not exist/],
    ['42501', /may not write/],
    ['53100', /disk of PostgreSQL is full/],
    ['53300', /no connection or memory left/],
    ['57P03', /stopping, starting or gone/],
    ['08006', /stopping, starting or gone/],
    ['25006', /read-only replica/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /certificate of PostgreSQL/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate of PostgreSQL/],
    ['XX000', /^the store failed/],
  ])('%s', (code, words) => {
    expect(troubleOf(withCode(code))).toMatch(words);
    expect(troubleOf(withCode(code))).toMatch(new RegExp(`\\(${code}\\)$`));
  });

  test.each([
    [new Error('ConnectionFailed("Unable to open connection to local database /data/x: 14")'), 'SQLITE_CANTOPEN'],
    [new Error('Query read timeout'), 'TIMEOUT'],
    [new Error('timeout exceeded when trying to connect'), 'TIMEOUT'],
    [new Error('Connection terminated unexpectedly'), 'TIMEOUT'],
    [new Error('The server does not support SSL connections'), 'TLS_REFUSED'],
    [new Error('whatever'), 'UNKNOWN'],
    ['a text', 'UNKNOWN'],
    [null, 'UNKNOWN'],
    [{ code: 'a code with patient p1' }, 'UNKNOWN'],
    [{ code: 7 }, 'UNKNOWN'],
  ])('%p has the code %s', (error, code) => expect(codeOf(error)).toBe(code));

  test('one line, with nothing of the message', () => {
    const error = withCode('23505', 'duplicate key\nDetail: (patient)=(p1), postgres://u:hunter2@db/x');
    expect(troubleOf(error)).toBe('the store failed (23505)');
  });
});

test('what waiting does not help is opened anew, what passes is not', () => {
  for (const code of ['STORE_GONE', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_CORRUPT', 'SQLITE_NOTADB', '42P01'])
    expect([code, needsReopening(new StoreError(code, ''))]).toEqual([code, true]);
  for (const code of ['SQLITE_FULL', 'SQLITE_BUSY', 'ECONNREFUSED', 'TIMEOUT', '57P01', 'ENOSPC'])
    expect([code, needsReopening(new StoreError(code, ''))]).toEqual([code, false]);
});
