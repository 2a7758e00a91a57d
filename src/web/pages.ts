/** Pages for people: the start page, the sample charts it opens as hook requests, and their static files. */
import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Day } from '../fhir/dates.js';
import { methods } from '../http/paths.js';
import { sendJson, sendText } from '../http/send.js';
import { hookRequestOf } from '../samples/hook-request.js';
import type { Sample } from '../samples/sample.js';
import type { CdsService } from '../sdk/service.js';
import { ContentError } from '../sdk/service.js';
import { createAssets, isBuilt } from './assets.js';
import { homePage } from './home.js';

/** Nothing but what this service serves itself; no inline script or style, no frame, no form that leaves the page. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PagesOptions {
  readonly services: readonly CdsService[];
  /** The sample charts of a service, checked. @throws ContentError, which ends the start */
  readonly samplesOf: (serviceId: string) => readonly Sample[];
  /** Whether callers need no token, so that the page can call the hook. Asked at each request. */
  readonly open: () => boolean;
  /** The day that the sample charts are dated by, as the hook will count it. Asked at each request. */
  readonly today: () => Day;
}

export function createPages({ services, samplesOf, open, today }: PagesOptions): Router {
  const galleries = services.map((service) => ({ service, samples: samplesOf(service.id) }));
  const names = galleries.flatMap(({ samples }) => samples.map(({ name }) => name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ContentError('samples', `two services have a sample "${twice}"`);
  const router = Router({ caseSensitive: true });
  router.all(
    '/',
    methods({
      GET: (_request, response) => {
        response.setHeader('Content-Security-Policy', CSP);
        response.setHeader('Referrer-Policy', 'no-referrer');
        response.setHeader('Cache-Control', 'no-cache');
        sendText(response, 200, homePage(galleries, open(), isBuilt()), 'text/html; charset=utf-8');
      },
    }),
  );
  for (const { service, samples } of galleries) {
    for (const sample of samples) {
      router.all(
        `/samples/${sample.name}.json`,
        methods({
          GET: (_request, response) => {
            response.setHeader('Cache-Control', 'no-store');
            sendJson(response, 200, hookRequestOf(sample, service, today(), randomUUID()));
          },
        }),
      );
    }
  }
  return router.use(createAssets());
}
