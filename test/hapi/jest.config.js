/** End-to-end tests against real FHIR servers: `npm run test:hapi` (Java 17 and Maven, or FHIR_BASE_URL). */
import base from '../../jest.config.js';

export default {
  testEnvironment: base.testEnvironment,
  extensionsToTreatAsEsm: base.extensionsToTreatAsEsm,
  moduleNameMapper: base.moduleNameMapper,
  transform: base.transform,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/hapi/**/*.test.ts'],
  globalSetup: '<rootDir>/test/hapi/support/global-setup.js',
  globalTeardown: '<rootDir>/test/hapi/support/global-teardown.js',
  testTimeout: 60_000,
};
