import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage', 'data', '.cache'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Only the composition root and the command line touch the process; what is pure reads no clock.
    files: ['src/**', 'cds-services/**'],
    ignores: ['src/main.ts', 'src/cli/**'],
    rules: { 'no-restricted-globals': ['error', { name: 'process', message: 'Only main and cli touch the process.' }] },
  },
  {
    files: [
      'src/fhir/*.ts',
      'src/terminology/**',
      'src/language/**',
      'src/knowledge/**',
      'src/decision/**',
      'src/analytics/**',
      'src/cohort/statistics/**',
      'src/cohort/evaluation/**',
      'src/chart/*.ts',
      'src/chart/facts/**',
      'src/cohort/{as-known,visits,groups,quality,outcome,entries}.ts',
      'src/cohort/known/**',
      'src/sdk/**',
      'cds-services/**',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The clock is injected.' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is injected.' },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'The rule is deterministic.',
        },
      ],
    },
  },
  { files: ['scripts/**', 'test/bench/**', 'src/cli/**', 'bin/**'], rules: { 'no-console': 'off' } },
);
