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
  'style.css': 'text/css; charset=utf-8',
};

/** Beside the compiled code; and where the sources run as they are, where `npm run build` put it. */
const BUILT = ['./built/app.js', '../../dist/src/web/built/app.js'] as const;

const builtScript = (): URL | undefined =>
  BUILT.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));

/** Whether the script of the pages was built; a page says so where it was not. */
export const isBuilt = (): boolean => builtScript() !== undefined;

/** `GET /assets/<file>`: the bundled script of the pages and their style, compressed for whoever takes gzip. */
export function createAssets(): Router {
  const router = Router({ caseSensitive: true });
  const files = { 'app.js': builtScript(), 'style.css': new URL('./assets/style.css', import.meta.url) };
  for (const [name, url] of Object.entries(files)) {
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
          response.setHeader('Content-Type', ASSETS[name] as string);
          response.setHeader('Content-Length', body.length);
          if (gzip) response.setHeader('Content-Encoding', 'gzip');
          response.end(body);
        },
      }),
    );
  }
  return router;
}
