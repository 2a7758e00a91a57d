/**
 * The composition root: the only file that wires everything together. It listens, reloads and stops; what it is given
 * of the process (environment, streams) comes from the command line.
 */
import { randomUUID } from 'node:crypto';
import type { Server, ServerOptions } from 'node:http';
import { createServer } from 'node:http';
import { type Express, Router } from 'express';
import { prefetchTemplates } from './chart/templates.js';
import type { Environment } from './config/environment.js';
import { loadSettings, readTextFile } from './config/load.js';
import { holdSettings } from './config/reload.js';
import type { Settings, Tenant } from './config/settings.js';
import { latestToday, todayIn } from './config/today.js';
import type { FhirServers } from './fhir/client/index.js';
import { createFhirServers } from './fhir/client/index.js';
import { type Day, formatDay } from './fhir/dates.js';
import { handleCall } from './hooks/handle-call.js';
import { warmUp } from './hooks/warm-up.js';
import type { Readiness } from './http/app.js';
import { createApp } from './http/app.js';
import { createLogger, type Logger } from './observability/log.js';
import { createMetrics } from './observability/metrics.js';
import { NO_TRACER, type Tracer } from './observability/trace.js';
import { loadEveryService } from './registry/load.js';
import { loadSamples } from './registry/samples.js';
import { tenantServices } from './registry/tenant-services.js';
import type { CdsService } from './sdk/service.js';
import { createAdmission } from './security/admission.js';
import { createAuthenticator, type KnownCaller } from './security/authenticate.js';
import { createKeyFetcher } from './security/fetch-keys.js';
import { createOperatorGate, operatorToken } from './security/operator.js';
import { createReplayGuard } from './security/replay.js';
import { createVisitors } from './security/visitors.js';
import { openPseudonyms, openStore } from './store/open.js';
import { openRecords, type Records } from './store/records.js';
import { UnmappedCounts } from './terminology/unmapped.js';
import { VERSION } from './version.js';
import { createAbout } from './web/about.js';
import { createDashboard } from './web/dashboard/router.js';
import { describedPages } from './web/described.js';
import { createLegends } from './web/legend.js';
import { createPages } from './web/pages.js';
import { createSmart } from './web/smart/index.js';

export interface Running {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** What answers; whoever describes the service asks it for its addresses. */
  readonly app: Express;
  /** Takes a changed configuration file; keeps the old one, and logs one line, where it is wrong. */
  reload(): void;
  /** Takes no more calls, finishes the running ones, resolves when all are done (8 seconds at most). */
  stop(): Promise<void>;
}

const STOP_MS = 8000;
const UNMAPPED_LOGGED = 20;
/** Calls have their turn after so many decisions: some milliseconds. */
const REPORT_PAGE = 100;
/** Why the dashboard shows no comments. */
const SEALED = 'they may name patients, so the dashboard never opens them; `spinewatch report` does';

/** What tests and measurements put in the place of the machine's. */
export interface World {
  /** What calls are dated by; deadlines run on the machine's clock. */
  readonly now?: () => Date;
  /** `false`: calls remember nothing and leave nothing behind, so that what memory costs can be measured. */
  readonly remember?: boolean;
  /** How long a client may take to send its headers, and its whole request. */
  readonly patience?: Patience;
}

export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** A client that sends its request byte by byte is let go; a call itself has its own deadline. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000 };

