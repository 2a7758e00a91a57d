/**
 * The HTTP edge: everything it needs is handed in, everything it answers stands in docs/errors.md and /openapi.json.
 * Order of answers: 404, 405, 401, 415, 413, 400, 403, 412, 429/503, 200. The stack of middleware is thin on purpose:
 * it is the floor under every call.
 */
import express, { type Express } from 'express';
import { CodedError } from '../errors/index.js';
import type { AppDependencies, Caller } from './dependencies.js';
import { errorHandler } from './error-handler.js';
import { corsHeaders, securityHeaders } from './headers.js';
import { inSequence, singleSlashes } from './paths.js';
import { requestLog } from './request-log.js';
import { addCdsServices } from './routes/cds-services.js';
import { operationsRouter } from './routes/operations.js';

export type { AppDependencies, Caller, Readiness } from './dependencies.js';

/** The application; whoever calls it listens. @throws Error where two services have one id */
export function createApp<C extends Caller>(deps: AppDependencies<C>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('case sensitive routing', true);
  app.set('trust proxy', deps.trustProxy ?? 0);

  app.use(
    inSequence(
      requestLog(deps.logger),
      singleSlashes,
      corsHeaders(() => deps.cors.origins),
      securityHeaders(),
    ),
  );
  addCdsServices(app, deps);
  app.use(operationsRouter(deps));
  if (deps.pages) app.use(deps.pages);
  app.use(() => {
    throw new CodedError('not-found');
  });
  app.use(errorHandler(deps.logger));
  return app;
}
