/** Everything under /cds-services: discovery, calls, feedback; what is neither is 404 before it is 405. */
import type { Express, Request, Response } from 'express';
import { CodedError } from '../../errors/index.js';
import { discoveryOf } from '../../hooks/discovery.js';
import type { CdsService } from '../../sdk/service.js';
import type { AppDependencies, Caller } from '../dependencies.js';
import { methods } from '../paths.js';
import { logFields } from '../request-log.js';
import { sendText } from '../send.js';
import { callRoute } from './call.js';
import { feedbackRoute } from './feedback.js';

type ServiceHandler = (service: CdsService, request: Request, response: Response) => Promise<void>;

/**
 * Adds the routes to the application itself: a router of their own would cost every call a second search.
 * @throws Error where two services have one id: the second would silently take the first one's place
 */
export function addCdsServices<C extends Caller>(app: Express, deps: AppDependencies<C>): void {
  const services = new Map(deps.services.map((service) => [service.id, service]));
  if (services.size !== deps.services.length) throw new Error('Two CDS services have the same id.');
  const discovery = JSON.stringify(discoveryOf(deps.services, deps.prefetch));

  const serve = (route: string, handler: ServiceHandler) => {
    const post = (service: CdsService) => methods({ POST: (request, response) => handler(service, request, response) });
    const handlers = new Map([...services].map(([id, service]) => [id, post(service)]));
    return (request: Request<{ id: string }>, response: Response, next: (error?: unknown) => void) => {
      const serviceHandler = handlers.get(request.params.id);
      if (!serviceHandler) throw new CodedError('not-found');
      logFields(response, { route, service: request.params.id });
      return serviceHandler(request as unknown as Request, response, next);
    };
  };

  app.all('/cds-services/:id', serve('/cds-services/:id', callRoute(deps)));
  app.all('/cds-services/:id/feedback', serve('/cds-services/:id/feedback', feedbackRoute(deps)));
  app.all(
    '/cds-services',
    methods({
      GET: (_request, response) => {
        logFields(response, { route: '/cds-services' });
        sendText(response, 200, discovery);
      },
    }),
  );
  app.use('/cds-services', () => {
    throw new CodedError('not-found');
  });
}
