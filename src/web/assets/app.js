/** Opens a chart: fires the real hook, as an EHR does, and shows what it answers. */
import { answerView } from './card.js';
import { element, folded } from './dom.js';

async function open(section, requestOf) {
  const answer = section.querySelector('.answer');
  const buttons = section.querySelectorAll('button');
  buttons.forEach((button) => (button.disabled = true));
  answer.setAttribute('aria-busy', 'true');
  try {
    answer.replaceChildren(...(await called(section, await requestOf())));
  } catch {
    answer.replaceChildren(element('p', {}, 'The service did not answer. Is it still running?'));
  } finally {
    answer.removeAttribute('aria-busy');
    buttons.forEach((button) => (button.disabled = false));
  }
  answer.scrollIntoView({ block: 'nearest' });
}

async function called(section, request) {
  const started = performance.now();
  const response = await fetch(`/cds-services/${section.dataset.service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const body = await response.json();
  const milliseconds = Math.round(performance.now() - started);
  return [
    element('p', { class: 'patient' }, patientLine(request)),
    ...answerView(response.status, body),
    element('p', { class: 'took' }, `Answered in ${milliseconds} ms`),
    folded('Request', request),
    folded('Response', body),
  ];
}

/** Whose chart is open: the name in the prefetch, else the id. */
function patientLine({ context, prefetch }) {
  const name = prefetch?.patient?.name?.[0];
  const words = [...(name?.given ?? []), name?.family].filter((word) => typeof word === 'string');
  return `Chart of ${words.length > 0 ? words.join(' ') : `Patient/${context.patientId}`}`;
}

async function sampleRequest(name) {
  const response = await fetch(`/samples/${name}.json`);
  return response.json();
}

for (const section of document.querySelectorAll('section[data-service]')) {
  section.addEventListener('click', ({ target }) => {
    const name = target.closest('button[data-sample]')?.dataset.sample;
    if (name !== undefined) void open(section, () => sampleRequest(name));
  });
  section.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const request = {
      hook: section.dataset.hook,
      hookInstance: crypto.randomUUID(),
      fhirServer: fields.get('fhirServer'),
      context: { userId: 'Practitioner/spinewatch-sample', patientId: fields.get('patientId').trim() },
    };
    void open(section, () => request);
  });
}
