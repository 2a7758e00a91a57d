/** Jest runs the TypeScript sources as ES modules; types are checked apart, by `npm run types`. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
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
  setupFiles: ['<rootDir>/test/setup.js'],
  // Modules of tests that have ended stay in memory; in workers they go with the worker.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // Against hangs, not against a busy machine.
  testTimeout: 30_000,
};
