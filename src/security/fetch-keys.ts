/** Fetches published key sets: no redirects, small bodies, never from this machine in production nor from its metadata service. */
import type { FetchImplementation } from 'jose';
import { fetch } from 'undici';
import { createAgent, type ProxySettings } from '../fhir/client/agent.js';

const MAX_BYTES = 1_048_576;

export interface KeyFetcher {
  readonly fetch: FetchImplementation;
  close(): Promise<void>;
}

/** The addresses stand in the configuration, so private networks are allowed: a hospital's EHR is in one. */
export function createKeyFetcher({
  production,
  proxy,
}: {
  readonly production: boolean;
  readonly proxy?: ProxySettings;
}): KeyFetcher {
  const agent = createAgent({
    rules: { loopback: !production, private: true },
    responseBytes: MAX_BYTES,
    ...(proxy === undefined ? {} : { proxy }),
  });
  return {
    fetch: async (url, { headers, signal }) => {
      const answer = await fetch(url, {
        method: 'GET',
        headers: { accept: headers.get('accept') ?? 'application/json', 'accept-encoding': 'identity' },
        redirect: 'manual',
        signal,
        dispatcher: agent,
      });
      return answer as unknown as Response;
    },
    close: () => agent.close(),
  };
}
