/**
 * The FHIR servers of one caller (tenant): which may be read, their connections, breakers and what release they speak.
 *
 * Connections are shared by every call to a server; a token never is: it lives in the access made for one call.
 */
import { setTimeout as sleepFor } from 'node:timers/promises';
import { Client } from 'fhir-kit-client';
import type { Dispatcher } from 'undici';
import type { Span } from '../../observability/trace.js';
import type { FhirAccess } from './access.js';
import { createRequester, createSender } from './access.js';
import type { BackendTokens } from './backend-token.js';
import { createBackendTokens } from './backend-token.js';
import { withBackendToken } from './backend-access.js';
import type { AddressRules, Lookup } from './address-guard.js';
import type { AgentOptions, ProxySettings } from './agent.js';
import { createAgent } from './agent.js';
import type { ServerDecision } from './base-url.js';
import { resolveServer, rulesOf, urlWithin } from './base-url.js';
import type { Breaker } from './breaker.js';
import { createBreaker } from './breaker.js';
import type { ServerHabits, StatedVersion } from './habits.js';
import { createStatedVersion } from './habits.js';
import type { BackendAccess, FhirServerEntry, FhirServerPolicy, ReadLimits } from './server-entry.js';
import type { FhirWriter } from './writer.js';
import { createWriter } from './writer.js';

export interface FhirServersOptions {
  readonly limits: Pick<ReadLimits, 'responseBytes'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly proxy?: ProxySettings;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly lookup?: Lookup;
}

export interface FhirServers {
  /** Whether a `fhirServer` as sent may be read, and if not why. */
  resolve(fhirServer: string): ServerDecision;
  /** Access to a `fhirServer` as sent, or `undefined` where it may not be read. `token` is sent to this server alone; requests are spans within `span`. */
  access(fhirServer: string, token?: string, span?: Span): FhirAccess | undefined;
  /** The same server to write to, for commands that put charts on it; a hook call only reads. */
  writer(fhirServer: string, token?: string): FhirWriter | undefined;
  /** How many breakers are open, for the metrics. */
  openBreakers(): number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** One server in use. */
interface Connection {
  readonly client: Client;
  readonly agent: Dispatcher;
  readonly origin: string;
  /** Shared by the servers of one origin. */
  readonly breaker: Breaker;
  readonly habits: ServerHabits;
  readonly version: StatedVersion;
  /** The service's own access, for calls that bring no token. */
  readonly backend?: BackendTokens;
  readonly close: () => Promise<void>;
}

/** Any loopback address may be named in the sandbox, so the table is bounded; the oldest goes first. */
const MOST_CONNECTIONS = 100;

const sleepUntil = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleepFor(ms, undefined, { signal });
};

export function createFhirServers(policy: FhirServerPolicy, options: FhirServersOptions): FhirServers {
  const { now, limits, proxy, lookup, sleep = sleepUntil } = options;
  const connections = new Map<string, Connection>();
  const closing = new AbortController();

  const connect = (entry: FhirServerEntry, rules: AddressRules): Connection => {
    const known = connections.get(entry.url);
    if (known) return known;
    const shared = {
      responseBytes: limits.responseBytes,
      ...(proxy === undefined ? {} : { proxy }),
      ...(lookup === undefined ? {} : { lookup }),
      ...(entry.ca === undefined ? {} : { ca: entry.ca }),
      ...(entry.clientCertificate === undefined ? {} : { clientCertificate: entry.clientCertificate }),
    };
    const agent = createAgent({ ...shared, rules });
    const backend = entry.backend && backendOf(entry, entry.backend, shared);
    const client = new Client({ baseUrl: entry.url, requestOptions: { dispatcher: agent } });
    const { origin } = new URL(entry.url);
    const sibling = [...connections.values()].find((one) => one.origin === origin);
    const connection: Connection = {
      client,
      agent,
      origin,
      breaker: sibling?.breaker ?? createBreaker({ now }),
      habits: {},
      version: createStatedVersion(now, closing.signal),
      ...(backend && { backend: backend.tokens }),
      close: async () => {
        await Promise.all([agent.close(), backend?.agent.close()]);
      },
    };
    if (connections.size >= MOST_CONNECTIONS) {
      const [oldest] = connections;
      if (oldest) {
        connections.delete(oldest[0]);
        void oldest[1].close();
      }
    }
    connections.set(entry.url, connection);
    return connection;
  };

  /** The token endpoint may be another host than the server: it has connections of its own, as guarded. */
  const backendOf = (entry: FhirServerEntry, access: BackendAccess, shared: Omit<AgentOptions, 'rules'>) => {
    const agent = createAgent({ ...shared, rules: rulesOf(entry, new URL(access.tokenUrl).hostname, policy) });
    return { agent, tokens: createBackendTokens({ access, dispatcher: agent, now }) };
  };

  return {
    resolve: (fhirServer) => resolveServer(fhirServer, policy),
    access(fhirServer, token, span) {
      const decision = resolveServer(fhirServer, policy);
      if (!decision.usable) return undefined;
      const base = decision.entry.url;
      const connection = connect(decision.entry, decision.rules);
      const { client, breaker, habits, backend } = connection;
      const requester = (own: string | undefined): FhirAccess['get'] =>
        createRequester({ client, base, token: own, breaker, now, sleep, ...(span && { span }) });
      const get = token === undefined && backend ? withBackendToken(backend, requester) : requester(token);
      return {
        base,
        searches: decision.entry.searches ?? {},
        breaker,
        habits,
        get,
        within: (link) => urlWithin(base, link),
        version: () => connection.version(get),
      };
    },
    writer(fhirServer, token) {
      const decision = resolveServer(fhirServer, policy);
      if (!decision.usable) return undefined;
      const base = decision.entry.url;
      const { client, breaker } = connect(decision.entry, decision.rules);
      return createWriter(createSender({ client, base, token, breaker, now, sleep }));
    },
    openBreakers: () => new Set([...connections.values()].map((one) => one.breaker).filter((one) => one.isOpen)).size,
    async close() {
      closing.abort();
      const all = [...connections.values()];
      connections.clear();
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
