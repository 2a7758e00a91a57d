/** The pages of the SMART app as HTML: what the script has to know stands in an attribute, everything else is its work. */
import type { Response } from 'express';
import { sendText } from '../../http/send.js';
import { escapeHtml as e } from '../../sdk/text.js';
import { ICON_PATH } from '../assets.js';
import type { EvidenceSettings, LaunchSettings } from './settings.js';

interface Policy {
  /** Origins that the page talks to besides the service. */
  readonly connect: readonly string[];
  /** Origins that may show it in a frame. */
  readonly frames: readonly string[];
}

export interface ScriptedPage extends Policy {
  readonly title: string;
  readonly script: 'launch.js' | 'evidence.js';
  readonly settings: LaunchSettings | EvidenceSettings;
  /** What is shown until the script has something to say. */
  readonly waiting: string;
}

/** A page with a script, under a policy for the one FHIR server that it is for. */
export function sendScripted(response: Response, page: ScriptedPage): void {
  const main = `<div id="app" data-settings="${e(JSON.stringify(page.settings))}"><p role="status">${e(page.waiting)}</p></div>
<noscript><p>This app reads the chart in the browser, so it needs JavaScript.</p></noscript>`;
  const head = `<script type="module" src="/assets/${page.script}"></script>`;
  send(response, 200, page, `script-src 'self'; connect-src ${["'self'", ...page.connect].join(' ')}; `, head, main);
}

export interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
  /** Origins that may show it in a frame: a refusal that nobody sees helps nobody. */
  readonly frames: readonly string[];
}

/** A page without a script: why nothing can be shown, and what to do. */
export function sendRefusal(response: Response, refusal: Refusal): void {
  const main = `<p role="alert">${e(refusal.why)}</p>\n<p>${e(refusal.whatToDo)}</p>`;
  send(response, refusal.status, refusal, '', '', main);
}

function send(
  response: Response,
  status: number,
  { title, frames }: { readonly title: string; readonly frames: readonly string[] },
  scripts: string,
  head: string,
  main: string,
): void {
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; ${scripts}style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; ` +
      `frame-ancestors ${frames.length > 0 ? frames.join(' ') : "'none'"}`,
  );
  // It knows no list of origins, and browsers that know frame-ancestors do without it.
  if (frames.length > 0) response.removeHeader('X-Frame-Options');
  // The address holds a code, or names a launch.
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${e(title)} · Spinewatch</title>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
${head}
</head>
<body>
<main>
<h1>${e(title)}</h1>
${main}
</main>
</body>
</html>
`;
  sendText(response, status, html, 'text/html; charset=utf-8');
}
