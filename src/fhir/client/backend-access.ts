/** Reads with the service's own token; a token that the server no longer takes is replaced once. */
import type { FhirAccess } from './access.js';
import type { BackendTokens } from './backend-token.js';

export function withBackendToken(
  tokens: BackendTokens,
  requester: (token: string) => FhirAccess['get'],
): FhirAccess['get'] {
  return async (pathOrUrl, deadline) => {
    const first = await tokens.current(deadline);
    if (!first.ok) return first;
    const reply = await requester(first.token)(pathOrUrl, deadline);
    if (reply.ok || reply.status !== 401) return reply;
    tokens.forget(first.token);
    const second = await tokens.current(deadline);
    return second.ok ? requester(second.token)(pathOrUrl, deadline) : second;
  };
}
