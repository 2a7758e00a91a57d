/** The end of every failed request: one OperationOutcome, and for what nobody foresaw one log line without its words. */
import type { ErrorRequestHandler } from 'express';
import { CodedError, errorAnswer } from '../errors/index.js';
import type { Logger } from '../observability/log.js';
import { logFields, requestIdOf } from './request-log.js';
import { sendJson } from './send.js';

export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _request, response, _next) => {
    // A path that cannot be decoded names nothing.
    const error = thrown instanceof URIError ? new CodedError('not-found') : thrown;
    const { status, code, headers, body } = errorAnswer(error);
    if (code === 'internal') logger.error({ requestId: requestIdOf(response), err: error }, 'request failed');
    logFields(response, { outcome: code });
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, body);
  };
}
