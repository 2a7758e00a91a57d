/**
 * Traces by OpenTelemetry: spans made by hand (nothing of Node is patched), sent to a collector by OTLP over HTTP as
 * JSON, in the background. Loaded only where a collector is configured (main.ts).
 *
 * Of a caller's headers `traceparent` and `tracestate` are taken; what is malformed counts as absent. On to a FHIR
 * server goes `traceparent` alone: ids, and whether to record. `tracestate` and `baggage` are free text of whoever
 * called, which a hospital's server gets from nobody through us.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span as OtelSpan } from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { ATTR_ERROR_TYPE, ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { Span, SpanValues, Tracer } from './trace.js';

export interface TracingOptions {
  /** Where the collector takes traces, e.g. `http://collector:4318/v1/traces`. */
  readonly url: string;
  readonly serviceName?: string;
  /** Told once when the collector stops taking spans, with a code and no address. */
  readonly onTrouble: (problem: string) => void;
  /** Told when it takes them again. */
  readonly onRecovered: () => void;
}

const NAME = 'spinewatch';
/** What is left of the ten seconds of a stop after the calls have had theirs. */
const STOP_MS = 1_500;

/** Further settings (sampler, batches, headers, timeout) are the standard's variables, which the library reads. */
export function createTracer(options: TracingOptions): Tracer {
  const { serviceName } = options;
  const resource = defaultResource()
    .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: NAME }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(serviceName === undefined ? {} : { [ATTR_SERVICE_NAME]: serviceName }));
  const exporter = watched(new OTLPTraceExporter({ url: options.url }), options);
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer(NAME);
  const start = (name: string, values: SpanValues | undefined, kind: SpanKind, within: Context): Span => {
    const span = tracer.startSpan(name, { kind, ...(values && { attributes: values }) }, within);
    return spanOf(span, (childName, childValues, childKind) =>
      start(
        childName,
        childValues,
        childKind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
        trace.setSpan(ROOT_CONTEXT, span),
      ),
    );
  };
  return {
    begin: (name, headers, values) => start(name, values, SpanKind.SERVER, contextOf(headers)),
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

const propagator = new W3CTraceContextPropagator();
const HEADERS = {
  get: (headers: IncomingHttpHeaders, name: string): string | undefined => headers[name]?.toString(),
  keys: (headers: IncomingHttpHeaders): string[] => Object.keys(headers),
};
const contextOf = (headers: IncomingHttpHeaders): Context => propagator.extract(ROOT_CONTEXT, headers, HEADERS);

function spanOf(span: OtelSpan, child: Span['child']): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    child,
    set: (values) => void span.setAttributes(values),
    fail(code) {
      span.setAttribute(ATTR_ERROR_TYPE, code);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
    headers: { traceparent: `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, '0')}` },
  };
}

/** The same exporter, which says once that it fails, and once that it does no more. */
function watched(inner: SpanExporter, { onTrouble, onRecovered }: TracingOptions): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      inner.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !failing) onTrouble(problemOf(result.error));
        if (!failed && failing) onRecovered();
        failing = failed;
        done(result);
      });
    },
    forceFlush: async () => inner.forceFlush?.(),
    shutdown: () => inner.shutdown(),
  };
}

/** Its words may quote the address or what the collector answered: the code alone is said. */
function problemOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `it answered ${code}`;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'it could not be reached';
}
