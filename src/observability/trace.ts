/**
 * Traces as the rest of the service sees them: spans to begin, mark and end. What makes them (OpenTelemetry) stands in
 * opentelemetry.ts and is loaded only where a collector is configured; without one every span is `NO_SPAN`.
 *
 * A span leaves the service. Names and values are routes, stages, resource types, statuses, codes of errors and what
 * the configuration says (tenant, server); never a value of a request or a chart, nor what was concluded from one.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { errorAnswer } from '../errors/index.js';

export type SpanValues = Readonly<Record<string, string | number>>;

export interface Span {
  /** Begins a span within this one. `client`: it asks another server. */
  child(name: string, values?: SpanValues, kind?: 'client'): Span;
  set(values: SpanValues): void;
  /** Marks it as failed, with a code of a closed set. */
  fail(code: string): void;
  end(): void;
  /** What a request made within this span carries on: `traceparent`, or nothing. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Tracer {
  /** Begins the span of a request, within the trace that its headers name where they name one. */
  begin(name: string, headers: IncomingHttpHeaders, values?: SpanValues): Span;
  /** Sends what waits, for a short time at most. Never rejects. */
  stop(): Promise<void>;
}

/** Where nothing is traced. */
export const NO_SPAN: Span = Object.freeze({
  child: () => NO_SPAN,
  set: () => undefined,
  fail: () => undefined,
  end: () => undefined,
  headers: Object.freeze({}),
});

export const NO_TRACER: Tracer = Object.freeze({ begin: () => NO_SPAN, stop: async () => undefined });

/** Does the work within a span of its own, which ends with it and says by which error where it failed. */
export function inSpan<T>(parent: Span, name: string, work: (span: Span) => T): T {
  if (parent === NO_SPAN) return work(NO_SPAN);
  const span = parent.child(name);
  const failed = (error: unknown): never => {
    span.fail(errorAnswer(error).code);
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = work(span);
  } catch (error) {
    return failed(error);
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  return result.then((value: unknown) => {
    span.end();
    return value;
  }, failed) as T;
}
