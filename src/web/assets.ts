/** The static files of the pages: read once, served from the service itself, so that it works without internet. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Router } from 'express';
import { methods } from '../http/paths.js';
import { sendText } from '../http/send.js';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const OWN = {
  'app.js': JAVASCRIPT,
  'card.js': JAVASCRIPT,
  'dom.js': JAVASCRIPT,
  'markdown.js': JAVASCRIPT,
  'style.css': 'text/css; charset=utf-8',
} as const;

/** Every file that is served, with its type. */
export const ASSETS: Readonly<Record<string, string>> = { ...OWN, 'markdown-it.js': JAVASCRIPT };

/** `GET /assets/<file>`: the files of the `assets` folder, and the Markdown renderer as its package brings it for browsers. */
export function createAssets(): Router {
  const router = Router({ caseSensitive: true });
  const serve = (name: string, text: string, type: string) =>
    router.all(
      `/assets/${name}`,
      methods({
        GET: (_request, response) => {
          response.setHeader('Cache-Control', 'no-cache');
          sendText(response, 200, text, type);
        },
      }),
    );
  for (const [name, type] of Object.entries(OWN)) {
    serve(name, readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8'), type);
  }
  const renderer = createRequire(import.meta.url).resolve('markdown-it/browser');
  serve('markdown-it.js', readFileSync(renderer, 'utf8'), JAVASCRIPT);
  return router;
}
