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
import type { Decision } from '../decision/decide.js';
import { NOTHING_KNOWN } from '../decision/memory.js';
import type { Assessment, RuleSettings } from '../sdk/assessment.js';
import type { Card, CardContext } from '../sdk/card.js';
import type { CdsService } from '../sdk/service.js';
import type { UnmappedCode } from '../terminology/unmapped.js';
import { unmappedCodes } from '../terminology/unmapped.js';
import type { HookAnswer, HookRequest } from './answer.js';
import type { CallMemory } from './call-memory.js';

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
  /** Absent: nothing is remembered and nothing recorded. */
  readonly memory?: CallMemory;
  /** Told why a card was kept back or shown as `info` only, for the metrics. */
  readonly onQuiet?: (reason: NonNullable<Decision['quiet']>) => void;
  /** Told of the codes that no value set of the service knows, for the metrics; not called where there are none. */
  readonly onUnmapped?: (codes: readonly UnmappedCode[]) => void;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
}

/** @throws CodedError 412 where required data is missing or about someone else */
export async function handleCall(service: CdsService, request: HookRequest, env: CallEnvironment): Promise<HookAnswer> {
  const { tenant, memory } = env;
  if (tenant.mode === 'off') return switchedOff(env);
  const now = env.now();
  const started = performance.now();
  const gathered = await readChart(service, request, env, now);
  const read = performance.now();
  const assessAs = (settings: RuleSettings): Assessment =>
    service.assess({
      inputs: gathered.inputs,
      asOf: env.today(tenant.timeZone, now),
      settings,
      ...(request.encounterId === undefined ? {} : { encounterId: request.encounterId }),
      ...(request.userId === undefined ? {} : { userId: request.userId }),
    });
  const assessment = assessAs(tenant.rule);
  const assessed = performance.now();
  const recall =
    memory && assessment.tier !== null ? await memory.recall(service, tenant, request, assessment) : NOTHING_KNOWN;
  const decision = decide(assessment, recall, tenant, service.quiet, now.getTime());
  const decided = performance.now();
  const card = cardOf(service, assessment, decision, cardContext(request, now, env), tenant);
  const stages = {
    read: read - started,
    assess: assessed - read,
    decide: decided - assessed,
    render: performance.now() - decided,
  };
  const { compare } = tenant;
  memory?.record({
    service: service.id,
    tenant,
    request,
    inputs: gathered.inputs,
    assessment,
    recall,
    decision,
    ...(card === undefined ? {} : { card }),
    stages,
    at: now,
    ...(compare === undefined ? {} : { compare: () => assessAs(compare) }),
    signal: env.signal,
  });
  if (decision.quiet !== undefined) env.onQuiet?.(decision.quiet);
  countUnmapped(service, gathered, env);
  return {
    cards: card ? [card] : [],
    ...(card === undefined && tenant.explain ? { extension: explanation(assessment, decision) } : {}),
    tier: decision.tier,
    outcome: decision.outcome,
    stages,
  };
}

function countUnmapped({ terminology }: CdsService, { inputs }: GatheredChart, { onUnmapped }: CallEnvironment): void {
  if (!terminology || !onUnmapped) return;
  const codes = unmappedCodes(inputs, terminology);
  if (codes.length > 0) onUnmapped(codes);
}

/** A tenant that is off does nothing: no chart is read and nothing recorded. */
function switchedOff(env: CallEnvironment): HookAnswer {
  env.onQuiet?.('off');
  return { cards: [], tier: 'none', outcome: 'off', stages: {} };
}

/** The card as it is shown: a repeat that the tenant wants as `info` loses its colour and nothing else. */
function cardOf(
  service: CdsService,
  assessment: Assessment,
  { shown }: Decision,
  context: CardContext,
  { cards }: Tenant,
): Card | undefined {
  const card = shown === 'no' ? undefined : service.renderCard(assessment, cards, context);
  return card && shown === 'info' ? { ...card, indicator: 'info' } : card;
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
      if (!controller) return;
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

/** The assessment beside a silent answer, and what keeps its card quiet, where the tenant has asked for it. */
const explanation = (assessment: Assessment, { quiet, verdict: { quieted } }: Decision): Json => ({
  'org.spinewatch.assessment': assessment as unknown as Json,
  ...(quiet === undefined
    ? {}
    : {
        'org.spinewatch.quiet': {
          reason: quiet,
          ...(quieted === undefined ? {} : { until: new Date(quieted.until).toISOString() }),
        },
      }),
});
