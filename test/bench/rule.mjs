/**
 * Times `assess` alone, on inputs that are already read: `node rule.mjs REQUEST_FILE AS_OF`.
 * Prints `{"firstMs", "warmMs": [...]}`. Reads the build, as the service does.
 */
import { readFileSync } from 'node:fs';
import { gatherChart } from '../../dist/src/chart/reading/index.js';
import { loadServices } from '../../dist/src/registry/load.js';

const [, , file, asOf] = process.argv;
const text = readFileSync(file, 'utf8');
const [service] = await loadServices();

/** Parsed anew each time: a chart is never assessed twice by the service. */
async function timed() {
  const { prefetch, context } = JSON.parse(text);
  const { inputs } = await gatherChart({
    requirements: service.requirements,
    prefetch,
    patientId: context.patientId,
    limits: { pages: 20, resources: 20_000 },
    deadline: { signal: new AbortController().signal, at: Number.MAX_SAFE_INTEGER },
    now: () => 0,
  });
  const began = performance.now();
  const { tier } = service.assess({ inputs, asOf: Number(asOf), settings: { otherCancers: true } });
  const ms = performance.now() - began;
  if (tier !== 'urgent') throw new Error(`the rule gave ${tier}`);
  return ms;
}

const firstMs = await timed();
const warmMs = [];
for (let call = 0; call < 30; call += 1) warmMs.push(await timed());
process.stdout.write(JSON.stringify({ firstMs, warmMs: warmMs.slice(10) }));
