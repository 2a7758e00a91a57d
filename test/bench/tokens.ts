/** Tokens as an EHR signs them, one for each call, and the configuration that trusts them. Made before anything is measured. */
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

export type BenchAlgorithm = 'RS384' | 'ES384';

export interface TokenMaker {
  /** The public key as a JWK Set. */
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  /** So many tokens, each with a `jti` of its own, good for an hour. */
  make(count: number): string[];
}

export const ISSUER = 'https://ehr.example.org/cds';
export const AUDIENCE = 'https://spinewatch.example.org';

export function tokenMaker(algorithm: BenchAlgorithm): TokenMaker {
  const { privateKey, publicKey } =
    algorithm === 'RS384'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const kid = 'bench';
  const header = encoded({ alg: algorithm, typ: 'JWT', kid });
  return {
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' }] },
    make: (count) => Array.from({ length: count }, () => signed(`${header}.${encoded(claims())}`, privateKey)),
  };
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function claims() {
  const iat = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3600, jti: randomUUID() };
}

function signed(text: string, key: KeyObject): string {
  // A JWS holds an elliptic signature as its two numbers, not in DER.
  const signature = sign('sha384', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
