/** The way out: what the FHIR server says of its sign-in is looked at, and the browser goes there. */
import { fetchWellKnownJson } from 'fhirclient/lib/smart.js';
import type { LaunchSettings } from '../../smart/settings.js';
import { PageAdapter } from './adapter.js';
import { toBase64Url } from './base64url.js';
import { createKept, tabStorage } from './kept.js';
import { SIGN_IN_MS, Trouble } from './page.js';

/** @throws Trouble where the sign-in cannot begin; otherwise the page is left */
export async function begin(settings: LaunchSettings): Promise<void> {
  const { iss, launch, clientId, scope, redirectUri, ref } = settings;
  if (!isSecureContext) throw INSECURE;
  const storage = tabStorage();
  checkEndpoints(await wellKnown(iss), settings);
  const adapter = new PageAdapter(new URL(location.pathname, location.origin), createKept(storage));
  await adapter.getSmartApi().authorize({
    iss,
    launch,
    clientId,
    scope,
    redirectUri,
    pkceMode: 'required',
    completeInTarget: true,
    stateKey: `${randomText()}.${ref}`,
  });
}

/** 256 bits: whoever guesses it could have his own sign-in taken for this one. */
const randomText = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

async function wellKnown(iss: string): Promise<Record<string, unknown>> {
  try {
    const signal = AbortSignal.timeout(SIGN_IN_MS);
    const found: unknown = await fetchWellKnownJson(iss, { signal, credentials: 'omit', redirect: 'error' });
    if (typeof found === 'object' && found !== null) return found as Record<string, unknown>;
  } catch {
    // The message holds the answer of the server.
  }
  throw NOT_TOLD;
}

function checkEndpoints(found: Record<string, unknown>, { origins }: LaunchSettings): void {
  for (const name of ['authorization_endpoint', 'token_endpoint']) {
    const address = found[name];
    if (typeof address !== 'string' || !URL.canParse(address)) throw NO_SMART;
    const { origin } = new URL(address);
    if (!origins.includes(origin)) {
      throw new Trouble(
        `The FHIR server names ${origin} for its sign-in, which this service does not let its page talk to.`,
        'Whoever runs this service can let it: the origin has to stand in smart.authorizationServers of the tenant.',
      );
    }
  }
  const methods = found['code_challenge_methods_supported'];
  if (!Array.isArray(methods) || !methods.includes('S256')) throw NO_PKCE;
}

const INSECURE = new Trouble(
  'This page was not opened by https, so the browser gives it no means to sign in safely.',
  'Whoever runs this service has to serve it by https.',
);
const NOT_TOLD = new Trouble(
  'The FHIR server did not say how to sign in (.well-known/smart-configuration).',
  'It may be slow or away: close this and open it again from the chart. If it stays so, ask whoever runs the EHR whether a browser may read that address from this page (CORS).',
);
const NO_SMART = new Trouble(
  'The FHIR server names no addresses for a sign-in, so it opens no SMART apps.',
  'Ask whoever runs the EHR whether SMART App Launch is switched on.',
);
const NO_PKCE = new Trouble(
  'The FHIR server does not offer a sign-in that is safe for an app in a browser (PKCE with S256).',
  'Ask whoever runs the EHR: SMART App Launch 2 requires it (code_challenge_methods_supported).',
);

/** What is said of anything else. */
export const NOT_BEGUN = new Trouble(
  'The sign-in could not begin.',
  'Close this and open it again from the chart in the EHR.',
);
