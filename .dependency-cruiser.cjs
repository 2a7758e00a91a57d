/**
 * The architecture as rules a tool checks (docs/architecture.md says why).
 * Pure parts do no I/O; services see only the SDK; nothing is circular.
 */
const PURE =
  '^(src/fhir/(?!client/)|src/terminology/|src/language/|src/knowledge/|src/decision/|src/analytics/|src/report/|src/chart/(?!reading/)|src/cohort/(statistics/|evaluation/|as-known|visits|groups|quality|outcome|entries|known/)|src/sdk/|cds-services/)';
const IO_PACKAGES =
  '^(node:)?(fs|fs/promises|http|https|net|dns|tls|child_process|worker_threads|process|os)$|node_modules/(express|undici|fhir-kit-client|pino|prom-client|commander|cors|helmet)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-see-only-the-sdk',
      comment: 'A CDS service imports from src/sdk and from itself, so that it can be read, moved and tested alone.',
      severity: 'error',
      from: { path: '^cds-services/' },
      to: { path: '^src/', pathNot: '^src/sdk/' },
    },
    {
      name: 'services-import-no-other-service',
      severity: 'error',
      from: { path: '^cds-services/([^/]+)/' },
      to: { path: '^cds-services/([^/]+)/', pathNot: '^cds-services/$1/' },
    },
    {
      name: 'src-does-not-know-the-services',
      comment: 'Only the loader of the registry finds the services, and it does so by folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/registry/' },
      to: { path: '^cds-services/' },
    },
    { name: 'pure-parts-do-no-io', severity: 'error', from: { path: PURE }, to: { path: IO_PACKAGES } },
    {
      name: 'pages-run-on-pure-parts-alone',
      comment:
        'What runs in the browser (src/web/app) may take types from anywhere that is checked, and code only from the ' +
        'parts that need no Node (bundling fails where one does), and from the small libraries that are bundled with it.',
      severity: 'error',
      from: { path: '^src/web/app/' },
      to: {
        pathNot:
          '^(src/web/app/|src/fhir/(dates|resource|json-depth|client/(reply|retry|within|connection-error))\\.ts$|' +
          'src/report/figures\\.ts$|src/chart/(subject\\.ts|reading/index\\.ts)$|node_modules/(preact|d3-scale|d3-shape|markdown-it|fhirclient)/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-the-pages-draw-in-a-browser',
      severity: 'error',
      from: { path: '^(src|cds-services)/', pathNot: '^src/web/app/' },
      to: { path: '^(src/web/app/|node_modules/(preact|d3-scale|d3-shape|markdown-it|fhirclient)/)' },
    },
    {
      name: 'only-the-fhir-client-calls-out',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(fhir/client|security)/' },
      to: { path: 'node_modules/(undici|fhir-kit-client)/' },
    },
    {
      name: 'only-one-file-knows-opentelemetry',
      comment: 'It is loaded only where a collector is configured, so nothing else may bring it along.',
      severity: 'error',
      from: { path: '^(src|cds-services)/', pathNot: '^src/observability/opentelemetry\\.ts$' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'opentelemetry-is-loaded-late',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/observability/opentelemetry\\.ts$', dynamic: false },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(src|cds-services)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        // Types alone: nothing of them is there at run time.
        pathNot: '^(@types/|node_modules/@types/|fhir/r4)',
      },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^fhir/' } },
    { name: 'no-orphans', severity: 'warn', from: { orphan: true, pathNot: '\\.d\\.ts$' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
