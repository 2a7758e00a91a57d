/** The steps every POST under /cds-services goes through before its own: 401, then 415, 413 and 400. */
import type { Request } from 'express';
import { CodedError } from '../errors/index.js';
import { parseJson, readBody } from './body.js';
import type { AppDependencies, Caller } from './dependencies.js';
import { isJsonType } from './media-type.js';
import { pathOf } from './paths.js';

/** The caller, from the headers alone. */
export async function authenticated<C extends Caller>(deps: AppDependencies<C>, request: Request): Promise<C> {
  return deps.authenticate(request.headers, pathOf(request));
}

/** The body as JSON, and the milliseconds that parsing (not receiving) it took. */
export async function jsonBody(
  limits: AppDependencies['limits'],
  request: Request,
): Promise<{ readonly body: unknown; readonly parseMs: number }> {
  if (!isJsonType(request.headers['content-type'])) throw new CodedError('unsupported-media-type');
  const bytes = await readBody(request, limits.bodyBytes);
  const started = performance.now();
  const body = parseJson(bytes, limits.jsonDepth);
  return { body, parseMs: performance.now() - started };
}
