/** The service on the embedded store under kill -9. */
import { describe } from '@jest/globals';
import { crashSuite } from './suite/crash.js';
import { LIBSQL } from './support/libsql.js';

describe('the embedded store', () => crashSuite(LIBSQL));
