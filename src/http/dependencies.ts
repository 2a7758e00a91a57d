/** What the HTTP edge is given by whoever wires the service: it knows no configuration, no store and no chart. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Router } from 'express';
import type { HookAnswer, HookRequest } from '../hooks/answer.js';
import type { FeedbackEntry } from '../hooks/feedback.js';
import type { Logger } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import type { Span, Tracer } from '../observability/trace.js';
import type { CdsService } from '../sdk/service.js';
import type { Paths } from './openapi/describe.js';

/** Who calls, as authentication found it; whoever wires the service may know more of it. */
export interface Caller {
  /** Id of the tenant, from the configuration: it stands in metrics and logs. */
  readonly tenant: string;
}

export interface Readiness {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AppDependencies<C extends Caller = Caller> {
  readonly services: readonly CdsService[];
  /** The prefetch templates of a service, as discovery shows them. */
  readonly prefetch: (service: CdsService) => Readonly<Record<string, string>>;
  /**
   * Answers one call. May throw CodedErrors (412, 429, 503); anything else becomes a 500.
   * `signal` is aborted when the client goes away before its answer; stages are spans within `span`.
   */
  readonly handleCall: (
    service: CdsService,
    request: HookRequest,
    caller: C,
    signal: AbortSignal,
    span: Span,
  ) => Promise<HookAnswer>;
  /**
   * Finds the caller by the headers alone, before the body is read.
   * @param path of the address called, without query and with single slashes, e.g. `/cds-services/x/feedback`
   * @throws CodedError `unauthorised`
   */
  readonly authenticate: (headers: IncomingHttpHeaders, path: string) => Promise<C> | C;
  /** Stores feedback durably before it resolves. Without it, or when it fails, feedback is answered 503. */
  readonly storeFeedback?: (service: CdsService, entries: readonly FeedbackEntry[], caller: C) => Promise<void>;
  /** Whether some callers need no token, as the OpenAPI document says; asked at each request. True where not given. */
  readonly anonymous?: () => boolean;
  /** Read at each request, so that a reloaded configuration holds at once. `bodyBytes` counts after decompression. */
  readonly limits: { readonly bodyBytes: number; readonly jsonDepth: number };
  /** Read at each request. `*` allows every origin; credentials are never allowed. */
  readonly cors: { readonly origins: readonly string[] };
  readonly ready: () => Readiness | Promise<Readiness>;
  readonly metrics: Metrics;
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer;
  /** Pages for people, served for every address that is not of the API. It must set its own Content-Security-Policy. */
  readonly pages?: Router;
  /** Every address of `pages`, for the OpenAPI document. */
  readonly describedPages?: Paths;
  readonly logger: Logger;
  /** The version in the OpenAPI document. */
  readonly version?: string;
  /** Proxies in front whose X-Forwarded headers count. */
  readonly trustProxy?: number;
  /** The clock; by default the machine's. */
  readonly now?: () => Date;
}