/** Starts the service. @throws ConfigurationError or ContentError with lines a person can act on */
export async function startService(
  environment: Environment,
  machineTimeZone: string,
  { now = () => new Date(), remember = true, patience = PATIENCE }: World = {},
): Promise<Running> {
  // Read before the content: a wrong setting is said at once.
  loadSettings(environment, readTextFile, machineTimeZone);
  const loaded = await loadEveryService();
  const services = loaded.map(({ service }) => service);
  const tenants = tenantServices(loaded, readTextFile);
  const holder = holdSettings(() => {
    const settings = loadSettings(environment, readTextFile, machineTimeZone);
    operatorToken(settings, environment.secret);
    return tenants.prepare(settings);
  });
  const logger = createLogger(environment.logLevel);
  const tracer = await tracerOf(environment, logger);
  const unmapped = new UnmappedCounts();
  const servers = serversOf(() => holder.current(), environment);
  const metrics = createMetrics(true, {
    openBreakers: () => servers.openBreakers(),
    spilled: () => records.spilled,
    overdue: () => overdueOf(services, now()).length,
  });
  const records = await openRecords({
    open: () => openStore(environment),
    pseudonyms: () => openPseudonyms(environment, holder.current().store.patientKeyEnv),
    dataDir: environment.dataDir,
    settings: () => holder.current(),
    now,
    onTrouble: (problem) => logger.error({ problem }, 'the store fails; calls are answered without it'),
    onOtherKey: () =>
      logger.warn(
        'the store has records made with another key: snoozes of then are not known, nor who they were about',
      ),
    onRecovered: () => logger.info('the store takes writes again'),
    onLost: (count) => metrics.storeLost.inc(count),
    onFeedback: (outcome, tier) => metrics.feedback.inc({ outcome, tier }),
  });
  let stopping = false;

  const openTenant = (): Tenant | undefined => holder.current().tenants.find((tenant) => tenant.anonymous);
  const admission = createAdmission(() => holder.current().limits);
  const keys = createKeyFetcher({ production: environment.production, proxy: environment.proxy });
  const authenticate = createAuthenticator({
    settings: () => holder.current(),
    fetch: keys.fetch,
    now: Date.now,
    firstUse: createReplayGuard({ claim: (use) => records.claimToken(use), now: Date.now }),
    onTrouble: (issuer, problem) => logger.warn({ issuer, problem }, 'the keys of a client cannot be fetched'),
  });
  const gate = createOperatorGate({ settings: () => holder.current(), secret: environment.secret });
  /** For figures of all tenants together. */
  const today = (): Day => {
    const zones = holder.current().tenants.map(({ timeZone }) => timeZone);
    return latestToday(zones, now());
  };
  // The token is read now, as every setting is, and not when somebody first asks.
  gate.door();
  const app = createApp<KnownCaller>({
    services,
    prefetch: templatesOf,
    authenticate,
    anonymous: () => openTenant() !== undefined,
    handleCall: (service, request, caller, signal, span) =>
      handleCall(tenants.of(caller.settings, service), request, {
        tenant: caller.settings,
        servers: servers.of(caller.settings),
        limits: holder.current().limits,
        deadlineMs: holder.current().deadlineMs,
        now,
        today: todayIn,
        newUuid: randomUUID,
        onReads: (reads) => reads.forEach(({ input, state }) => metrics.fhirReads.inc({ input, state })),
        onUnmapped: (codes) => {
          unmapped.add(codes);
          records.countUnmapped(caller.tenant, formatDay(todayIn(caller.settings.timeZone, now())), codes);
          codes.forEach(({ label }) => metrics.unmappedCodes.inc({ system: label }));
        },
        ...(remember ? { memory: records } : {}),
        onQuiet: (reason) => metrics.quieted.inc({ reason }),
        enter: async (waitMs) => {
          await admission.count(caller);
          return admission.enter(caller, waitMs);
        },
        signal,
        span,
      }),
    storeFeedback: async (service, entries, caller) => {
      await admission.count(caller);
      await records.storeFeedback(service.id, caller.tenant, entries);
    },
    get limits() {
      return holder.current().limits;
    },
    get cors() {
      return holder.current().cors;
    },
    trustProxy: holder.current().trustProxy,
    ready: async () => readiness(stopping, overdueOf(services, now()).length > 0, await records.health()),
    metrics,
    tracer,
    logger,
    now,
    version: VERSION,
    describedPages: describedPages(services, loadSamples),
    pages: Router()
      .use(createAbout(services))
      .use(createLegends(services))
      .use(
        createSmart({
          services,
          servicesOf: (tenant) => tenants.all(tenant),
          serviceOf: (tenant, service) => tenants.of(tenant, service),
          settings: () => holder.current(),
          visitors: createVisitors(),
          now,
          newUuid: randomUUID,
        }),
      )
      .use(
        createDashboard({
          gate,
          tenants: () => holder.current().tenants.map(({ id }) => id),
          report: async (asked) => {
            // Asked for by few: what makes it is loaded then.
            const { makeReport } = await import('./analytics/make-report.js');
            const options = {
              ...asked,
              now: now(),
              today: today(),
              openComment: () => undefined,
              sealed: SEALED,
              page: REPORT_PAGE,
            };
            return records.read((store) => makeReport(store, options));
          },
          store: () => records.health(),
          today,
        }),
      )
      .use(
        createPages({
          services,
          samplesOf: loadSamples,
          open: () => openTenant() !== undefined,
          today: () => todayIn(openTenant()?.timeZone ?? 'UTC', now()),
        }),
      ),
  });

  for (const tenant of holder.current().tenants.slice(0, 1)) {
    const { limits, deadlineMs } = holder.current();
    const env = { tenant, servers: servers.of(tenant), limits, deadlineMs, now: () => new Date() };
    for (const service of tenants.all(tenant)) {
      await warmUp(service, loadSamples(service.id), { ...env, today: todayIn, newUuid: randomUUID });
    }
  }
  const server = createServer(patient(patience), app);
  const url = await listen(server, environment).catch(async (error: unknown) => {
    await records.stop();
    throw error;
  });
  return {
    url,
    app,
    reload() {
      const reloaded = holder.reload();
      if (reloaded.ok) {
        servers.forget();
        gate.door();
        logger.info('configuration reloaded');
      } else logger.error({ problem: reloaded.error }, 'configuration not reloaded; the old one stays');
    },
    async stop() {
      stopping = true;
      const codes = unmapped.top(UNMAPPED_LOGGED);
      if (codes.length > 0) logger.info({ codes }, 'the most frequent codes that no value set knows');
      await closed(server);
      await Promise.all([servers.close(), keys.close(), records.stop(), tracer.stop()]);
    },
  };
}

