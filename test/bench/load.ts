/** One round of load on one server. */
import autocannon, { type Request } from 'autocannon';
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

/** What is sent: the same body for so many seconds, or so many bodies, each with headers of its own. */
export type Load =
  | { readonly body: string; readonly seconds: number }
  | {
      readonly calls: number;
      readonly next: () => { readonly headers: Record<string, string>; readonly body: string };
    };

const JSON_HEADERS = { 'content-type': 'application/json' };

/** @throws Error where any answer was not 200 */
export async function loadRound(server: Server, load: Load): Promise<Round> {
  const before = await server.usage();
  const latencies: number[] = [];
  const began = performance.now();
  // Its own clock ticks once a second, which is too coarse for a round of so many calls.
  let answered = began;
  const run = autocannon({
    url: callUrl(server.url),
    connections: CONNECTIONS,
    method: 'POST',
    headers: JSON_HEADERS,
    ...('seconds' in load ? { body: load.body, duration: load.seconds } : oneByOne(load)),
  });
  run.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => {
    answered = performance.now();
    latencies.push(ms);
  });
  const result = await run;
  const after = await server.usage();
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`${result.errors} errors and ${result.non2xx} answers other than 2xx under load`);
  }
  return {
    perSecond: result['2xx'] / ((answered - began) / 1000),
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    cpuMs: (after.cpuMs - before.cpuMs) / result['2xx'],
    rssBytes: after.rssBytes,
  };
}

const oneByOne = ({ calls, next }: Extract<Load, { calls: number }>) => ({
  amount: calls,
  body: '',
  requests: [
    {
      setupRequest: (request: Request): Request => {
        const { headers, body } = next();
        return { ...request, headers: { ...JSON_HEADERS, ...headers }, body };
      },
    },
  ],
});
