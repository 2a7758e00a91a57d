/**
 * 200 calls at a time over two FHIR servers of two tenants, one of which hangs for a part and recovers: no answer is
 * lost, the other tenant's calls do not notice, a dead server is cheap once its breaker is open, and when it is over
 * memory and sockets are where they began.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startConfigured, type Server, type Usage } from '../child.js';
import { connect } from '../http.js';
import { quantile } from '../statistics.js';
import type { Bound } from './bounds.js';
import { oneCall, startCrowd, type Answered, type Crowd, type Kind } from './crowd.js';
import { openSite, TENANTS, type Site, type TenantId } from './site.js';

export interface OutageOptions {
  readonly seconds: number;
  /** At a time, of both tenants together. */
  readonly callers: number;
  readonly delayMs: number;
}

const DEADLINE_MS = 4_000;
const PACE_MS = 1_000;
const WARM_UP_SECONDS = 20;
/** Connections that are kept alive go within fifteen seconds. */
const KEPT_ALIVE_MS = 17_000;
const SETTLE_MS = 60_000;
/** Of the time: when the server of `south` stops answering, and when it is well again. */
const HANGS = { from: 0.3, to: 0.65 };
/** Of what the healthy server's calls take without the other one's trouble. */
const UNHURT = 1.25;
const HEAP_MB = 5;
const RSS_MB = 20;
const DEAD_MS = 50;

interface Run {
  readonly answers: readonly Answered[];
  readonly sent: number;
  /** What the service itself counts. */
  readonly counted: number;
  readonly recoveredMs: number;
  readonly before: Usage;
  readonly after: Usage;
  readonly dead: readonly Answered[];
}

