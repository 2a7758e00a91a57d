/** The pages in a real Chromium: `npm run test:browser` (Debian: package chromium; or CHROMIUM). */
import base from '../../jest.config.js';

export default {
  testEnvironment: base.testEnvironment,
  extensionsToTreatAsEsm: base.extensionsToTreatAsEsm,
  moduleNameMapper: base.moduleNameMapper,
  transform: base.transform,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  globalSetup: '<rootDir>/test/browser/support/global-setup.js',
  testTimeout: 60_000,
};
