/**
 * The benchmarks: `npm run bench`, or parts of them: `npm run bench -- prefetch jwt store big start reads`.
 * `--rounds N` and `--seconds N` change the load of `prefetch`, `jwt` and `store`. `cohort` runs only where it is named: it
 * writes gigabytes; `--patients N,N` sets its sizes, `--rounds N` how often each is run. `--with FOLDER` compares this build with the one in that
 * folder instead. Prints Markdown (docs/performance.md).
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { bigBench } from './big.js';
import { cohortBench } from './cohort/bench.js';
import { compareBench } from './compare.js';
import { jwtBench } from './jwt.js';
import { prefetchBench } from './prefetch.js';
import { readsBench } from './reads.js';
import { ensureBuilt } from './service.js';
import { startBench } from './start.js';
import { storeBench } from './store.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    patients: { type: 'string', default: '2000,20000,200000' },
    seconds: { type: 'string', default: '4' },
    with: { type: 'string' },
  },
});

interface Part {
  readonly title: string;
  readonly run: () => Promise<string>;
  /** Only where it is named. */
  readonly named?: true;
}

const rounds = (usual: number): number => Number(values.rounds ?? usual);

const PARTS: Readonly<Record<string, Part>> = {
  prefetch: {
    title: 'Prefetch',
    run: () => prefetchBench({ rounds: rounds(7), seconds: Number(values.seconds) }),
  },
  jwt: {
    title: 'Signed callers',
    run: () => jwtBench({ rounds: rounds(7), seconds: Number(values.seconds) }),
  },
  store: {
    title: 'Store',
    run: () => storeBench({ rounds: rounds(7), seconds: Number(values.seconds) }),
  },
  big: { title: '20,000 Observations', run: () => bigBench(60) },
  start: { title: 'Start', run: () => startBench(5) },
  reads: { title: 'Reads', run: () => readsBench(200) },
  cohort: {
    title: 'Cohort run',
    run: () => cohortBench({ sizes: values.patients.split(',').map(Number), rounds: rounds(3) }),
    named: true,
  },
};

const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`No part named ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
ensureBuilt();
const [cpu] = cpus();
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpu?.model}, ${cpus().length} cores, Node ${process.version}, ` +
    `load average before: ${loadavg()[0]?.toFixed(1)}\n`,
);
const { with: other } = values;
if (other !== undefined) console.log(`## Against the build in ${other}\n\n${await compareBench(other, 8_000)}\n`);
for (const [name, { title, run, named = false }] of other === undefined ? Object.entries(PARTS) : []) {
  if (positionals.length > 0 || named ? !positionals.includes(name) : false) continue;
  console.log(`## ${title}\n\n${await run()}\n`);
}
