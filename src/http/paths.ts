/** Addresses and methods: double slashes, and 405 with `Allow`. */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { CodedError } from '../errors/index.js';

/**
 * Takes `//` for `/` in paths: clients that put `/` and a service's id after a discovery URL that ends in a slash send
 * it (the public CDS Hooks sandbox among them).
 */
export const singleSlashes: RequestHandler = (request, _response, next) => {
  if (request.url.includes('//')) {
    const [path = '', ...query] = request.url.split('?');
    request.url = [path.replace(/\/{2,}/g, '/'), ...query].join('?');
  }
  next();
};

/** The path called, without query, with single slashes and no slash at its end. */
export function pathOf(request: Request): string {
  const path = `${request.baseUrl}${request.path}`;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

type Handler = (request: Request, response: Response, next: NextFunction) => void | Promise<void>;

/** One address's methods; GET answers HEAD too, every other method gets 405. OPTIONS is answered before (cors). */
export function methods(handlers: { readonly GET?: Handler; readonly POST?: Handler }): Handler {
  const allow = [...(handlers.GET ? ['GET', 'HEAD'] : []), ...(handlers.POST ? ['POST'] : []), 'OPTIONS'];
  return (request, response, next) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handler = method === 'GET' || method === 'POST' ? handlers[method] : undefined;
    if (!handler) throw new CodedError('method-not-allowed', { allow });
    return handler(request, response, next);
  };
}

/** Middleware one after another as one layer: each layer of its own costs every request a search by the router. */
export function inSequence(...handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    const run = (index: number): void => {
      const handler = handlers[index];
      if (!handler) return next();
      void handler(request, response, (error?: unknown) => (error === undefined ? run(index + 1) : next(error)));
    };
    run(0);
  };
}
