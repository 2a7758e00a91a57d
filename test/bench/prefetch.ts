/**
 * Hook calls with prefetch, against a bare Express app that parses the same bytes and answers the same bytes: round by
 * round in turn, so that whatever else the machine does befalls both, and compared pair by pair.
 */
import { chartOfBytes, hookCall } from './chart.js';
import { startBare, startService, type Server } from './child.js';
import { loadRound, type Round } from './load.js';
import { BODY_LIMIT, checkedAnswer, PATIENT, stageTotals, today, withFile } from './service.js';
import { median } from './statistics.js';
import { table, verdict } from './table.js';

export const SIZES: readonly number[] = [50_000, 500_000];
/** Optimised code comes late: the service's CPU per request falls by half over its first 8,000 calls. */
const WARM_UP_ROUNDS = 3;
const STAGES = ['parse', 'read', 'assess', 'render', 'total'];

export interface PrefetchOptions {
  readonly rounds: number;
  /** Of each round of each server. */
  readonly seconds: number;
}

export async function prefetchBench({ rounds, seconds }: PrefetchOptions): Promise<string> {
  const parts: string[] = [];
  for (const size of SIZES) {
    const body = hookCall(PATIENT, { prefetch: chartOfBytes(size, { asOf: today() }) });
    parts.push(`### ${Math.round(body.length / 1000)} kB of prefetch\n`, await ofBody(body, { rounds, seconds }));
  }
  return parts.join('\n');
}

async function ofBody(body: string, { rounds, seconds }: PrefetchOptions): Promise<string> {
  const ours = await startService();
  const recorded = await checkedAnswer(ours.url, Buffer.from(body));
  return withFile(recorded.body, async (path) => {
    const bare = await startBare(path, recorded.contentType, BODY_LIMIT);
    try {
      for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await pair(ours, bare, body, seconds, round);
      const before = await stageTotals(ours.url);
      const pairs: { ours: Round; bare: Round }[] = [];
      for (let round = 0; round < rounds; round += 1) pairs.push(await pair(ours, bare, body, seconds, round));
      await checkedAnswer(ours.url, Buffer.from(body));
      return [compared(pairs), '', stages(before, await stageTotals(ours.url)), ''].join('\n');
    } finally {
      await Promise.all([ours.stop(), bare.stop()]);
    }
  });
}

/** Who goes first changes from pair to pair. */
export async function pair(ours: Server, bare: Server, body: string, seconds: number, round: number) {
  const load = { body, seconds };
  if (round % 2 === 0) {
    const first = await loadRound(ours, load);
    return { ours: first, bare: await loadRound(bare, load) };
  }
  const first = await loadRound(bare, load);
  return { ours: await loadRound(ours, load), bare: first };
}

function compared(pairs: readonly { ours: Round; bare: Round }[]): string {
  const row = (name: string, of: (round: Round) => number, target?: (ratio: number) => boolean, goal = '') => {
    const ratio = median(pairs.map((one) => of(one.ours) / of(one.bare)));
    return [
      name,
      median(pairs.map((one) => of(one.ours))),
      median(pairs.map((one) => of(one.bare))),
      ratio,
      goal,
      target ? verdict(target(ratio)) : '',
    ];
  };
  return table(
    [`median of ${pairs.length} rounds`, 'Spinewatch', 'bare Express', 'ratio', 'target', ''],
    [
      row(
        'requests/s',
        (one) => one.perSecond,
        (ratio) => ratio >= 0.75,
        '≥ 0.75',
      ),
      row(
        'p50 ms',
        (one) => one.p50,
        (ratio) => ratio <= 1.4,
        '≤ 1.4',
      ),
      row(
        'p95 ms',
        (one) => one.p95,
        (ratio) => ratio <= 2,
        '≤ 2',
      ),
      row('p99 ms', (one) => one.p99),
      row('server CPU ms per request', (one) => one.cpuMs),
      row('RSS MB', (one) => one.rssBytes / 1e6),
    ],
  );
}

function stages(
  before: Awaited<ReturnType<typeof stageTotals>>,
  after: Awaited<ReturnType<typeof stageTotals>>,
): string {
  const mean = (stage: string): number => {
    const [from, to] = [before.get(stage), after.get(stage)];
    return to === undefined
      ? Number.NaN
      : ((to.seconds - (from?.seconds ?? 0)) * 1000) / (to.calls - (from?.calls ?? 0));
  };
  return table(['ms by stage (mean)', ...STAGES], [['Spinewatch', ...STAGES.map(mean)]]);
}
