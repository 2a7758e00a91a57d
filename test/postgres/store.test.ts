/** The store on PostgreSQL: the suites that every engine has to pass. */
import { describe } from '@jest/globals';
import { everySuite } from '../store/suite/index.js';
import { POSTGRES } from './support/engine.js';

describe('PostgreSQL', () => everySuite(POSTGRES));
