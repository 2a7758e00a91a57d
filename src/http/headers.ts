/** CORS and security headers, on every answer, errors and 404 included. */
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Browser-based clients may call from these origins, without credentials.
 * `OPTIONS` is answered 204 for every address, without authentication.
 * @param origins asked at each request; `*` allows every origin
 */
export function corsHeaders(origins: () => readonly string[]): RequestHandler {
  return cors({
    // A list even where the origin is not in it: given nothing, cors would leave OPTIONS unanswered.
    origin: (_origin, decide) => decide(null, origins().includes('*') ? '*' : [...origins()]),
    methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept', 'X-Requested-With'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'Allow', 'WWW-Authenticate'],
    credentials: false,
    maxAge: 600,
    optionsSuccessStatus: 204,
  });
}

/**
 * For answers that are data: nothing in them may be run, framed or guessed to be another type. Pages set a policy of
 * their own. Helmet's other headers are about pages and would only make every answer longer.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
