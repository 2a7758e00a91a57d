/** `GET /about/<service>`: what a service says of itself, as HTML for people and as JSON for whoever asks for it. */
import { Router } from 'express';
import type { DataRequirement } from '../chart/inputs.js';
import { RESOURCE_TYPE } from '../chart/inputs.js';
import { methods } from '../http/paths.js';
import { sendJson, sendText } from '../http/send.js';
import type { About } from '../sdk/about.js';
import type { CdsService } from '../sdk/service.js';
import { escapeHtml } from '../sdk/text.js';
import { ICON_PATH } from './assets.js';

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function createAbout(services: readonly CdsService[]): Router {
  const router = Router({ caseSensitive: true });
  for (const service of services) {
    const { about } = service;
    if (!about) continue;
    const inputs = service.requirements.map(inputOf);
    const json = { id: service.id, title: service.title, ...about, inputs };
    const html = page(service, about, inputs);
    router.all(
      `/about/${service.id}`,
      methods({
        GET: (request, response) => {
          response.vary('Accept');
          if (request.accepts(['html', 'json']) === 'json') return sendJson(response, 200, json);
          response.setHeader('Content-Security-Policy', CSP);
          sendText(response, 200, html, 'text/html; charset=utf-8');
        },
      }),
    );
  }
  return router;
}

const inputOf = ({ input, required, lookbackDays }: DataRequirement) => ({
  input,
  resourceType: RESOURCE_TYPE[input],
  required,
  ...(lookbackDays === undefined ? {} : { lookbackDays }),
});

/** `sourceAttributes.dateOfBirth` reads "Date of birth". */
const words = (name: string): string => {
  const spaced = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}

function page(service: CdsService, about: About, inputs: readonly ReturnType<typeof inputOf>[]): string {
  const e = escapeHtml;
  const approval = about.approval
    ? `${e(about.approval.by)}, ${e(about.approval.date)}`
    : 'Nobody has approved it for live use';
  const source = (one: About['sources'][number]): string =>
    one.url === undefined ? e(one.citation) : `<a href="${e(one.url)}">${e(one.citation)}</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(service.title)} · Spinewatch</title>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<main>
<h1>${e(service.title)}</h1>
<p>${e(service.description)}</p>
<h2>Governance</h2>
${table(
  ['What', 'As it stands'],
  [
    ['Version', e(about.version)],
    ['Content', `<code>${e(about.contentHash)}</code>`],
    ['Status', e(about.status)],
    ['Owner', e(about.owner)],
    ['Approval', approval],
    ['Released, revised', `${e(about.released)}, ${e(about.revised)}`],
    ['Review due', e(about.reviewDue)],
  ],
)}
<h2>Intended use</h2>
<p>${e(about.intendedUse)}</p>
<p><strong>Users:</strong> ${e(about.intendedUser)}</p>
<p><strong>Population:</strong> ${e(about.intendedPopulation)}</p>
<p><strong>Not for:</strong></p>
${list(about.notIntendedFor.map(e))}
<h2>What it reads</h2>
${table(
  ['Input', 'FHIR resource', 'Required', 'Looks back'],
  inputs.map((one) => [
    e(one.input),
    e(one.resourceType),
    one.required ? 'yes' : 'no',
    'lookbackDays' in one ? `${one.lookbackDays} days` : 'any date',
  ]),
)}
<h2>Limits</h2>
${list(about.limits.map(e))}
<h2>Sources</h2>
${table(
  ['Source', 'Strength', 'How it was seen'],
  about.sources.map((one) => [source(one), e(one.strength), e(one.seen)]),
)}
<h2>Source attributes</h2>
${table(
  ['Attribute', 'Answer'],
  Object.entries(about.sourceAttributes).map(([name, value]) => [e(words(name)), e(value)]),
)}
<h2>Hazard log</h2>
${table(
  ['No.', 'Hazard', 'Control', 'Proven by'],
  about.hazards.map((one) => [
    e(one.id),
    e(one.hazard),
    e(one.control),
    [...one.cases.map((name) => `cases/${name}`), ...one.tests].map(e).join('<br>'),
  ]),
)}
<h2>Changes</h2>
${table(
  ['Version', 'Date', 'Change'],
  about.changeLog.map((one) => [e(one.version), e(one.date), e(one.change)]),
)}
<p><a href="/">Back to the start page</a></p>
</main>
</body>
</html>
`;
}
