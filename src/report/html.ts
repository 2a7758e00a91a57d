/** The report as one page: nothing from outside, no script, readable on paper. */
import type { Report } from '../analytics/report.js';
import { alarms, feedback, firing, headline } from './sections.js';
import { STYLE } from './style.js';
import { codes, inputs, settings, silence, speed, versions } from './upkeep.js';
import { safe } from './words.js';

/** Nothing can be loaded and nothing can run, whatever a comment holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function reportHtml(report: Report): string {
  const { since, until, mode, tenant } = report;
  const title = `Spinewatch report, ${since} to ${until}`;
  const scope = `${tenant === null ? 'All tenants' : `Tenant ${tenant}`}${mode === 'shadow' ? ' · shadow: evaluated and recorded, shown to nobody' : ''}`;
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
${[alarms(report), headline(report), firing(report), feedback(report), silence(report), inputs(report), codes(report), versions(report), speed(report), settings(report)].join('\n')}
</main>
</body>
</html>
`;
}
