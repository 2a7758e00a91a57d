/** The store on a real PostgreSQL: `npm run test:postgres` (Debian: package postgresql; or DATABASE_URL). */
import base from '../../jest.config.js';

export default {
  testEnvironment: base.testEnvironment,
  extensionsToTreatAsEsm: base.extensionsToTreatAsEsm,
  moduleNameMapper: base.moduleNameMapper,
  transform: base.transform,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/postgres/**/*.test.ts'],
  setupFiles: base.setupFiles,
  globalSetup: '<rootDir>/test/postgres/support/global-setup.js',
  globalTeardown: '<rootDir>/test/postgres/support/global-teardown.js',
  testTimeout: 60_000,
};
