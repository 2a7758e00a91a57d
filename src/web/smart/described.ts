/** The SMART app's addresses, described for the OpenAPI document. */
import { z } from 'zod';
import { answer, answerOf, body, error, errors, type Paths, read, write } from '../../http/openapi/describe.js';
import type { CdsService } from '../../sdk/service.js';
import { viewRequestSchema, viewSchema } from './wire.js';

const html = z.string().meta({ description: 'A page' });
const page = (description: string) => answerOf(description, { 'text/html': html });
const query = (name: string, description: string) => ({
  name,
  in: 'query' as const,
  description,
  schema: { type: 'string' as const },
});

const CLOSED = { '404': error(404, ['not-found']) };
const ASIDE = 'Why it cannot be opened, and what to do';

export function describedSmart(services: readonly CdsService[]): Paths {
  return {
    '/launch': read({
      summary: 'The SMART app, as an EHR launches it; 404 where no tenant has it',
      operationId: 'launch',
      parameters: [query('iss', 'The EHR’s FHIR server.'), query('launch', 'What the EHR knows the open chart by.')],
      responses: {
        '200': page('A page that asks the EHR for a sign-in'),
        '400': page(ASIDE),
        '403': page(ASIDE),
        '500': page(ASIDE),
        ...CLOSED,
      },
    }),
    '/evidence': read({
      summary: 'The evidence of the launched chart, read in the browser; 404 where no tenant has it',
      operationId: 'evidence',
      parameters: [query('state', 'Of the sign-in.'), query('code', 'Of the sign-in.')],
      responses: {
        '200': page('A page that reads the chart and shows the evidence'),
        '400': page(ASIDE),
        '403': page(ASIDE),
        '500': page(ASIDE),
        ...CLOSED,
      },
    }),
    ...Object.fromEntries(services.map((service) => [`/evidence/${service.id}`, assessed(service)])),
  };
}

const assessed = (service: CdsService) =>
  write({
    summary: `The assessment of a chart that a page has read: ${service.title}; 404 where no tenant has the SMART app`,
    operationId: `evidence-${service.id}`,
    requestBody: body(viewRequestSchema, 'A chart as it was read. Nothing of it is kept.'),
    responses: {
      '200': answer('The assessment, and the head of its card', viewSchema),
      ...errors([
        'malformed',
        'too-deep',
        'invalid-request',
        'not-found',
        'missing-prefetch',
        'patient-mismatch',
        'too-large',
        'unsupported-media-type',
        'too-many-requests',
        'internal',
        'busy',
      ]),
    },
  });
