/** The start page as HTML: what this is, where things are, and sample charts to open. */
import type { Sample } from '../samples/sample.js';
import type { CdsService } from '../sdk/service.js';
import { escapeHtml as e } from '../sdk/text.js';
import { ICON_PATH } from './assets.js';

export interface Gallery {
  readonly service: CdsService;
  readonly samples: readonly Sample[];
}

const ROUTES: readonly { path: string; what: string }[] = [
  { path: '/dashboard', what: 'the figures for the owners: firing, answers, alarms' },
  { path: '/cds-services', what: 'discovery: the services and their prefetch templates' },
  { path: '/openapi.json', what: 'the API as an OpenAPI document' },
  { path: '/health/live', what: 'is it alive' },
  { path: '/health/ready', what: 'is it ready' },
  { path: '/metrics', what: 'figures for Prometheus' },
];

/**
 * @param open whether callers need no token: only then can the page call the hook
 * @param built whether the script that opens charts is there
 */
export function homePage(galleries: readonly Gallery[], open: boolean, built = true): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Spinewatch</title>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
${open && built ? '<script type="module" src="/assets/app.js"></script>' : ''}
</head>
<body>
<main>
<h1>Spinewatch</h1>
<p>Spinewatch is a CDS Hooks service. When a clinician opens the chart of a patient with a history of cancer and back
pain, it recommends MRI of the spine, with the evidence from the chart and how soon.</p>
${open && !built ? UNBUILT : ''}
${open ? galleries.map(gallery).join('\n') : CLOSED}
<section aria-labelledby="routes">
<h2 id="routes">Where things are</h2>
<ul>
${galleries.map(serviceLinks).join('\n')}
${ROUTES.map(({ path, what }) => `<li><a href="${path}">${path}</a> ${what}</li>`).join('\n')}
</ul>
</section>
</main>
</body>
</html>
`;
}

const CLOSED = '<p>Callers of this service need a token, so sample charts cannot be opened from this page.</p>';

const UNBUILT =
  '<p>The script of this page is not built, so charts cannot be opened: run <code>npm run build</code>.</p>';

const serviceLinks = ({ service }: Gallery): string =>
  [
    `<li><code>POST /cds-services/${e(service.id)}</code> the hook, ${e(service.hook)}</li>`,
    ...(service.about
      ? [`<li><a href="/about/${e(service.id)}">/about/${e(service.id)}</a> sources and governance</li>`]
      : []),
    ...(service.about && service.legend
      ? [
          `<li><a href="/about/${e(service.id)}/legend">/about/${e(service.id)}/legend</a> names, units, thresholds, decision table</li>`,
        ]
      : []),
  ].join('\n');

/** The answer stands beside the gallery; without script only the noscript line says why nothing happens. */
function gallery({ service, samples }: Gallery): string {
  const id = e(service.id);
  return `<section aria-labelledby="try-${id}" data-service="${id}" data-hook="${e(service.hook)}">
<h2 id="try-${id}">Try it: ${e(service.title)}</h2>
<noscript><p>Opening a chart from this page needs JavaScript.</p></noscript>
<p>Open a chart as an EHR would. The patients are invented, the call and the answer are real.</p>
<div class="split">
<div>
<ul class="gallery">
${samples.map(sampleItem).join('\n')}
</ul>
<details class="server">
<summary>Open a chart on a FHIR server</summary>
<form>
<p><label for="fhir-server-${id}">FHIR server, one that this service may read</label>
<input id="fhir-server-${id}" name="fhirServer" type="url" required autocomplete="off" placeholder="https://hapi.fhir.org/baseR4"></p>
<p><label for="patient-${id}">Patient id</label>
<input id="patient-${id}" name="patientId" required autocomplete="off" spellcheck="false"></p>
<button type="submit">Open this patient's chart</button>
</form>
</details>
</div>
<div class="answer" role="region" aria-label="Answer" tabindex="-1"><p>The answer shows here.</p></div>
</div>
</section>`;
}

const sampleItem = ({ name, title, story, tier, why }: Sample): string =>
  `<li><h3 id="sample-${e(name)}">${e(title)}</h3>
<p>${e(story)}.</p>
<p class="expected"><span class="tier ${e(tier)}">${TIER_WORDS[tier]}</span> ${e(why)}.</p>
<button type="button" data-sample="${e(name)}" aria-describedby="sample-${e(name)}">Open this chart</button></li>`;

const TIER_WORDS: Readonly<Record<Sample['tier'], string>> = {
  none: 'Expected: no card.',
  recommended: 'Expected: recommended.',
  urgent: 'Expected: urgent.',
  emergency: 'Expected: emergency.',
  incomplete: 'Expected: incomplete.',
};
