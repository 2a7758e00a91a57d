/** A small OpenTelemetry collector: takes traces by OTLP over HTTP as JSON and keeps them for a test to look at. */
import { startLoopback, type Loopback } from '../fhir/client/loopback.js';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string | number>> }[];
  /** 2: an error. */
  readonly status: { readonly code?: number };
}

interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: Pick<CollectedSpan, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** Every body that came, as sent. */
  readonly bodies: readonly string[];
  readonly http: Loopback;
  spans(): readonly CollectedSpan[];
  resources(): readonly Readonly<Record<string, string | number>>[];
}

/** The path below `endpoint` that traces must come to. */
const PATH = '/v1/traces';

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const http = await startLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const known = request.url === PATH && request.method === 'POST';
      if (known) bodies.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(known ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  const sent = () => bodies.flatMap((body) => (JSON.parse(body) as Batch).resourceSpans);
  return {
    endpoint: http.origin,
    bodies,
    http,
    spans: () => sent().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    resources: () => sent().map(({ resource }) => valuesOf(resource)),
  };
}

export const valuesOf = ({ attributes }: Pick<CollectedSpan, 'attributes'>): Record<string, string | number> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] as string | number]));
