/** The headers of answers, as components of the OpenAPI document. */
import type { oas31 } from 'zod-openapi';

type Headers = Record<string, { $ref: string }>;

const header = (description: string, schema: oas31.SchemaObject, required = true): oas31.HeaderObject => ({
  description,
  schema,
  required,
});

const text: oas31.SchemaObject = { type: 'string' };

/** By name of the header without its hyphens. */
export const HEADERS = {
  XRequestId: header("The answer's own id, which stands in the log.", { type: 'string', format: 'uuid' }),
  AccessControlAllowOrigin: header(
    'Every origin, or the one that called where it is in `cors.origins`. Absent for other origins.',
    text,
    false,
  ),
  AccessControlExposeHeaders: header('What a script in a browser may read.', text),
  AccessControlAllowMethods: header('GET, HEAD, POST, OPTIONS.', text),
  AccessControlAllowHeaders: header('What a script in a browser may send.', text),
  AccessControlMaxAge: header('Seconds for which a browser need not ask again.', { type: 'integer' }),
  WWWAuthenticate: header('Always `Bearer`, without a reason.', { type: 'string', const: 'Bearer' }),
  RetryAfter: header('Seconds after which to try again.', { type: 'integer', minimum: 1 }),
  ServerTiming: header('Milliseconds by stage of the call: `read`, `assess`, `render`.', text, false),
  Allow: header('The methods of this address.', text),
  Vary: header('`Accept`, since the same address answers HTML and JSON.', text),
} as const satisfies Readonly<Record<string, oas31.HeaderObject>>;

const NAMES: Readonly<Record<keyof typeof HEADERS, string>> = {
  XRequestId: 'X-Request-Id',
  AccessControlAllowOrigin: 'Access-Control-Allow-Origin',
  AccessControlExposeHeaders: 'Access-Control-Expose-Headers',
  AccessControlAllowMethods: 'Access-Control-Allow-Methods',
  AccessControlAllowHeaders: 'Access-Control-Allow-Headers',
  AccessControlMaxAge: 'Access-Control-Max-Age',
  WWWAuthenticate: 'WWW-Authenticate',
  RetryAfter: 'Retry-After',
  ServerTiming: 'Server-Timing',
  Allow: 'Allow',
  Vary: 'Vary',
};

const refs = (keys: readonly (keyof typeof HEADERS)[]): Headers =>
  Object.fromEntries(keys.map((key) => [NAMES[key], { $ref: `#/components/headers/${key}` }]));

/** Of every answer, and those that this one has besides. */
export const headersOf = (...more: (keyof typeof HEADERS)[]): Headers =>
  refs(['XRequestId', 'AccessControlAllowOrigin', 'AccessControlExposeHeaders', ...more]);

/** Of the answer to OPTIONS. */
export const PREFLIGHT = refs([
  'XRequestId',
  'AccessControlAllowOrigin',
  'AccessControlAllowMethods',
  'AccessControlAllowHeaders',
  'AccessControlMaxAge',
]);
