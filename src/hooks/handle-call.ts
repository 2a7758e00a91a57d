/**
 * One hook call, from the checked request to its answer: read the chart, assess it, decide, render.
 * Everything that touches the world is handed in.
 */
import type { GatheredChart, ReadReport } from '../chart/reading/index.js';
import { gatherChart } from '../chart/reading/index.js';
import type { Tenant } from '../config/settings.js';
import { decide } from '../decision/decide.js';
import { missingPrefetch, patientMismatch } from '../errors/index.js';
import type { Deadline, FhirServers, ReadLimits } from '../fhir/client/index.js';
import type { Day } from '../fhir/dates.js';
import type { Json } from '../fhir/resource.js';
import type { Assessment } from '../sdk/assessment.js';
import type { CardContext } from '../sdk/card.js';
import type { CdsService } from '../sdk/service.js';
import type { UnmappedCode } from '../terminology/unmapped.js';
import { unmappedCodes } from '../terminology/unmapped.js';
import type { HookAnswer, HookRequest } from './answer.js';

export interface CallEnvironment {
  readonly tenant: Tenant;
  readonly servers: FhirServers;
  readonly limits: Pick<ReadLimits, 'pages' | 'resources'>;
  /** For the whole call, in milliseconds. */
  readonly deadlineMs: number;
  readonly now: () => Date;
  readonly today: (timeZone: string, instant: Date) => Day;
  readonly newUuid: () => string;
  /** Told of every read, for the metrics. */
  readonly onReads?: (reads: readonly ReadReport[]) => void;
  /** Told of the codes that no value set of the service knows, for the metrics; not called where there are none. */
  readonly onUnmapped?: (codes: readonly UnmappedCode[]) => void;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
}

/** @throws CodedError 412 where required data is missing or about someone else */
export async function handleCall(service: CdsService, request: HookRequest, env: CallEnvironment): Promise<HookAnswer> {
  const now = env.now();
  const started = performance.now();
  const gathered = await readChart(service, request, env, now);
  const read = performance.now();
  const assessment = service.assess({
    inputs: gathered.inputs,
    asOf: env.today(env.tenant.timeZone, now),
    settings: env.tenant.rule,
    ...(request.encounterId === undefined ? {} : { encounterId: request.encounterId }),
    ...(request.userId === undefined ? {} : { userId: request.userId }),
  });
  const assessed = performance.now();
  const { tier, outcome, show } = decide(assessment, env.tenant.mode);
  const card = show ? service.renderCard(assessment, env.tenant.cards, cardContext(request, now, env)) : undefined;
  const rendered = performance.now();
  countUnmapped(service, gathered, env);
  return {
    cards: card ? [card] : [],
    ...(card === undefined && env.tenant.explain ? { extension: explanation(assessment) } : {}),
    tier,
    outcome,
    stages: { read: read - started, assess: assessed - read, render: rendered - assessed },
  };
}

function countUnmapped({ terminology }: CdsService, { inputs }: GatheredChart, { onUnmapped }: CallEnvironment): void {
  if (!terminology || !onUnmapped) return;
  const codes = unmappedCodes(inputs, terminology);
  if (codes.length > 0) onUnmapped(codes);
}

async function readChart(
  service: CdsService,
  request: HookRequest,
  env: CallEnvironment,
  now: Date,
): Promise<GatheredChart> {
  const { fhirServer } = request;
  const access = fhirServer === undefined ? undefined : env.servers.access(fhirServer, request.accessToken);
  const deadline = deadlineOf(now, env);
  try {
    const gathered = await gatherChart({
      requirements: service.requirements,
      prefetch: translated(request.prefetch, env.tenant.prefetchAliases),
      patientId: request.patientId,
      ...(fhirServer === undefined ? {} : { fhirServer }),
      ...(access === undefined ? {} : { access }),
      limits: env.limits,
      deadline,
      now: () => env.now().getTime(),
    });
    if (gathered.missingRequired.length > 0) {
      throw missingPrefetch(gathered.missingRequired, fhirServer !== undefined && access === undefined);
    }
    if (gathered.patientMismatch) throw patientMismatch();
    if (gathered.reads.length > 0) env.onReads?.(gathered.reads);
    return gathered;
  } finally {
    deadline.clear();
  }
}

/**
 * One deadline for the call; it also ends when the client goes away, since nobody needs the answer then. Its clock is
 * set when something first waits for it: a call whose prefetch is complete asks nobody and needs none.
 */
function deadlineOf(now: Date, env: CallEnvironment): Deadline & { clear: () => void } {
  const began = performance.now();
  let controller: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = (): void => controller?.abort();
  return {
    at: now.getTime() + env.deadlineMs,
    get signal() {
      if (controller) return controller.signal;
      controller = new AbortController();
      timer = setTimeout(abort, env.deadlineMs - (performance.now() - began));
      if (env.signal.aborted) abort();
      else env.signal.addEventListener('abort', abort, { once: true });
      return controller.signal;
    },
    clear() {
      clearTimeout(timer);
      env.signal.removeEventListener('abort', abort);
    },
  };
}

/** An EHR's own prefetch keys as ours; ours stand where both are given. */
function translated(prefetch: HookRequest['prefetch'], aliases: Tenant['prefetchAliases']): HookRequest['prefetch'] {
  if (Object.keys(aliases).length === 0) return prefetch;
  const result: Record<string, Json | null> = { ...prefetch };
  for (const [theirs, ours] of Object.entries(aliases)) {
    const value = prefetch[theirs];
    if (value !== undefined && !Object.hasOwn(prefetch, ours)) result[ours] = value;
  }
  return result;
}

/** Who may stand as requester of an order. */
const REQUESTER = /^(?:Practitioner|PractitionerRole)\/[A-Za-z0-9\-.]{1,64}$/;

function cardContext(request: HookRequest, now: Date, env: CallEnvironment): CardContext {
  const { patientId, encounterId, userId } = request;
  return {
    patientId,
    ...(encounterId === undefined ? {} : { encounterId }),
    ...(userId !== undefined && REQUESTER.test(userId) ? { requester: userId } : {}),
    now: now.toISOString(),
    newUuid: env.newUuid,
  };
}

/** The assessment beside a silent answer, where the tenant has asked for it. */
const explanation = (assessment: Assessment): Json => ({
  'org.spinewatch.assessment': assessment as unknown as Json,
});
