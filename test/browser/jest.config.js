/** The pages in a real Chromium: `npm run test:browser` (Debian: package chromium; or CHROMIUM). */
import { suite } from '../../jest.config.js';

export default {
  ...suite('browser'),
  globalSetup: '<rootDir>/test/browser/support/global-setup.js',
  testTimeout: 60_000,
};
