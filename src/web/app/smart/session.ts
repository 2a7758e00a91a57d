/** The way back: the code becomes a token, which stays in this page's memory and ends with it. */
import { isReadableId } from '../../../chart/subject.js';
import type { EvidenceSettings } from '../../smart/settings.js';
import { PageAdapter } from './adapter.js';
import { fromBase64Url } from './base64url.js';
import { createKept, tabStorage } from './kept.js';
import { SIGN_IN_MS, Trouble, within } from './page.js';

/** What the EHR has let this page do, and for whom. */
export interface Session {
  readonly token: string;
  /** Bare id. */
  readonly patientId: string;
  readonly encounterId?: string;
  /** As the EHR wrote it: `Practitioner/x`, or an address that ends so. */
  readonly userId?: string;
  /** As it came back; from whoever made the link, so not to be believed. */
  readonly appContext?: unknown;
}

/** @param address the page's, with what the authorisation server has put into it @throws Trouble */
export async function finish(address: URL, { base }: Pick<EvidenceSettings, 'base'>): Promise<Session> {
  const kept = createKept(tabStorage());
  const params = address.searchParams;
  const error = params.get('error');
  if (error !== null) {
    await kept.unset(params.get('state') ?? '');
    throw refused(error);
  }
  if (!params.has('code') || !params.has('state')) throw NO_CODE;
  const adapter = new PageAdapter(only(address, 'code', 'state'), kept);
  const client = await within(SIGN_IN_MS, adapter.getSmartApi().ready(), () => SLOW).catch((thrown: unknown) => {
    throw thrown instanceof Trouble ? thrown : failed(thrown);
  });
  const { serverUrl, tokenResponse } = client.state;
  // The state says whose launch it was, and the page may talk to that server alone.
  if (!isSame(serverUrl, base)) throw NO_CODE;
  return sessionOf((tokenResponse ?? {}) as Record<string, unknown>);
}

/** Of the token response. @throws Trouble where it does not say whose chart it is for */
export function sessionOf(response: Readonly<Record<string, unknown>>): Session {
  const { access_token: token, token_type: type, patient, encounter, id_token: idToken, appContext } = response;
  if (typeof token !== 'string' || !/^[\x21-\x7E]{1,16384}$/.test(token)) throw NO_TOKEN;
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') throw NO_TOKEN;
  if (!isReadableId(patient)) throw NO_PATIENT;
  const userId = userOf(idToken);
  return {
    token,
    patientId: patient,
    ...(typeof encounter === 'string' ? { encounterId: encounter } : {}),
    ...(userId === undefined ? {} : { userId }),
    ...(appContext === undefined ? {} : { appContext }),
  };
}

/**
 * `fhirUser` of the id token, or `profile` as SMART 1 called it. The token came from the token endpoint itself, so that
 * its signature says nothing more; and what it says only ever takes a card away.
 */
function userOf(idToken: unknown): string | undefined {
  if (typeof idToken !== 'string') return undefined;
  try {
    const [, payload = ''] = idToken.split('.');
    const claims = JSON.parse(fromBase64Url(payload)) as Record<string, unknown>;
    const user = claims['fhirUser'] ?? claims['profile'];
    return typeof user === 'string' ? user : undefined;
  } catch {
    return undefined;
  }
}

function only(address: URL, ...names: readonly string[]): URL {
  const result = new URL(address.pathname, address.origin);
  for (const name of names) result.searchParams.set(name, address.searchParams.get(name) ?? '');
  return result;
}

const isSame = (a: string, b: string): boolean =>
  new URL(a).href.replace(/\/+$/, '') === new URL(b).href.replace(/\/+$/, '');

const AGAIN = 'Close this and open it again from the chart in the EHR.';

/** The codes of OAuth 2.0; a text of the server's is not shown, since the address could hold any. */
const REFUSALS: Readonly<Record<string, string>> = {
  access_denied: 'The sign-in was refused, or somebody cancelled it.',
  invalid_scope: 'The EHR does not give this app one of the scopes that it asks for.',
  unauthorized_client: 'The EHR does not know this app, or does not let it sign in so.',
  invalid_request: 'The EHR did not understand the sign-in.',
  unsupported_response_type: 'The EHR did not understand the sign-in.',
  server_error: 'The authorisation server failed.',
  temporarily_unavailable: 'The authorisation server is overloaded or being looked after.',
};
const ASK_EHR = `${AGAIN} If it stays so, ask whoever runs the EHR: the app's client id, redirect address and scopes have to be registered there as the configuration of this service has them.`;

const refused = (code: string): Trouble =>
  Object.hasOwn(REFUSALS, code)
    ? new Trouble(`${REFUSALS[code]} (${code})`, ASK_EHR)
    : new Trouble('The EHR ended the sign-in with an error.', ASK_EHR);

/** What fhirclient threw: only its HTTP status is told of it. */
function failed(thrown: unknown): Trouble {
  const status = (thrown as { readonly status?: unknown } | null)?.status;
  if (typeof status === 'number') {
    return new Trouble(`The authorisation server refused to give a token (status ${status}).`, ASK_EHR);
  }
  if (thrown instanceof TypeError) {
    return new Trouble(
      'The authorisation server could not be reached for a token.',
      `${AGAIN} If it stays so, ask whoever runs the EHR whether it is running, and whether it lets a browser ask it from this page (CORS).`,
    );
  }
  return NO_CODE;
}

const NO_CODE = new Trouble(
  'This is not the end of a sign-in that this browser tab began, or it was ended before.',
  AGAIN,
);
const NO_TOKEN = new Trouble('The authorisation server gave no token that can be used.', ASK_EHR);
const NO_PATIENT = new Trouble(
  'The EHR did not say which patient’s chart is open.',
  `${AGAIN} If it stays so, ask whoever runs the EHR whether the app is given the scope “launch”.`,
);
const SLOW = new Trouble('The authorisation server did not answer in time.', AGAIN);
