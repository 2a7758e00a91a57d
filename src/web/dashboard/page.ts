/** The page of the dashboard: it holds no figure, so whoever asks may have it; its script asks for them. */
import { createHash } from 'node:crypto';
import { ICON_PATH, readAsset } from '../assets.js';

/** With the figures, the page and its script, the style would be a fourth request. */
const STYLE = `${readAsset('style.css')}${readAsset('dashboard.css')}`;

/** Nothing but what this service serves itself; no inline script, and of inline styles the one of this page, by its digest. */
export const DASHBOARD_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * @param body `token`: the script asks for the operator's token first; `open`: none is needed; `unbuilt`, `closed`: there
 * is nothing but words
 */
export const dashboardPage = (body: keyof typeof BODIES): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Spinewatch dashboard</title>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<style>${STYLE}</style>
${body === 'token' || body === 'open' ? '<script type="module" src="/assets/dashboard.js"></script>' : ''}
</head>
<body class="dashboard">
<main>
<h1>Spinewatch dashboard</h1>
${BODIES[body]}
</main>
</body>
</html>
`;

const NOSCRIPT =
  '<noscript><p>This page needs JavaScript. <code>spinewatch report</code> writes the same figures as a page without.</p></noscript>';

const BODIES = {
  open: `<div id="dashboard" data-token="no"></div>${NOSCRIPT}`,
  token: `<div id="dashboard" data-token="yes"></div>${NOSCRIPT}`,
  unbuilt: '<p>The script of this page is not built: run <code>npm run build</code>.</p>',
  closed:
    '<p>The dashboard is closed: this service has no operator’s token. Add the section <code>operator</code> to the configuration file, put a token into the variable that its <code>tokenEnv</code> names (<code>SPINEWATCH_OPERATOR_TOKEN</code>), and restart.</p>',
} as const;
