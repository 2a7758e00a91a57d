/**
 * A crowd of clinicians: so many at a time of each tenant, each opening the next chart when the last is answered, and
 * none more often than once in a while. Every request is followed to its one answer, or counted as lost.
 */
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { callUrl } from '../service.js';
import type { Site, TenantId } from './site.js';

/**
 * `read`: a card of the chart. `refused`: the breaker was open, nobody was asked. `timeout`: the server did not answer.
 * `busy`: 503 with `Retry-After`. `lost`: no answer, or one that is none of these.
 */
export type Kind = 'read' | 'refused' | 'timeout' | 'busy' | 'lost';

export interface Answered {
  readonly tenant: TenantId;
  readonly kind: Kind;
  /** When it was sent, on the clock of `performance.now()`. */
  readonly at: number;
  readonly ms: number;
  /** Of a lost one: what came instead. */
  readonly why?: string;
}

export interface Crowd {
  readonly answers: readonly Answered[];
  readonly sent: () => number;
  /** Lets the calls that run come to their end. */
  stop(): Promise<void>;
}

export interface CrowdOptions {
  readonly service: string;
  readonly site: Site;
  readonly tenants: readonly TenantId[];
  /** At a time, of each tenant. */
  readonly callers: number;
  /** From the beginning of one call of a caller to that of the next, at the least. */
  readonly paceMs: number;
}

/** No answer is as late as this, whatever the deadline. */
const LOST_MS = 30_000;

export function startCrowd({ service, site, tenants, callers, paceMs }: CrowdOptions): Crowd {
  const agent = new Agent({ keepAlive: true });
  const answers: Answered[] = [];
  const stopping = new AbortController();
  let sent = 0;
  const caller = async (tenant: TenantId, place: number): Promise<void> => {
    // They do not all come at once.
    await pause((paceMs * place) / callers);
    while (!stopping.signal.aborted) {
      const next = pause(paceMs);
      sent += 1;
      answers.push(await oneCall(agent, service, site, tenant));
      await next;
    }
  };
  const all = tenants.flatMap((tenant) => Array.from({ length: callers }, (_, place) => caller(tenant, place)));
  return {
    answers,
    sent: () => sent,
    async stop() {
      stopping.abort();
      await Promise.all(all);
      agent.destroy();
    },
  };
}

/** One call, followed to its end. Never rejects. */
export async function oneCall(agent: Agent, service: string, site: Site, tenant: TenantId): Promise<Answered> {
  const { headers, body } = await site.request(tenant);
  const at = performance.now();
  const end = (kind: Kind, why?: string): Answered => ({
    tenant,
    kind,
    at,
    ms: performance.now() - at,
    ...(why === undefined ? {} : { why }),
  });
  return new Promise((resolve) => {
    const lost = (error: Error & { code?: string }): void => resolve(end('lost', error.code ?? error.message));
    const options = {
      agent,
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': body.length },
      timeout: LOST_MS,
    };
    const call = request(callUrl(service), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', lost);
      response.on('end', () => {
        const kind = kindOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString('utf8'));
        resolve(end(kind, kind === 'lost' ? `status ${response.statusCode}` : undefined));
      });
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', lost);
    call.end(body);
  });
}

/** By what the card says of the Conditions, which are what is read. */
function kindOf(status: number, headers: IncomingHttpHeaders, body: string): Kind {
  if (status === 503) return /^\d+$/.test(headers['retry-after'] ?? '') ? 'busy' : 'lost';
  if (status !== 200) return 'lost';
  if (body.includes('"tier":"urgent"')) return 'read';
  if (!body.includes('"tier":"incomplete"')) return 'lost';
  return body.includes('{"input":"conditions","state":"error"}') ? 'refused' : 'timeout';
}
