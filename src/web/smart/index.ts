/** The evidence as a SMART on FHIR app: `/launch`, `/evidence`, and the assessment of what its page reads. */
import { Router } from 'express';
import { methods } from '../../http/paths.js';
import type { CdsService } from '../../sdk/service.js';
import { type AssessOptions, assessRoute } from './assess.js';
import { evidencePage, launchPage, type SmartPagesOptions } from './pages.js';

export interface SmartOptions extends SmartPagesOptions, AssessOptions {
  readonly services: readonly CdsService[];
}

/** The addresses are always there: a reload may open or close them. */
export function createSmart(options: SmartOptions): Router {
  const router = Router({ caseSensitive: true });
  router.all('/launch', methods({ GET: launchPage(options) }));
  router.all('/evidence', methods({ GET: evidencePage(options) }));
  for (const service of options.services) {
    router.all(`/evidence/${service.id}`, methods({ POST: assessRoute(service, options) }));
  }
  return router;
}
