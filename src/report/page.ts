/** The frame of every page that is written: one file, nothing from outside, no script, readable on paper. */
import { STYLE } from './style.js';
import { safe } from './words.js';

/** Nothing can be loaded and nothing can run, whatever a chart or a comment holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** @param parts HTML of the sections, in order */
export function page(title: string, scope: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${safe(title)}</h1><p>${safe(scope)}</p></header>
${parts.join('\n')}
</main>
</body>
</html>
`;
}
