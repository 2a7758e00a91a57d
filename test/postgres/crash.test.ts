/** The service on PostgreSQL under kill -9. */
import { describe } from '@jest/globals';
import { crashSuite } from '../store/suite/crash.js';
import { POSTGRES } from './support/engine.js';

describe('PostgreSQL', () => crashSuite(POSTGRES));
