/** Opens a chart: fires the real hook, as an EHR does, and shows what it answers beside the gallery that the page brings. */
import { render } from 'preact';
import { Answer } from './answer.js';
import { fire, legendOf, type Request, sampleRequest, serverRequest } from './call.js';

for (const section of document.querySelectorAll<HTMLElement>('section[data-service]')) {
  const service = section.dataset['service'] ?? '';
  section.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('button[data-sample]') : null;
    const name = button?.dataset['sample'];
    if (name !== undefined) void open(section, () => sampleRequest(name), button);
  });
  section.querySelector('form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(fields.get(name) ?? '').trim();
    const request = serverRequest(section.dataset['hook'] ?? '', text('fhirServer'), text('patientId'));
    void open(section, async () => request, null);
  });

  async function open(
    within: HTMLElement,
    requestOf: () => Promise<Request>,
    button: HTMLElement | null,
  ): Promise<void> {
    const answer = within.querySelector<HTMLElement>('.answer');
    if (!answer || answer.getAttribute('aria-busy') === 'true') return;
    answer.setAttribute('aria-busy', 'true');
    for (const one of within.querySelectorAll('[aria-current]')) one.removeAttribute('aria-current');
    button?.setAttribute('aria-current', 'true');
    // What was shown belongs to another chart.
    render(<p>Asking the service …</p>, answer);
    try {
      const [answered, legend] = await Promise.all([
        requestOf().then((request) => fire(service, request)),
        legendOf(service).catch(() => undefined),
      ]);
      render(
        <Answer key={answered.request.hookInstance} service={service} answered={answered} legend={legend} />,
        answer,
      );
    } catch {
      render(
        <p class="problem">The service did not answer. Is it still running? Open the chart again when it is.</p>,
        answer,
      );
    } finally {
      answer.removeAttribute('aria-busy');
    }
    answer.focus();
    answer.scrollIntoView({ block: 'start' });
  }
}
