/** `POST /cds-services/:id/feedback`: all entries are stored, or none. */
import type { Request, Response } from 'express';
import { CodedError, feedbackUnavailable } from '../../errors/index.js';
import { parseFeedback } from '../../hooks/feedback.js';
import type { CdsService } from '../../sdk/service.js';
import type { AppDependencies, Caller } from '../dependencies.js';
import { authenticated, jsonBody } from '../edge.js';
import { logFields } from '../request-log.js';
import { sendJson } from '../send.js';

export function feedbackRoute<C extends Caller>(deps: AppDependencies<C>) {
  const now = deps.now ?? (() => new Date());
  return async (service: CdsService, request: Request, response: Response): Promise<void> => {
    const caller = await authenticated(deps, request);
    logFields(response, { tenant: caller.tenant });
    const { body } = await jsonBody(deps.limits, request);
    const entries = parseFeedback(body, now());
    if (!deps.storeFeedback) throw feedbackUnavailable();
    try {
      await deps.storeFeedback(service, entries, caller);
    } catch (error) {
      if (error instanceof CodedError) throw error;
      // Whatever the store's trouble is, the client still has the feedback and can send it again.
      deps.logger.error({ err: error }, 'feedback could not be stored');
      throw feedbackUnavailable();
    }
    sendJson(response, 200, {});
  };
}
