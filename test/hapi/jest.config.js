/** End-to-end tests against real FHIR servers: `npm run test:hapi` (Java 17 and Maven, or FHIR_BASE_URL). */
import { suite } from '../../jest.config.js';

export default {
  ...suite('hapi'),
  globalSetup: '<rootDir>/test/hapi/support/global-setup.js',
  globalTeardown: '<rootDir>/test/hapi/support/global-teardown.js',
  testTimeout: 60_000,
};