/** OpenTelemetry where a collector is named; else not a line of it is loaded. */
async function tracerOf({ tracing }: Environment, logger: Logger): Promise<Tracer> {
  if (!tracing) return NO_TRACER;
  const { createTracer } = await import('./observability/opentelemetry.js');
  return createTracer({
    ...tracing,
    onTrouble: (problem) => logger.warn({ problem }, 'the collector takes no traces; calls are answered without it'),
    onRecovered: () => logger.info('the collector takes traces again'),
  });
}

const templatesOf = (service: CdsService): Readonly<Record<string, string>> => prefetchTemplates(service.requirements);

/** One set of connections a tenant; a reload begins anew, and running calls keep what they hold. */
function serversOf(settings: () => Settings, environment: Environment) {
  let byTenant = new Map<Tenant, FhirServers>();
  return {
    of(tenant: Tenant): FhirServers {
      let servers = byTenant.get(tenant);
      if (!servers) {
        const { limits } = settings();
        servers = createFhirServers(tenant.fhir, { limits, now: Date.now, proxy: environment.proxy });
        byTenant.set(tenant, servers);
      }
      return servers;
    },
    openBreakers: (): number => [...byTenant.values()].reduce((sum, one) => sum + one.openBreakers(), 0),
    forget(): void {
      const old = byTenant;
      byTenant = new Map();
      for (const servers of old.values()) void servers.close();
    },
    close: async (): Promise<void> => {
      await Promise.all([...byTenant.values()].map((servers) => servers.close()));
    },
  };
}

const OK = { status: 'ok' } as const;

/**
 * 503 only while stopping: before configuration and content are loaded nothing listens. A store that is down is
 * `degraded`: cards still go out, and a balancer must not take every replica away.
 */
function readiness(stopping: boolean, overdue: boolean, store: Awaited<ReturnType<Records['health']>>): Readiness {
  const governance = { status: overdue ? 'overdue' : 'ok' };
  const checks = { configuration: OK, content: OK, store, governance };
  if (stopping) return { status: 503, body: { status: 'unready', checks } };
  return { status: 200, body: { status: store.status === 'ok' ? 'ready' : 'degraded', checks } };
}

/** Those whose content is past its date of review: they go on working, and say so. */
const overdueOf = (services: readonly CdsService[], now: Date): readonly CdsService[] =>
  services.filter(({ about }) => about !== undefined && about.reviewDue < now.toISOString().slice(0, 10));

/** Node looks for slow clients every 30 seconds unless told otherwise, which would make 40 seconds of 10. */
const patient = ({ headersMs, requestMs }: Patience): ServerOptions => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: Math.max(10, Math.min(1000, headersMs / 10)),
});

function listen(server: Server, { host, port }: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host}:${actual}`);
    });
  });
}

/** Lets running calls finish, then ends what is left. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
