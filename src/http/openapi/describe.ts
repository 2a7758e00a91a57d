/** How one address is described: its own answers, the errors, and what every address answers besides. */
import type { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathItemObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { ERROR_CODES, ERRORS, type ErrorCode } from '../../errors/index.js';
import { outcomeSchema } from '../../hooks/wire-schemas.js';
import type { HEADERS } from './headers.js';
import { headersOf, PREFLIGHT } from './headers.js';

export type Paths = ZodOpenApiPathsObject;

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

/** An answer in JSON. */
export const answer = (
  description: string,
  schema: z.ZodType,
  ...headers: (keyof typeof HEADERS)[]
): ZodOpenApiResponseObject => ({ description, headers: headersOf(...headers), content: json(schema) });

/** An answer of other types, by media type. */
export const answerOf = (
  description: string,
  content: Readonly<Record<string, z.ZodType>>,
  ...headers: (keyof typeof HEADERS)[]
): ZodOpenApiResponseObject => ({
  description,
  headers: headersOf(...headers),
  content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
});

/** The body of a request: any of the JSON types is read. */
export const body = (schema: z.ZodType, description: string) => ({
  required: true,
  description: `${description} \`application/*+json\` is read too; plain, or compressed with gzip, deflate or br.`,
  content: json(schema),
});

/** The errors of an address by status, each with the codes that it may have there. */
export function errors(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of ERROR_CODES.filter((known) => codes.includes(known))) {
    byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, these]) => [`${status as 400}` as const, error(status, these)]),
  );
}

/** The answer of one status. @param codes of that status */
export const error = (status: number, codes: readonly ErrorCode[]): ZodOpenApiResponseObject =>
  answer(
    codes.map((code) => `${code}: ${ERRORS[code].meaning}`).join(' '),
    outcomeSchema(codes),
    ...(HEADERS_OF[status] ?? []),
  );

const HEADERS_OF: Readonly<Record<number, readonly (keyof typeof HEADERS)[]>> = {
  401: ['WWWAuthenticate'],
  405: ['Allow'],
  429: ['RetryAfter'],
  503: ['RetryAfter'],
};

/** Given before the request has come as far as an address: from the HTTP server itself, without a body. */
const BEFORE = {
  '408': { $ref: '#/components/responses/RequestTimeout' },
  '431': { $ref: '#/components/responses/HeadersTooLarge' },
} as const;

interface Operation extends ZodOpenApiOperationObject {
  readonly operationId: string;
}

const withBefore = (operation: Operation): Operation => ({
  ...operation,
  responses: { ...operation.responses, ...BEFORE },
});

/** An address to read: GET, and with it HEAD and OPTIONS. */
export const read = (get: Operation): ZodOpenApiPathItemObject => ({
  get: withBefore(get),
  head: withBefore(headOf(get)),
  options: withBefore(optionsOf(get)),
});

/** An address to post to: POST, and with it OPTIONS. */
export const write = (post: Operation): ZodOpenApiPathItemObject => ({
  post: withBefore(post),
  options: withBefore(optionsOf(post)),
});

function headOf({
  operationId,
  summary = '',
  parameters,
  requestParams,
  security,
  responses = {},
}: Operation): Operation {
  const bare = ([status, response]: [string, ZodOpenApiResponseObject]) => {
    const { content: _none, ...rest } = response;
    return [status, rest];
  };
  return {
    operationId: `${operationId}-head`,
    summary: `${summary}, without the body`,
    ...(parameters === undefined ? {} : { parameters }),
    ...(requestParams === undefined ? {} : { requestParams }),
    ...(security === undefined ? {} : { security }),
    responses: Object.fromEntries(
      Object.entries(responses as Record<string, ZodOpenApiResponseObject>).map(bare),
    ) as ZodOpenApiResponsesObject,
  };
}

const optionsOf = ({ operationId, parameters }: Operation): Operation => ({
  operationId: `${operationId}-options`,
  summary: 'What a browser asks before it lets a script call (CORS)',
  security: [],
  // Answered whatever the name is: 404 is for who asks for the thing.
  ...(parameters === undefined
    ? {}
    : { parameters: parameters.map((one) => ({ ...one, schema: { type: 'string' as const } })) }),
  responses: { '204': { description: 'Without a token, and without a body', headers: PREFLIGHT } },
});
