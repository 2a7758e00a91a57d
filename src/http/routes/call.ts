/** `POST /cds-services/:id`: one hook call, from headers to answer. */
import type { Request, Response } from 'express';
import { errorAnswer } from '../../errors/index.js';
import { requestParser, type RequestParser } from '../../hooks/request.js';
import { responseOf } from '../../hooks/response.js';
import { inSpan, NO_TRACER } from '../../observability/trace.js';
import type { CdsService } from '../../sdk/service.js';
import type { AppDependencies, Caller } from '../dependencies.js';
import { authenticated, jsonBody } from '../edge.js';
import { logFields } from '../request-log.js';
import { sendJson } from '../send.js';

const ROUTE = '/cds-services/:id';
const STATUS = 'http.response.status_code';

/** The handler of a service's calls: 401, 415, 413, 400, 403, then what `handleCall` says. */
export function callRoute<C extends Caller>(deps: AppDependencies<C>) {
  const parsers = new Map<string, RequestParser>(deps.services.map(({ id, hook }) => [id, requestParser(hook)]));
  const tracer = deps.tracer ?? NO_TRACER;
  return async (service: CdsService, request: Request, response: Response): Promise<void> => {
    const span = tracer.begin(`POST ${ROUTE}`, request.headers, {
      'http.request.method': 'POST',
      'http.route': ROUTE,
      'spinewatch.service': service.id,
    });
    const started = performance.now();
    const seconds = deps.metrics.callSeconds;
    let tenant = 'unknown';
    try {
      const caller = await inSpan(span, 'authenticate', () => authenticated(deps, request));
      ({ tenant } = caller);
      logFields(response, { tenant });
      span.set({ 'spinewatch.tenant': tenant });
      const call = await inSpan(span, 'parse', async () => {
        const { body, parseMs } = await jsonBody(deps.limits, request);
        const before = performance.now();
        const parsed = (parsers.get(service.id) as RequestParser)(body);
        seconds.observe({ stage: 'parse' }, (parseMs + performance.now() - before) / 1000);
        return parsed;
      });
      const answer = await deps.handleCall(service, call, caller, abortSignal(response), span);
      const { tier, outcome } = answer;
      logFields(response, { tier, outcome });
      const timing = timingOf(answer.stages);
      if (timing !== '') response.setHeader('Server-Timing', timing);
      sendJson(response, 200, responseOf(answer));
      for (const [stage, ms] of Object.entries(answer.stages)) seconds.observe({ stage }, ms / 1000);
      deps.metrics.calls.inc({ tenant, service: service.id, tier, outcome });
      span.set({ [STATUS]: 200 });
    } catch (error) {
      const { code, status } = errorAnswer(error);
      deps.metrics.calls.inc({ tenant, service: service.id, tier: 'none', outcome: code });
      span.set({ [STATUS]: status });
      // What the caller got wrong is no failure of the service's.
      if (status >= 500) span.fail(code);
      else span.set({ 'error.type': code });
      throw error;
    } finally {
      span.end();
      seconds.observe({ stage: 'total' }, (performance.now() - started) / 1000);
    }
  };
}

/** `read;dur=1.2, assess;dur=0.4`, in milliseconds, as browsers read it. */
const timingOf = (stages: Readonly<Record<string, number>>): string =>
  Object.entries(stages)
    .map(([stage, ms]) => `${stage};dur=${ms.toFixed(1)}`)
    .join(', ');

/** Aborted when the client goes away before its answer: nobody needs the reads that are still under way. */
function abortSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
