/** Jest runs the TypeScript sources as ES modules; types are checked apart, by `npm run types`. */
const modules = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
};
export const setupFiles = ['<rootDir>/test/setup.js'];

/** The configuration of a suite in a folder below test/, which `npm test` leaves out. */
export const suite = (name) => ({
  ...modules,
  rootDir: '../..',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
});

export default {
  ...modules,
  testMatch: ['**/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    '<rootDir>/test/hapi/',
    '<rootDir>/test/postgres/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/spark/',
    '<rootDir>/test/bench/',
    // Copies of the project in which mutants run.
    '<rootDir>/.cache/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  setupFiles,
  // Modules of tests that have ended stay in memory; in workers they go with the worker.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // Against hangs, not against a busy machine.
  testTimeout: 30_000,
};
