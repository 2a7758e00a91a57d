/** The static files of the pages: read once, served from the service itself, so that it works without internet. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Router } from 'express';
import { CodedError } from '../errors/index.js';
import { methods } from '../http/paths.js';

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Every file that is served, with its type. */
export const ASSETS: Readonly<Record<string, string>> = {
  'app.js': JAVASCRIPT,
  'launch.js': JAVASCRIPT,
  'evidence.js': JAVASCRIPT,
  'style.css': 'text/css; charset=utf-8',
};

/** Beside the compiled code; and where the sources run as they are, where `npm run build` put it. */
const BUILT = ['./built/', '../../dist/src/web/built/'] as const;

const builtScript = (name: string): URL | undefined =>
  BUILT.map((folder) => new URL(`${folder}${name}`, import.meta.url)).find((url) => existsSync(url));

/** Whether a script of the pages was built; a page says so where it was not. */
export const isBuilt = (name = 'app.js'): boolean => builtScript(name) !== undefined;

/** `GET /assets/<file>`: the bundled scripts of the pages and their style, compressed for whoever takes gzip. */
export function createAssets(): Router {
  const router = Router({ caseSensitive: true });
  for (const [name, type] of Object.entries(ASSETS)) {
    const url = type === JAVASCRIPT ? builtScript(name) : new URL(`./assets/${name}`, import.meta.url);
    const plain = url && readFileSync(url);
    const packed = plain && gzipSync(plain, { level: 9 });
    router.all(
      `/assets/${name}`,
      methods({
        GET: (request, response) => {
          if (!plain || !packed) throw new CodedError('not-found');
          const gzip = request.acceptsEncodings('gzip') === 'gzip';
          const body = gzip ? packed : plain;
          response.setHeader('Cache-Control', 'no-cache');
          response.setHeader('Vary', 'Accept-Encoding');
          response.setHeader('Content-Type', type);
          response.setHeader('Content-Length', body.length);
          if (gzip) response.setHeader('Content-Encoding', 'gzip');
          response.end(body);
        },
      }),
    );
  }
  return router;
}
