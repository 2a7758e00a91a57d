/**
 * `POST /evidence/<service>`: the assessment of a chart that a page has read with the token of whoever is looking. It
 * is the hook's own: the same content, the tenant's settings and local codes. Nothing is stored, nothing is counted as a
 * call, and what is answered is made of what was sent; so it needs no token, and is bounded instead.
 */
import type { Request, Response } from 'express';
import type { Settings, Tenant } from '../../config/settings.js';
import { todayIn } from '../../config/today.js';
import { CodedError } from '../../errors/index.js';
import type { Json } from '../../fhir/resource.js';
import { at, expressionOf, found } from '../../hooks/found.js';
import { encounterIdOf, patientIdOf, userIdOf } from '../../hooks/ids.js';
import { jsonBody } from '../../http/edge.js';
import { logFields } from '../../http/request-log.js';
import { sendJson } from '../../http/send.js';
import type { CdsService } from '../../sdk/service.js';
import type { Visitors } from '../../security/visitors.js';
import { chartOf } from './chart.js';
import { refuseWhereClosed } from './pages.js';
import { type Site, siteOfIss, sitesOf } from './sites.js';
import { type View, type ViewRequest, viewRequestSchema } from './wire.js';

export interface AssessOptions {
  readonly settings: () => Settings;
  /** The service as a tenant has it. */
  readonly serviceOf: (tenant: Tenant, service: CdsService) => CdsService;
  readonly visitors: Visitors;
  readonly now: () => Date;
  readonly newUuid: () => string;
}

export function assessRoute(service: CdsService, options: AssessOptions) {
  return async (request: Request, response: Response): Promise<void> => {
    logFields(response, { route: '/evidence/:id', service: service.id });
    const settings = options.settings();
    refuseWhereClosed(settings);
    // Whose chart it is stands in the body, and the body may be large: the strictest of all bounds it.
    const perMinute = Math.min(...sitesOf(settings).map(({ smart }) => smart.requestsPerMinute));
    const leave = await options.visitors.enter(request.ip ?? '', perMinute);
    try {
      const { body } = await jsonBody(settings.limits, request);
      const view = checked(body);
      const site = siteOf(settings, view.iss);
      logFields(response, { tenant: site.tenant.id });
      const answer = viewOf(options.serviceOf(site.tenant, service), view, site, settings, options);
      logFields(response, { tier: answer.assessment.tier ?? 'none' });
      response.setHeader('Cache-Control', 'no-store');
      sendJson(response, 200, answer);
    } finally {
      leave();
    }
  };
}

function checked(body: unknown): ViewRequest {
  const result = viewRequestSchema.safeParse(body);
  if (result.success) return result.data;
  const { path = [], message = '' } = result.error.issues[0] ?? {};
  const expression = expressionOf(path);
  const what = `found ${found(at(body, path))}; allowed: ${message}.`;
  throw new CodedError(
    'invalid-request',
    expression === '' ? { text: what } : { text: `${expression}: ${what}`, expression: [expression] },
  );
}

function siteOf(settings: Settings, iss: string): Site {
  const site = siteOfIss(settings, iss);
  if (site && site.tenant.mode === 'live') return site;
  throw new CodedError('invalid-request', {
    text: 'iss: found another address; allowed: a FHIR server from which the app may be launched.',
    expression: ['iss'],
  });
}

function viewOf(
  service: CdsService,
  view: ViewRequest,
  { tenant, server }: Site,
  { limits }: Settings,
  { now, newUuid }: AssessOptions,
): View {
  const patientId = patientIdOf(view.patientId) as string;
  const encounterId = encounterIdOf(view.encounterId);
  const userId = userIdOf(view.userId);
  const visit = encounterId === undefined ? {} : { encounterId };
  const { requirements } = service;
  const inputs = chartOf({
    requirements,
    patientId,
    base: server.url,
    resources: limits.resources,
    inputs: view.inputs,
  });
  const at = now();
  const assessment = service.assess({
    inputs,
    asOf: todayIn(tenant.timeZone, at),
    settings: tenant.rule,
    ...visit,
    ...(userId === undefined ? {} : { userId }),
  });
  const card = service.renderCard(assessment, tenant.cards, { patientId, ...visit, now: at.toISOString(), newUuid });
  // The rest of the card is the EHR's: it names whom the site calls, which is for nobody who has not signed in there.
  const head = card && { summary: card.summary, indicator: card.indicator, source: card.source };
  return { assessment: assessment as unknown as Json, ...(head ? { card: head } : {}) } as unknown as View;
}
