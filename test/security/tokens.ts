/** Keys and tokens of EHRs, good and bad, and the configuration that knows the good ones. */
import { randomUUID } from 'node:crypto';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings } from '../../src/config/load.js';
import type { Settings } from '../../src/config/settings.js';
import type { Json } from '../../src/fhir/resource.js';

export const NOW = Date.parse('2026-06-15T12:00:00Z');
export const NOW_S = NOW / 1000;
export const BASE = 'https://cds.example.org';
export const CALL = '/cds-services/metastatic-back-pain';
export const URL_OF_CALL = `${BASE}${CALL}`;

export interface Keys {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: Json;
}

export async function makeKeys(kid: string, alg = 'ES384'): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const claims = (issuer: string, more: JWTPayload = {}, now = NOW_S): JWTPayload => ({
  iss: issuer,
  aud: URL_OF_CALL,
  iat: now,
  exp: now + 300,
  jti: randomUUID(),
  ...more,
});

/** A member given as `undefined` is left out. */
export function sign(keys: Keys, payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const { alg, kid, privateKey } = keys;
  const protectedHeader = defined({ alg, kid, typ: 'JWT', ...header }) as JWTHeaderParameters;
  return new SignJWT(defined(payload)).setProtectedHeader(protectedHeader).sign(privateKey);
}

const defined = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** The parts of a token that was never signed, or signed otherwise. */
export const compact = (header: object, payload: object, signature = ''): string =>
  [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + `.${signature}`;

/** Settings as the file with these tenants gives them. */
export function settingsOf(tenants: readonly Json[], more: Json = {}): Settings {
  const file = JSON.stringify({ publicBaseUrl: BASE, ...more, tenants });
  const environment = readEnvironment({ CONFIG_FILE: '/spinewatch.json' });
  return loadSettings(environment, () => file, 'UTC');
}

export const tenantOf = (id: string, ...clients: readonly Json[]): Json => ({
  id,
  clients,
  cards: { emergencyContact: 'Coordinator' },
});
