/** The connections to one FHIR server: kept alive, bounded in number and size, guarded at the address, by proxy where set. */
import * as tls from 'node:tls';
import type { Dispatcher } from 'undici';
import { Agent, EnvHttpProxyAgent, errors } from 'undici';
import type { AddressRules, Lookup } from './address-guard.js';
import type { ClientCertificate } from './server-entry.js';
import { guardedConnector } from './address-guard.js';
import { connectionError } from './connection-error.js';

/** The outbound proxy, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say it. Behind a proxy it is the proxy that asks DNS. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly no?: string;
}

export interface AgentOptions {
  readonly rules: AddressRules;
  /** PEM text to trust besides the system's authorities. */
  readonly ca?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Bytes of one answer's body; reading stops past it. */
  readonly responseBytes: number;
  readonly proxy?: ProxySettings;
  readonly lookup?: Lookup;
}

/** The connection in use at once to one server. More requests wait for a free one. */
const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 5_000;

// A few kilobytes of gzip can unpack to gigabytes, and the bound counts the bytes of the wire. So bodies are asked for
// plain ("Accept-Encoding: identity"), and a server that compresses all the same is not read.
const isTooLarge = (error: Error): boolean => error instanceof errors.ResponseExceededMaxSizeError;

const boundBodies: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (controller, status, headers, socket) =>
      handler.onRequestUpgrade?.(controller, status, headers, socket),
    onResponseStart: (controller, status, headers, message) => {
      const encoding = headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity' && encoding !== '') throw connectionError('BODY_ENCODED');
      handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) =>
      handler.onResponseError?.(controller, isTooLarge(error) ? connectionError('BODY_TOO_LARGE') : error),
  });

/** Whom to trust, and who we are. */
function tlsOptions({ ca, clientCertificate }: AgentOptions): tls.SecureContextOptions {
  return {
    ...authorities(ca),
    ...(clientCertificate && {
      cert: clientCertificate.cert,
      key: clientCertificate.key.export({ type: 'pkcs8', format: 'pem' }),
    }),
  };
}

function authorities(ca: string | undefined): { ca?: string[] } {
  if (ca === undefined) return {};
  const system = 'getCACertificates' in tls ? (tls.getCACertificates as () => string[])() : [...tls.rootCertificates];
  return { ca: [...system, ca] };
}

/** An undici dispatcher for one server entry; `close()` it when the entry goes. */
export function createAgent(options: AgentOptions): Dispatcher {
  const trust = tlsOptions(options);
  const shared = {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 15_000,
    maxResponseSize: options.responseBytes,
    connect: guardedConnector(options.rules, { timeout: CONNECT_TIMEOUT_MS, ...trust }, options.lookup),
  };
  const { proxy } = options;
  const agent =
    proxy && (proxy.http || proxy.https)
      ? new EnvHttpProxyAgent({
          ...shared,
          // An empty string, not undefined: undici would read the environment by itself.
          httpProxy: proxy.http ?? '',
          httpsProxy: proxy.https ?? '',
          noProxy: proxy.no ?? '',
          requestTls: trust,
        })
      : new Agent(shared);
  return agent.compose(boundBodies);
}
