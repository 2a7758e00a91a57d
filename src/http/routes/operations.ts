/** What those who run the service ask: is it alive, is it ready, how is it doing, what does it offer. */
import { Router } from 'express';
import type { AppDependencies, Caller } from '../dependencies.js';
import { methods } from '../paths.js';
import { logFields } from '../request-log.js';
import { sendJson, sendText } from '../send.js';

export function operationsRouter<C extends Caller>(deps: AppDependencies<C>): Router {
  let openApi: { readonly anonymous: boolean; readonly text: string } | undefined;
  const router = Router({ caseSensitive: true });
  const get = (path: string, handler: Parameters<typeof methods>[0]['GET'] & object) =>
    router.all(
      path,
      methods({
        GET: (request, response, next) => {
          logFields(response, { route: path });
          return handler(request, response, next);
        },
      }),
    );

  get('/health/live', (_request, response) => sendJson(response, 200, { status: 'live' }));
  get('/health/ready', async (_request, response) => {
    const { status, body } = await deps.ready();
    sendJson(response, status, body);
  });
  get('/metrics', async (_request, response) => {
    const { registry } = deps.metrics;
    sendText(response, 200, await registry.metrics(), registry.contentType);
  });
  get('/openapi.json', async (_request, response) => {
    const anonymous = deps.anonymous?.() ?? true;
    if (openApi?.anonymous !== anonymous) {
      const { services, version, describedPages: pages } = deps;
      const options = { ...(version === undefined ? {} : { version }), ...(pages ? { pages } : {}), anonymous };
      // Asked for by few: what makes it is loaded then.
      const { openApiDocument } = await import('../openapi/document.js');
      openApi = { anonymous, text: JSON.stringify(openApiDocument(services, options)) };
    }
    sendText(response, 200, openApi.text);
  });
  return router;
}
