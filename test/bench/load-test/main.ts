/**
 * The load tests: `npm run load-test`, or one of them: `npm run load-test -- outage` (200 calls at a time, a FHIR
 * server that hangs), `npm run load-test -- memory` (200,000 calls). Prints Markdown (docs/performance.md, "Under
 * load"); exit code 1 where a bound is broken.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../service.js';
import { isBroken, shown, type Bound } from './bounds.js';
import { memoryTest } from './memory.js';
import { outageTest } from './outage.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '120' },
    callers: { type: 'string', default: '200' },
    delay: { type: 'string', default: '1000' },
    calls: { type: 'string', default: '200000' },
  },
});
const { seconds, callers, delay, calls } = values;

const PARTS: Readonly<Record<string, { readonly title: string; readonly run: () => Promise<readonly Bound[]> }>> = {
  outage: {
    title: `${callers} calls at a time for ${seconds} s, ${delay} ms a search, one of two FHIR servers hanging`,
    run: () => outageTest({ seconds: Number(seconds), callers: Number(callers), delayMs: Number(delay) }),
  },
  memory: { title: `${calls} calls with prefetch`, run: () => memoryTest(Number(calls)) },
};

const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`No part named ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
ensureBuilt();
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`,
);
for (const [name, { title, run }] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const before = load();
  const bounds = await run();
  console.log(`${shown(title, bounds)}\n\nLoad average ${before} before, ${load()} after.\n`);
  if (isBroken(bounds)) process.exitCode = 1;
}
