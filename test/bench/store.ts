/** What memory costs: the service with its store against the same service that remembers and records nothing. */
import { chartOfBytes, hookCall } from './chart.js';
import { startForgetful, startService } from './child.js';
import type { Round } from './load.js';
import { pair, type PrefetchOptions } from './prefetch.js';
import { checkedAnswer, PATIENT, today } from './service.js';
import { median } from './statistics.js';
import { table, verdict } from './table.js';

const BYTES = 50_000;
const WARM_UP_ROUNDS = 2;
const TARGET = 0.8;

export async function storeBench({ rounds, seconds }: PrefetchOptions): Promise<string> {
  const body = hookCall(PATIENT, { prefetch: chartOfBytes(BYTES, { asOf: today() }) });
  const [kept, forgetful] = await Promise.all([startService(), startForgetful()]);
  try {
    for (const server of [kept, forgetful]) await checkedAnswer(server.url, Buffer.from(body));
    const pairs: Awaited<ReturnType<typeof pair>>[] = [];
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const one = await pair(kept, forgetful, body, seconds, Math.abs(round));
      if (round >= 0) pairs.push(one);
    }
    const row = (name: string, of: (round: Round) => number, goal = '', met = '') => [
      name,
      median(pairs.map((one) => of(one.ours))),
      median(pairs.map((one) => of(one.bare))),
      median(pairs.map((one) => of(one.ours) / of(one.bare))),
      goal,
      met,
    ];
    const ratio = median(pairs.map((one) => one.ours.perSecond / one.bare.perSecond));
    return table(
      [`median of ${pairs.length} rounds, 50 kB`, 'store on', 'store off', 'ratio', 'target', ''],
      [
        row('requests/s', (one) => one.perSecond, `≥ ${TARGET}`, verdict(ratio >= TARGET)),
        row('p50 ms', (one) => one.p50),
        row('p95 ms', (one) => one.p95),
        row('server CPU ms per request', (one) => one.cpuMs),
      ],
    );
  } finally {
    await Promise.all([kept.stop(), forgetful.stop()]);
  }
}
