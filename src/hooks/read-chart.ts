/** From a call to its patient's chart: what came by prefetch, what is read, and what makes it a 412. */
import type { GatheredChart } from '../chart/reading/index.js';
import { gatherChart } from '../chart/reading/index.js';
import type { Tenant } from '../config/settings.js';
import { missingPrefetch, patientMismatch } from '../errors/index.js';
import type { Deadline } from '../fhir/client/index.js';
import type { Json } from '../fhir/resource.js';
import type { Span } from '../observability/trace.js';
import { inSpan } from '../observability/trace.js';
import type { CdsService } from '../sdk/service.js';
import type { HookRequest } from './answer.js';
import type { CallEnvironment } from './call-environment.js';

export interface ReadingCall {
  readonly now: Date;
  /** Waits for a place. */
  readonly enter: (waitMs: number) => Promise<void>;
  /** Of the reading. */
  readonly span: Span;
}

/**
 * Reads the chart of the call's patient, waiting for a place first where the call has one to wait for.
 * @throws CodedError 412 where required data is missing or about someone else; what `enter` throws
 */
export async function readChart(
  service: CdsService,
  request: HookRequest,
  env: CallEnvironment,
  { now, enter, span }: ReadingCall,
): Promise<GatheredChart> {
  const { fhirServer } = request;
  const access = fhirServer === undefined ? undefined : env.servers.access(fhirServer, request.accessToken, span);
  const deadline = deadlineOf(now, env);
  const began = performance.now();
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
      admitted: () => inSpan(span, 'wait for a place', () => enter(env.deadlineMs - (performance.now() - began))),
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
    const value = Object.hasOwn(prefetch, theirs) ? prefetch[theirs] : undefined;
    if (value !== undefined && !Object.hasOwn(prefetch, ours)) result[ours] = value;
  }
  return result;
}
