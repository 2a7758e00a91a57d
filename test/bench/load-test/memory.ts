/** Very many calls with prefetch at full speed: what is held after them that was not held before. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { chartOfBytes, hookCall } from '../chart.js';
import { startConfigured, type Server, type Usage } from '../child.js';
import { CONNECTIONS } from '../load.js';
import { callUrl, today } from '../service.js';
import type { Bound } from './bounds.js';

const CHART_BYTES = 15_000;
/** Different charts of different patients, so that what is remembered of one does not stand for all. */
const PATIENTS = 50;
/** By then the engine has compiled what it will, and bounded memories are full. */
const WARM_UP = 0.15;
const STEPS = 4;
const RSS_MB = 20;

export async function memoryTest(calls: number): Promise<readonly Bound[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-load-'));
  const configFile = join(folder, 'spinewatch.json');
  writeFileSync(
    configFile,
    JSON.stringify({
      publicBaseUrl: 'http://127.0.0.1',
      limits: { requestsPerMinute: 1_000_000 },
      tenants: [{ id: 'north', anonymous: true, cards: { emergencyContact: 'Coordinator' }, quiet: { repeat: 'off' } }],
    }),
  );
  const server = await startConfigured(configFile);
  try {
    const requests = Array.from({ length: PATIENTS }, (_, number) => {
      const patientId = `bench-${number}`;
      const chart = chartOfBytes(CHART_BYTES, { asOf: today(), seed: number, patientId });
      return { method: 'POST' as const, body: hookCall(patientId, { prefetch: chart }) };
    });
    await load(server, requests, Math.round(calls * WARM_UP));
    const usages: Usage[] = [await server.usage('collected')];
    const began = performance.now();
    for (let step = 0; step < STEPS; step += 1) {
      await load(server, requests, Math.round(calls / STEPS));
      usages.push(await server.usage('collected'));
    }
    const seconds = (performance.now() - began) / 1000;
    const mb = (of: (usage: Usage) => number): string => usages.map((one) => (of(one) / 1e6).toFixed(0)).join(', ');
    const [first, last] = [usages[0] as Usage, usages.at(-1) as Usage];
    const growth = (last.rssBytes - first.rssBytes) / 1e6;
    return [
      { name: 'calls answered 200, after the warm-up', value: String(calls), target: '' },
      { name: 'calls a second', value: calls / seconds, target: '' },
      { name: 'RSS after the warm-up and each quarter, MB', value: mb((one) => one.rssBytes), target: '' },
      { name: 'heap, the same, MB', value: mb((one) => one.heapBytes), target: '' },
      { name: 'RSS growth, MB', value: growth, target: `< ${RSS_MB}`, met: growth < RSS_MB },
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error where any answer was not 200 */
async function load(
  server: Server,
  requests: readonly { readonly method: 'POST'; readonly body: string }[],
  amount: number,
): Promise<void> {
  const result = await autocannon({
    url: callUrl(server.url),
    connections: CONNECTIONS,
    amount,
    headers: { 'content-type': 'application/json' },
    requests: [...requests],
  });
  if (result.errors > 0 || result.non2xx > 0 || result['2xx'] !== amount) {
    throw new Error(`of ${amount} calls ${result['2xx']} were answered 200, with ${result.errors} errors`);
  }
}