export async function outageTest(options: OutageOptions): Promise<readonly Bound[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-load-'));
  const site = await openSite({ folder, deadlineMs: DEADLINE_MS, delayMs: options.delayMs });
  try {
    const calm = await oneRun(site, options, false);
    return boundsOf(calm, await oneRun(site, options, true));
  } finally {
    await site.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneRun(site: Site, { seconds, callers }: OutageOptions, hangs: boolean): Promise<Run> {
  const server = await startConfigured(site.configFile);
  const crowd = (): Crowd =>
    startCrowd({ service: server.url, site, tenants: TENANTS, callers: callers / TENANTS.length, paceMs: PACE_MS });
  try {
    const warmUp = crowd();
    await pause(WARM_UP_SECONDS * 1000);
    await warmUp.stop();
    const before = await settled(server);
    const earlier = await callsCounted(server);

    const load = crowd();
    await pause(seconds * 1000 * HANGS.from);
    if (hangs) await site.hang();
    await pause(seconds * 1000 * (HANGS.to - HANGS.from));
    const well = performance.now();
    await site.recover();
    await pause(seconds * 1000 * (1 - HANGS.to));
    await load.stop();
    const first = load.answers.find(({ tenant, kind, at }) => tenant === 'south' && kind === 'read' && at > well);
    return {
      answers: load.answers,
      sent: load.sent(),
      counted: (await callsCounted(server)) - earlier,
      recoveredMs: first ? first.at + first.ms - well : Number.POSITIVE_INFINITY,
      before,
      after: await settled(server, before.openFiles),
      dead: hangs ? await callsOfDeadServer(server, site) : [],
    };
  } finally {
    await site.recover();
    await server.stop();
  }
}

/**
 * What is in use once connections that nobody needs are closed and garbage is collected: when no more is open than
 * `openFiles`, or, without it, when the number has not changed for longer than a connection is kept.
 */
async function settled(server: Server, openFiles?: number): Promise<Usage> {
  const began = performance.now();
  let usage = await server.usage('collected');
  let since = began;
  const isSettled = (): boolean =>
    openFiles === undefined ? performance.now() - since > KEPT_ALIVE_MS : usage.openFiles <= openFiles;
  while (!isSettled() && performance.now() - began < SETTLE_MS) {
    await pause(500);
    const next = await server.usage('collected');
    if (next.openFiles !== usage.openFiles) since = performance.now();
    usage = next;
  }
  return usage;
}

async function callsCounted(server: Server): Promise<number> {
  const connection = connect();
  const { body } = await connection.get(`${server.url}/metrics`);
  connection.close();
  return [...body.matchAll(/^spinewatch_calls_total\{[^}]*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
}

/** One call after the other to a server that does not answer, after its breaker has opened. */
async function callsOfDeadServer(server: Server, site: Site): Promise<readonly Answered[]> {
  await site.hang();
  const agent = new Agent({ keepAlive: true });
  const call = (): Promise<Answered> => oneCall(agent, server.url, site, 'south');
  await Promise.all(Array.from({ length: 8 }, call));
  const answers: Answered[] = [];
  for (let time = 0; time < 200; time += 1) answers.push(await call());
  agent.destroy();
  return answers;
}

const KINDS: readonly Kind[] = ['read', 'refused', 'timeout', 'busy', 'lost'];
const count = (answers: readonly Answered[], kind: Kind): number => answers.filter((one) => one.kind === kind).length;
const times = (answers: readonly Answered[], tenant: TenantId): number[] =>
  answers.filter((one) => one.tenant === tenant && one.kind === 'read').map(({ ms }) => ms);

function boundsOf(calm: Run, hung: Run): readonly Bound[] {
  const of = (run: Run, tenant: TenantId): string =>
    KINDS.map(
      (kind) =>
        `${count(
          run.answers.filter((one) => one.tenant === tenant),
          kind,
        )} ${kind}`,
    ).join(', ');
  const ratio = (share: number): number =>
    quantile(times(hung.answers, 'north'), share) / quantile(times(calm.answers, 'north'), share);
  const late = Math.max(...[...calm.answers, ...hung.answers].map(({ ms }) => ms));
  const lost = [...calm.answers, ...hung.answers].filter(({ kind }) => kind === 'lost');
  const reasons = [...new Set(lost.map(({ why }) => why))].join(', ');
  const refused = hung.dead.filter(({ kind }) => kind === 'refused').map(({ ms }) => ms);
  const grown = (of: (usage: Usage) => number, scale = 1): number => (of(hung.after) - of(hung.before)) / scale;
  const row = (name: string, value: number | string, target = '', met?: boolean): Bound => ({
    name,
    value,
    target,
    ...(met === undefined ? {} : { met }),
  });
  const unanswered = calm.sent + hung.sent - calm.answers.length - hung.answers.length;
  const uncounted = calm.sent + hung.sent - calm.counted - hung.counted;
  return [
    row('calls without an outage: north', of(calm, 'north')),
    row('calls without an outage: south', of(calm, 'south')),
    row('calls with one: north', of(hung, 'north')),
    row('calls with one: south', of(hung, 'south')),
    row(
      `calls lost or without an answer${reasons && ` (${reasons})`}`,
      lost.length + unanswered,
      '0',
      lost.length + unanswered === 0,
    ),
    row('calls that the service did not count, once each', uncounted, '0', uncounted === 0),
    row('longest answer, ms', late, `≤ ${DEADLINE_MS + 1000}`, late <= DEADLINE_MS + 1000),
    row('p50 of north without an outage, ms', quantile(times(calm.answers, 'north'), 0.5)),
    row('p95 of north without an outage, ms', quantile(times(calm.answers, 'north'), 0.95)),
    row('p50 of north with one, ratio', ratio(0.5), `≤ ${UNHURT}`, ratio(0.5) <= UNHURT),
    row('p95 of north with one, ratio', ratio(0.95), `≤ ${UNHURT}`, ratio(0.95) <= UNHURT),
    row('recovery to the first chart of south, ms', hung.recoveredMs, 'it comes', Number.isFinite(hung.recoveredMs)),
    row('calls of a dead server, breaker open, one by one', refused.length, '≥ 100', refused.length >= 100),
    row('their p50, ms', quantile(refused, 0.5), `< ${DEAD_MS}`, quantile(refused, 0.5) < DEAD_MS),
    row('their p95, ms', quantile(refused, 0.95), `< ${DEAD_MS}`, quantile(refused, 0.95) < DEAD_MS),
    row(
      'p95 of south under load, breaker open, ms',
      quantile(
        hung.answers.filter(({ kind }) => kind === 'refused').map(({ ms }) => ms),
        0.95,
      ),
    ),
    row(
      'heap after collection, growth MB',
      grown((one) => one.heapBytes, 1e6),
      `≤ ${HEAP_MB}`,
      grown((one) => one.heapBytes, 1e6) <= HEAP_MB,
    ),
    row(
      'RSS after collection, growth MB',
      grown((one) => one.rssBytes, 1e6),
      `≤ ${RSS_MB}`,
      grown((one) => one.rssBytes, 1e6) <= RSS_MB,
    ),
    row(
      'open files (sockets among them), growth',
      grown((one) => one.openFiles),
      '≤ 0',
      !(grown((one) => one.openFiles) > 0),
    ),
  ];
}
