/** /openapi.json, made of the zod schemas that check requests, so that it says what the service does. */
import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { ERROR_CODES, ERRORS, type ErrorCode } from '../errors/index.js';
import { feedbackSchema } from '../hooks/feedback-schema.js';
import { requestSchema } from '../hooks/request-schema.js';
import { discoverySchema, outcomeSchema, readinessSchema, responseSchema } from '../hooks/wire-schemas.js';
import type { CdsService } from '../sdk/service.js';

type Paths = NonNullable<ZodOpenApiObject['paths']>;

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const ok = (description: string, schema: z.ZodType) => ({ '200': { description, content: json(schema) } });

const EDGE: readonly ErrorCode[] = [
  'malformed',
  'too-deep',
  'unauthorised',
  'unsupported-media-type',
  'too-large',
  'internal',
];
const CALL: readonly ErrorCode[] = [
  ...EDGE,
  'invalid-request',
  'patient-not-authorised',
  'missing-prefetch',
  'patient-mismatch',
  'too-many-requests',
  'busy',
];
const FEEDBACK: readonly ErrorCode[] = [...EDGE, 'invalid-feedback', 'too-many-entries', 'feedback-unavailable'];

/** The document as plain JSON (OpenAPI 3.1.0). */
export function openApiDocument(services: readonly CdsService[], version = '0.0.0'): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Spinewatch',
      version,
      description:
        'A CDS Hooks service that recommends MRI of the spine when a patient with a history of cancer has back pain. ' +
        'Every error is an OperationOutcome.',
    },
    security: [],
    paths: { ...operations, ...Object.assign({}, ...services.map(pathsOf)) },
    components: {
      securitySchemes: {
        cdsClient: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The client\'s signed JWT (CDS Hooks, "Trusting CDS Clients"); anonymous tenants need none.',
        },
      },
    },
  });
}

const operations: Paths = {
  '/cds-services': {
    get: {
      summary: 'Discovery',
      operationId: 'discovery',
      responses: { ...ok('The services', discoverySchema), ...errors(['internal']) },
    },
  },
  '/health/live': {
    get: {
      summary: 'Is the process alive',
      operationId: 'live',
      responses: ok('It is', z.object({ status: z.literal('live') })),
    },
  },
  '/health/ready': {
    get: {
      summary: 'Can it take calls',
      operationId: 'ready',
      responses: {
        ...ok('It can; degraded: something besides the calls fails', readinessSchema),
        '503': { description: 'It is starting or stopping', content: json(readinessSchema) },
      },
    },
  },
  '/metrics': {
    get: {
      summary: 'Metrics in the text format of Prometheus',
      operationId: 'metrics',
      responses: { '200': { description: 'The metrics', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
  '/openapi.json': {
    get: {
      summary: 'This document',
      operationId: 'openapi',
      responses: ok('An OpenAPI 3.1 document', z.looseObject({ openapi: z.string() })),
    },
  },
};

function pathsOf(service: CdsService): Paths {
  const security = [{}, { cdsClient: [] }];
  return {
    [`/cds-services/${service.id}`]: {
      post: {
        summary: service.title,
        description: service.description,
        operationId: `call-${service.id}`,
        security,
        requestBody: { required: true, content: json(requestSchema(service.hook)) },
        responses: { ...ok('At most one card', responseSchema), ...errors(CALL) },
      },
    },
    [`/cds-services/${service.id}/feedback`]: {
      post: {
        summary: `Feedback on the cards of ${service.title}`,
        operationId: `feedback-${service.id}`,
        security,
        requestBody: { required: true, content: json(feedbackSchema) },
        responses: { ...ok('Stored durably', z.object({})), ...errors(FEEDBACK) },
      },
    },
  };
}

/** The errors of a route by status, each with the codes it may have. */
function errors(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of ERROR_CODES.filter((known) => codes.includes(known))) {
    byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, these]) => [
      `${status as 400}` as const,
      { description: these.map((code) => `${code}: ${ERRORS[code].meaning}`).join(' '), content: json(outcomeSchema) },
    ]),
  );
}
