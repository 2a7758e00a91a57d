/** What the page asks of its service: sample charts, the hook, feedback and the legend. Nothing else is asked of anyone. */
import type { z } from 'zod';
import type { WireEntry } from '../../hooks/feedback-schema.js';
import type { WireRequest } from '../../hooks/request-schema.js';
import type { anyOutcomeSchema, cardSchema, responseSchema } from '../../hooks/wire-schemas.js';
import type { WireLegend } from '../legend-schema.js';

export type Card = z.infer<typeof cardSchema>;
export type HookResponse = z.infer<typeof responseSchema>;
export type Outcome = z.infer<typeof anyOutcomeSchema>;
export type Assessment = NonNullable<Card['extension']>['org.spinewatch.evidence'];
/** What the service read of a chart itself. */
export type Values = NonNullable<NonNullable<HookResponse['extension']>['org.spinewatch.values']>;
export type Request = WireRequest;

/** One stage of the call, as the service times it. */
export interface Stage {
  readonly name: string;
  readonly ms: number;
}

/** One call and its answer. */
export interface Answered {
  readonly request: Request;
  readonly status: number;
  readonly body: unknown;
  /** From the click to the answer. */
  readonly ms: number;
  readonly stages: readonly Stage[];
}

const JSON_HEADERS = { 'content-type': 'application/json' };

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) });

/** The sample's call, as an EHR would send it. @throws Error where the service does not give it */
export async function sampleRequest(name: string): Promise<Request> {
  const response = await fetch(`/samples/${name}.json`);
  if (!response.ok) throw new Error(`the sample is answered ${response.status}`);
  return (await response.json()) as Request;
}

/** A call without prefetch: the service reads the chart itself. */
export const serverRequest = (hook: string, fhirServer: string, patientId: string): Request => ({
  hook,
  hookInstance: crypto.randomUUID(),
  fhirServer,
  context: { userId: 'Practitioner/spinewatch-sample', patientId },
});

/** Fires the hook. @throws where nothing answers */
export async function fire(service: string, request: Request): Promise<Answered> {
  const started = performance.now();
  const response = await post(`/cds-services/${service}`, request);
  const body: unknown = await response.json();
  const ms = performance.now() - started;
  return { request, status: response.status, body, ms, stages: stagesOf(response.headers.get('server-timing')) };
}

/** Sends one entry of feedback. @throws Error with the service's words where it is not stored */
export async function sendFeedback(service: string, entry: WireEntry): Promise<void> {
  const response = await post(`/cds-services/${service}/feedback`, { feedback: [entry] });
  if (response.ok) return;
  const outcome = (await response.json().catch(() => undefined)) as Outcome | undefined;
  throw new Error(outcome?.issue[0]?.details.text ?? `the service answered ${response.status}`);
}

const legends = new Map<string, Promise<WireLegend | undefined>>();

/** The legend of a service, asked for once; `undefined` where it has none. */
export function legendOf(service: string): Promise<WireLegend | undefined> {
  let legend = legends.get(service);
  if (!legend) {
    legend = fetch(`/about/${service}/legend`).then(async (response) =>
      response.ok ? ((await response.json()) as WireLegend) : undefined,
    );
    // What failed is asked for again at the next chart.
    legend.catch(() => legends.delete(service));
    legends.set(service, legend);
  }
  return legend;
}

/** `read;dur=1.2, assess;dur=0.4` */
export function stagesOf(header: string | null): readonly Stage[] {
  return (header ?? '').split(',').flatMap((part) => {
    const found = /^\s*([a-z-]+);dur=([\d.]+)\s*$/.exec(part);
    return found ? [{ name: found[1] as string, ms: Number(found[2]) }] : [];
  });
}
