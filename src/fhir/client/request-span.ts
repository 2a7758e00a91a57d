/** The span of one request to a FHIR server: which server and what kind of resource, never whose. */
import { INPUTS, RESOURCE_TYPE } from '../../chart/inputs.js';
import type { Span } from '../../observability/trace.js';
import { NO_SPAN } from '../../observability/trace.js';
import type { FhirReply } from './reply.js';

export interface RequestSpan {
  readonly headers: Span['headers'];
  end(reply: FhirReply): void;
}

const UNTRACED: RequestSpan = { headers: NO_SPAN.headers, end: () => undefined };

/** What may stand in a span's name: the path of a page link is the server's own to choose. */
const KNOWN = new Set<string>([...INPUTS.map((input) => RESOURCE_TYPE[input]), 'Medication', 'metadata']);

/** @param url absolute and below `base` */
export function requestSpan(parent: Span, base: string, url: string, method: string): RequestSpan {
  if (parent === NO_SPAN) return UNTRACED;
  const [type = ''] = /^\/[A-Za-z]+/.exec(url.slice(base.length)) ?? [];
  const target = KNOWN.has(type.slice(1)) ? type.slice(1) : undefined;
  const { hostname, port, protocol } = new URL(base);
  const span = parent.child(
    target === undefined ? method : `${method} ${target}`,
    {
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      ...(target === undefined ? {} : { 'spinewatch.fhir.type': target }),
    },
    'client',
  );
  return {
    headers: span.headers,
    end(reply) {
      const status = reply.ok ? 200 : reply.status;
      if (status !== undefined) span.set({ 'http.response.status_code': status });
      if (!reply.ok) span.fail(reply.state);
      span.end();
    },
  };
}
