/** `GET /about/<service>/legend`: names, units, thresholds and the decision table, for whoever draws an assessment. */
import { Router } from 'express';
import { methods } from '../http/paths.js';
import { sendJson } from '../http/send.js';
import type { CdsService } from '../sdk/service.js';
import type { WireLegend } from './legend-schema.js';

export function createLegends(services: readonly CdsService[]): Router {
  const router = Router({ caseSensitive: true });
  for (const service of services) {
    const body = legendOf(service);
    if (!body) continue;
    router.all(
      `/about/${service.id}/legend`,
      methods({
        GET: (_request, response) => {
          response.setHeader('Cache-Control', 'no-cache');
          sendJson(response, 200, body);
        },
      }),
    );
  }
  return router;
}

/** `undefined` where the service has none. */
export function legendOf({ id, legend, about, knowledge }: CdsService): WireLegend | undefined {
  if (!legend || !about) return undefined;
  // Through JSON, so that the type of what is sent and that of what is kept (read-only) need not be one.
  const rows = (knowledge?.rows ?? []).map(({ row, title, levels, tier, condition, sources }) => ({
    row,
    title,
    levels,
    tier,
    condition,
    sources,
  }));
  const sources = about.sources.map(({ id: source, citation, url }) => ({ id: source, citation, url }));
  const { version, contentHash } = about;
  return JSON.parse(JSON.stringify({ id, version, contentHash, ...legend, rows, sources })) as WireLegend;
}
