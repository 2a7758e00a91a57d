/**
 * The benchmarks: `npm run bench`, or parts of them: `npm run bench -- prefetch jwt store big start reads`.
 * `--rounds N` and `--seconds N` change the load of `prefetch`, `jwt` and `store`. `--with FOLDER` compares this build with the one in that
 * folder instead. Prints Markdown (docs/performance.md).
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { bigBench } from './big.js';
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
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    with: { type: 'string' },
  },
});

const PARTS: Readonly<Record<string, { readonly title: string; readonly run: () => Promise<string> }>> = {
  prefetch: {
    title: 'Prefetch',
    run: () => prefetchBench({ rounds: Number(values.rounds), seconds: Number(values.seconds) }),
  },
  jwt: {
    title: 'Signed callers',
    run: () => jwtBench({ rounds: Number(values.rounds), seconds: Number(values.seconds) }),
  },
  store: {
    title: 'Store',
    run: () => storeBench({ rounds: Number(values.rounds), seconds: Number(values.seconds) }),
  },
  big: { title: '20,000 Observations', run: () => bigBench(60) },
  start: { title: 'Start', run: () => startBench(5) },
  reads: { title: 'Reads', run: () => readsBench(200) },
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
for (const [name, { title, run }] of other === undefined ? Object.entries(PARTS) : []) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`## ${title}\n\n${await run()}\n`);
}
