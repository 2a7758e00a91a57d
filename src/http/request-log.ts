/** One log line a request: id, method, route, service, status, milliseconds, tier. No URL, header or body. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from '../observability/log.js';

/** What the handlers add to the line; every value comes from configuration or a closed set. */
export interface LogFields {
  /** The route's template, e.g. `/cds-services/:id`. */
  route?: string;
  service?: string;
  tenant?: string;
  tier?: string;
  outcome?: string;
}

const FIELDS = 'spinewatchLog';
const REQUEST_ID = 'spinewatchRequestId';

export function logFields(response: Response, fields: LogFields): void {
  Object.assign(response.locals[FIELDS] as LogFields, fields);
}

export const requestIdOf = (response: Response): string => response.locals[REQUEST_ID] as string;

/** Gives each answer an `X-Request-Id` of our own (a caller's could hold anything) and logs it when it is done. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    const fields: LogFields = {};
    response.locals[FIELDS] = fields;
    response.locals[REQUEST_ID] = requestId;
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const complete = response.writableFinished;
      logger.info(
        {
          requestId,
          method: KNOWN_METHODS.has(request.method) ? request.method : 'other',
          ...fields,
          status: response.statusCode,
          ms: Math.round((performance.now() - started) * 10) / 10,
          ...(complete ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);
