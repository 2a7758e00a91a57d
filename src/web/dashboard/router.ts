/** `GET /dashboard`, and the figures that it shows: `GET /dashboard/report`. */
import { Router } from 'express';
import type { Report } from '../../analytics/report.js';
import type { Day } from '../../fhir/dates.js';
import { methods } from '../../http/paths.js';
import { logFields } from '../../http/request-log.js';
import { sendJson } from '../../http/send.js';
import type { OperatorGate } from '../../security/operator.js';
import { isBuilt } from '../assets.js';
import { pack, sendPacked, type Packed } from '../packed.js';
import { DASHBOARD_CSP, dashboardPage } from './page.js';
import { askedBy, type Asked } from './query.js';
import { createReports } from './reports.js';
import type { WireDashboard } from './schema.js';

export interface DashboardOptions {
  readonly gate: OperatorGate;
  /** Ids of the tenants in force. */
  readonly tenants: () => readonly string[];
  /** Makes a report of the store. Rejects with the store's error. */
  readonly report: (asked: Asked) => Promise<Report>;
  readonly store: () => Promise<WireDashboard['store']>;
  /** Today where it is latest of the tenants. */
  readonly today: () => Day;
}

const PAGE = '/dashboard';
const FIGURES = '/dashboard/report';

export function createDashboard({ gate, tenants, report, store, today }: DashboardOptions): Router {
  const router = Router({ caseSensitive: true });
  const reports = createReports({ make: report });
  const pages = new Map<string, Packed>();
  const page = (body: Parameters<typeof dashboardPage>[0]): Packed => {
    const known = pages.get(body) ?? pack(Buffer.from(dashboardPage(body)));
    pages.set(body, known);
    return known;
  };
  router.all(
    PAGE,
    methods({
      GET: (request, response) => {
        const door = gate.door();
        logFields(response, { route: PAGE });
        response.setHeader('Content-Security-Policy', DASHBOARD_CSP);
        response.setHeader('Referrer-Policy', 'no-referrer');
        response.setHeader('Cache-Control', 'no-cache');
        const body =
          door === 'closed' ? 'closed' : !isBuilt('dashboard.js') ? 'unbuilt' : door === 'token' ? 'token' : 'open';
        response.statusCode = door === 'closed' ? 403 : 200;
        sendPacked(request, response, page(body), 'text/html; charset=utf-8');
      },
    }),
  );
  router.all(
    FIGURES,
    methods({
      GET: async (request, response) => {
        logFields(response, { route: FIGURES });
        response.setHeader('Cache-Control', 'no-store');
        await gate.admit({ headers: request.headers, address: request.ip ?? '' });
        const known = tenants();
        const made = await reports.of(askedBy(request.url, known, today()));
        sendJson(response, 200, { report: made, store: await store(), tenants: known } satisfies WireDashboard);
      },
    }),
  );
  return router;
}
