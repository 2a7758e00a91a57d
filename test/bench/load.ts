/** One round of load on one server. */
import autocannon from 'autocannon';
import type { Server } from './child.js';
import { callUrl } from './service.js';
import { quantile } from './statistics.js';

/** Clinicians who open a chart at the same moment. */
export const CONNECTIONS = 8;

export interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Milliseconds of the server's CPU for one request, all its threads. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** @throws Error where any answer was not 200 */
export async function loadRound(server: Server, body: string, seconds: number): Promise<Round> {
  const before = await server.usage();
  const latencies: number[] = [];
  const run = autocannon({
    url: callUrl(server.url),
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  run.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => latencies.push(ms));
  const result = await run;
  const after = await server.usage();
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`${result.errors} errors and ${result.non2xx} answers other than 2xx under load`);
  }
  return {
    perSecond: result['2xx'] / result.duration,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    cpuMs: (after.cpuMs - before.cpuMs) / result['2xx'],
    rssBytes: after.rssBytes,
  };
}
