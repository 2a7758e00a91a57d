/**
 * One hook call, from the checked request to its answer: read the chart, assess it, decide, render.
 * Everything that touches the world is handed in.
 */
import type { GatheredChart } from '../chart/reading/index.js';
import type { Tenant } from '../config/settings.js';
import type { Decision } from '../decision/decide.js';
import { decide } from '../decision/decide.js';
import { NOTHING_KNOWN } from '../decision/memory.js';
import type { Json } from '../fhir/resource.js';
import { inSpan, NO_SPAN } from '../observability/trace.js';
import type { Assessment, RuleSettings } from '../sdk/assessment.js';
import type { Card, CardContext } from '../sdk/card.js';
import type { CdsService } from '../sdk/service.js';
import { unmappedCodes } from '../terminology/unmapped.js';
import type { HookAnswer, HookRequest } from './answer.js';
import type { CallEnvironment } from './call-environment.js';
import { readChart } from './read-chart.js';
import { withSmartLink } from './smart-link.js';
import { valuesRead } from './values-read.js';

/** @throws CodedError 412 where required data is missing or about someone else, 429 or 503 where it is not let in */
export async function handleCall(service: CdsService, request: HookRequest, env: CallEnvironment): Promise<HookAnswer> {
  if (env.tenant.mode === 'off') return switchedOff(env);
  if (isOtherEvent(request, env)) return { cards: [], tier: 'none', outcome: 'other-trigger', stages: {} };
  // Each call that was let in gives its place back, however it ends.
  let leave: (() => void) | undefined;
  const enter = async (waitMs: number): Promise<void> => {
    leave = await env.enter?.(waitMs);
  };
  try {
    return await answer(service, request, env, enter);
  } finally {
    leave?.();
  }
}

async function answer(
  service: CdsService,
  request: HookRequest,
  env: CallEnvironment,
  enter: (waitMs: number) => Promise<void>,
): Promise<HookAnswer> {
  const { tenant, memory, span = NO_SPAN } = env;
  const now = env.now();
  const started = performance.now();
  const gathered = await inSpan(span, 'read chart', (reading) =>
    readChart(service, request, env, { now, enter, span: reading }),
  );
  const read = performance.now();
  const assessAs = (settings: RuleSettings): Assessment =>
    service.assess({
      inputs: gathered.inputs,
      asOf: env.today(tenant.timeZone, now),
      settings,
      ...(request.encounterId === undefined ? {} : { encounterId: request.encounterId }),
      ...(request.userId === undefined ? {} : { userId: request.userId }),
    });
  const assessment = inSpan(span, 'assess', () => assessAs(tenant.rule));
  const assessed = performance.now();
  const { recall, decision } = await inSpan(span, 'decide', async () => {
    const known =
      memory && assessment.tier !== null ? await memory.recall(service, tenant, request, assessment) : NOTHING_KNOWN;
    return { recall: known, decision: decide(assessment, known, tenant, service.quiet, now.getTime()) };
  });
  const decided = performance.now();
  const card = inSpan(span, 'card', () =>
    cardOf(service, assessment, decision, cardContext(request, now, env), tenant),
  );
  const stages = {
    read: read - started,
    assess: assessed - read,
    decide: decided - assessed,
    render: performance.now() - decided,
  };
  const { compare } = tenant;
  if (memory) {
    inSpan(span, 'record', () =>
      memory.record({
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
      }),
    );
  }
  if (decision.quiet !== undefined) env.onQuiet?.(decision.quiet);
  countUnmapped(service, gathered, env);
  return {
    cards: card ? [card] : [],
    ...(tenant.explain
      ? extensionOf(
          card === undefined ? explanation(assessment, decision) : {},
          valuesRead(service, request, gathered.inputs),
        )
      : {}),
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

/** Epic fires the hook for more than the opening of a chart, and each card too many costs attention. */
const isOtherEvent = ({ trigger }: HookRequest, { tenant: { epicTriggers } }: CallEnvironment): boolean =>
  trigger !== undefined && epicTriggers.length > 0 && !epicTriggers.includes(trigger);

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
  tenant: Tenant,
): Card | undefined {
  const rendered = shown === 'no' ? undefined : service.renderCard(assessment, tenant.cards, context);
  const card = rendered && withSmartLink(rendered, service.id, tenant);
  return card && shown === 'info' ? { ...card, indicator: 'info' } : card;
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

/** No extension where there is nothing in it. */
function extensionOf(...parts: readonly Json[]): { readonly extension?: Json } {
  const extension: Json = Object.assign({}, ...parts);
  return Object.keys(extension).length === 0 ? {} : { extension };
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
