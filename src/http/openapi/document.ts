/** /openapi.json, made of the zod schemas that check requests, so that it says what the service does. */
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { ErrorCode } from '../../errors/index.js';
import { feedbackSchema } from '../../hooks/feedback-schema.js';
import { requestSchema } from '../../hooks/request-schema.js';
import { anyOutcomeSchema, discoverySchema, readinessSchema, responseSchema } from '../../hooks/wire-schemas.js';
import type { CdsService } from '../../sdk/service.js';
import { answer, answerOf, body, error, errors, type Paths, read, write } from './describe.js';
import { HEADERS } from './headers.js';

const EDGE: readonly ErrorCode[] = [
  'malformed',
  'too-deep',
  'unauthorised',
  'unsupported-media-type',
  'too-large',
  'too-many-requests',
  'internal',
];
const CALL: readonly ErrorCode[] = [
  ...EDGE,
  'invalid-request',
  'patient-not-authorised',
  'missing-prefetch',
  'patient-mismatch',
  'busy',
];
const FEEDBACK: readonly ErrorCode[] = [...EDGE, 'invalid-feedback', 'too-many-entries', 'feedback-unavailable'];

const DESCRIPTION = `A CDS Hooks service that recommends MRI of the spine when a patient with a history of cancer has back pain.

Every error is an OperationOutcome with a code of the service's own; what each means and what to do: \`docs/errors.md\`.
Answers come in this order: 404 (any other address), 405 (any other method, with \`Allow\`), 401, 415, 413, 400, 403, 412,
429 or 503, 200. Any \`Accept\` is served; nothing is 406. Every answer carries CORS headers, and headers that forbid
running, framing or guessing what is in it.`;

export interface DocumentOptions {
  readonly version?: string;
  /** The addresses for people, which are served beside the API. */
  readonly pages?: Paths;
  /** Whether some callers need no token. */
  readonly anonymous?: boolean;
}

/** The document as plain JSON (OpenAPI 3.1.0). */
export function openApiDocument(
  services: readonly CdsService[],
  { version = '0.0.0', pages = {}, anonymous = true }: DocumentOptions = {},
): object {
  const security = anonymous ? [{}, { cdsClient: [] }] : [{ cdsClient: [] }];
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Spinewatch',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Wherever it was read from: callers configure the address themselves.
    servers: [{ url: '/' }],
    security: [],
    paths: { ...operations, ...Object.assign({}, ...services.map((service) => pathsOf(service, security))), ...pages },
    components: {
      headers: HEADERS,
      schemas: { OperationOutcome: anyOutcomeSchema },
      responses: {
        NotFound: error(404, ['not-found']),
        MethodNotAllowed: error(405, ['method-not-allowed']),
        RequestTimeout: {
          description: 'The request did not come whole in time (10 s for its headers, 30 s for all of it). No body.',
        },
        HeadersTooLarge: { description: 'The headers of the request are larger than 16 KiB. No body.' },
      },
      securitySchemes: {
        cdsClient: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The client\'s signed JWT (CDS Hooks, "Trusting CDS Clients"); anonymous tenants need none.',
        },
        operator: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of the operator (`operator.tokenEnv`). The sandbox profile needs none.',
        },
      },
    },
  });
}

const operations: Paths = {
  '/cds-services': read({
    summary: 'Discovery',
    operationId: 'discovery',
    responses: { '200': answer('The services', discoverySchema) },
  }),
  '/health/live': read({
    summary: 'Is the process alive',
    operationId: 'live',
    responses: { '200': answer('It is', z.object({ status: z.literal('live') })) },
  }),
  '/health/ready': read({
    summary: 'Can it take calls',
    operationId: 'ready',
    responses: {
      '200': answer('It can; degraded: something besides the calls fails', readinessSchema(['ready', 'degraded'])),
      ...errors(['internal']),
      '503': answer('It is stopping', readinessSchema(['unready'])),
    },
  }),
  '/metrics': read({
    summary: 'Metrics in the text format of Prometheus',
    operationId: 'metrics',
    responses: { '200': answerOf('The metrics', { 'text/plain': z.string() }), ...errors(['internal']) },
  }),
  '/openapi.json': read({
    summary: 'This document',
    operationId: 'openapi',
    responses: { '200': answer('An OpenAPI 3.1 document', z.looseObject({ openapi: z.string() })) },
  }),
};

function pathsOf(service: CdsService, security: Record<string, string[]>[]): Paths {
  return {
    [`/cds-services/${service.id}`]: write({
      summary: service.title,
      description: service.description,
      operationId: `call-${service.id}`,
      security,
      requestBody: body(requestSchema(service.hook), 'The hook request.'),
      responses: { '200': answer('At most one card', responseSchema, 'ServerTiming'), ...errors(CALL) },
    }),
    [`/cds-services/${service.id}/feedback`]: write({
      summary: `Feedback on the cards of ${service.title}`,
      operationId: `feedback-${service.id}`,
      security,
      requestBody: body(feedbackSchema, 'What became of cards: all entries are stored, or none.'),
      responses: { '200': answer('Stored durably', z.strictObject({})), ...errors(FEEDBACK) },
    }),
  };
}
