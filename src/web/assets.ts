/** The static files of the pages: read once, served from the service itself, so that it works without internet. */
import { existsSync, readFileSync } from 'node:fs';
import { Router } from 'express';
import { CodedError } from '../errors/index.js';
import { methods } from '../http/paths.js';
import { pack, sendPacked } from './packed.js';

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Every file that is served, with its type. */
export const ASSETS: Readonly<Record<string, string>> = {
  'app.js': JAVASCRIPT,
  'dashboard.js': JAVASCRIPT,
  'launch.js': JAVASCRIPT,
  'evidence.js': JAVASCRIPT,
  'style.css': 'text/css; charset=utf-8',
};

/** Browsers ask for it at this address by themselves, for whatever they show. */
export const ICON_PATH = '/favicon.ico';

/** Beside the compiled code; and where the sources run as they are, where `npm run build` put it. */
const BUILT = ['./built/', '../../dist/src/web/built/'] as const;

const builtScript = (name: string): URL | undefined =>
  BUILT.map((folder) => new URL(`${folder}${name}`, import.meta.url)).find((url) => existsSync(url));

/** Whether a script of the pages was built; a page says so where it was not. */
export const isBuilt = (name = 'app.js'): boolean => builtScript(name) !== undefined;

const source = (name: string): URL => new URL(`./assets/${name}`, import.meta.url);

/** A file of `assets/`, as text. */
export const readAsset = (name: string): string => readFileSync(source(name), 'utf8');

/** `GET /assets/<file>`: the bundled scripts of the pages and their style; and their icon. */
export function createAssets(): Router {
  const router = Router({ caseSensitive: true });
  const serve = (path: string, url: URL | undefined, type: string): void => {
    const file = url && pack(readFileSync(url));
    router.all(
      path,
      methods({
        GET: (request, response) => {
          if (!file) throw new CodedError('not-found');
          response.setHeader('Cache-Control', 'no-cache');
          sendPacked(request, response, file, type);
        },
      }),
    );
  };
  for (const [name, type] of Object.entries(ASSETS)) {
    serve(`/assets/${name}`, type === JAVASCRIPT ? builtScript(name) : source(name), type);
  }
  serve(ICON_PATH, source('icon.svg'), 'image/svg+xml');
  return router;
}
