/** The store on the embedded engine: the suites that every engine has to pass. */
import { describe } from '@jest/globals';
import { everySuite } from './suite/index.js';
import { LIBSQL } from './support/libsql.js';

describe('the embedded store', () => everySuite(LIBSQL));
