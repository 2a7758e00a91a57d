/** The store on a real PostgreSQL: `npm run test:postgres` (Debian: package postgresql; or DATABASE_URL). */
import { setupFiles, suite } from '../../jest.config.js';

export default {
  ...suite('postgres'),
  setupFiles,
  globalSetup: '<rootDir>/test/postgres/support/global-setup.js',
  globalTeardown: '<rootDir>/test/postgres/support/global-teardown.js',
  testTimeout: 60_000,
};
