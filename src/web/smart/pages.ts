/** `GET /launch` and `GET /evidence`: the two pages of the SMART app, each under a policy for one FHIR server. */
import type { Request, Response } from 'express';
import type { Settings, Tenant } from '../../config/settings.js';
import { CodedError } from '../../errors/index.js';
import { logFields } from '../../http/request-log.js';
import type { CdsService } from '../../sdk/service.js';
import { isBuilt } from '../assets.js';
import { sendRefusal, sendScripted } from './html.js';
import { scopeOf } from './scope.js';
import { type Site, siteOfIss, siteOfState, sitesOf } from './sites.js';

export interface SmartPagesOptions {
  /** The configuration in force. */
  readonly settings: () => Settings;
  /** The services as a tenant has them. */
  readonly servicesOf: (tenant: Tenant) => readonly CdsService[];
}

type Page = (request: Request, response: Response) => void;

/** @throws CodedError 404 where no tenant has the app: then there is nothing at its addresses */
export function refuseWhereClosed(settings: Settings): void {
  if (sitesOf(settings).length > 0) return;
  throw new CodedError('not-found', {
    text: 'The evidence is not open as a SMART app: no tenant of this service has it.',
    diagnostics: 'Whoever runs this service opens it with tenants[].smart in the configuration.',
  });
}

export function launchPage({ settings, servicesOf }: SmartPagesOptions): Page {
  return (request, response) => {
    const current = opened(settings, response, '/launch');
    const query = queryOf(request);
    const iss = query.get('iss') ?? '';
    const launch = query.get('launch') ?? '';
    if (iss === '' || launch === '') return sendRefusal(response, NO_LAUNCH);
    const site = siteOfIss(current, iss);
    if (!site) return sendRefusal(response, UNKNOWN_ISS);
    if (!isShown(site, response)) return;
    const { smart, tenant, ref, origins } = site;
    sendScripted(response, {
      title: 'Opening the evidence',
      script: 'launch.js',
      waiting: 'Asking the EHR for a sign-in …',
      settings: {
        iss,
        launch,
        clientId: smart.clientId,
        scope: smart.scope ?? scopeOf(servicesOf(tenant)),
        redirectUri: smart.redirectUri,
        ref,
        origins,
      },
      connect: origins,
      frames: smart.frameAncestors,
    });
  };
}

export function evidencePage({ settings, servicesOf }: SmartPagesOptions): Page {
  return (request, response) => {
    const current = opened(settings, response, '/evidence');
    const site = siteOfState(current, queryOf(request).get('state') ?? '');
    if (!site) return sendRefusal(response, NO_STATE);
    if (!isShown(site, response)) return;
    const { tenant, server, smart, origins } = site;
    const { limits, deadlineMs } = current;
    sendScripted(response, {
      title: 'The evidence',
      script: 'evidence.js',
      waiting: 'Signing in at the EHR …',
      settings: {
        tenant: tenant.id,
        base: server.url,
        searches: server.searches ?? {},
        services: servicesOf(tenant).map(({ id, title, requirements }) => ({ id, title, requirements })),
        deadlineMs,
        limits: {
          pages: limits.pages,
          resources: limits.resources,
          responseBytes: limits.responseBytes,
          bodyBytes: limits.bodyBytes,
        },
      },
      connect: origins,
      frames: smart.frameAncestors,
    });
  };
}

function opened(settings: () => Settings, response: Response, route: string): Settings {
  logFields(response, { route });
  const current = settings();
  refuseWhereClosed(current);
  return current;
}

/** The query by its names; Express reads none. */
const queryOf = ({ url }: Request): URLSearchParams => new URLSearchParams(url.split('?')[1] ?? '');

/** A site that shows no cards shows no evidence either; answers whether the page goes on. */
function isShown({ tenant, smart }: Site, response: Response): boolean {
  logFields(response, { tenant: tenant.id });
  const frames = smart.frameAncestors;
  if (tenant.mode !== 'live') {
    sendRefusal(response, { ...NOT_LIVE, frames });
    return false;
  }
  if (!isBuilt('launch.js') || !isBuilt('evidence.js')) {
    sendRefusal(response, { ...NOT_BUILT, frames });
    return false;
  }
  return true;
}

const CLOSED = { status: 403, title: 'The evidence cannot be opened', frames: [] } as const;

const NO_LAUNCH = {
  ...CLOSED,
  status: 400,
  why: 'This page is opened by an EHR, and nothing tells which EHR that is (iss) or which chart is open there (launch).',
  whatToDo: 'Open the chart in the EHR and take the link on the card, or the EHR’s own way to open the app.',
} as const;

const UNKNOWN_ISS = {
  ...CLOSED,
  why: 'The FHIR server that sent you here (iss) is none that this service lets open charts.',
  whatToDo:
    'Whoever runs this service can let it: the address has to stand in fhirServers of a tenant with smart, letter by letter.',
} as const;

const NO_STATE = {
  ...CLOSED,
  status: 400,
  why: 'Nothing tells which sign-in this page belongs to: it was opened by itself, loaded again, or come back to.',
  whatToDo:
    'Open it again from the chart in the EHR. Nothing of the last view was kept, neither the chart nor the right to read it.',
} as const;

const NOT_LIVE = {
  ...CLOSED,
  why: 'Spinewatch is not live at this site: it shows nothing here yet, neither cards nor their evidence.',
  whatToDo: 'Ask whoever runs this service when it goes live (mode of the tenant).',
} as const;

const NOT_BUILT = {
  ...CLOSED,
  status: 500,
  why: 'The script of this page is not built.',
  whatToDo: 'Whoever runs this service runs `npm run build`.',
} as const;
