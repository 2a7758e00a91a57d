/** Who may call a tenant (configuration: `tenants[].clients`): the issuers of CDS Hooks JWTs and their keys. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import { line, list, section, url } from './fields.js';

/** Asymmetric signatures only: with a shared secret, whoever can check a token could make one. */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;
const algorithm = () => z.enum(ALGORITHMS, { error: `an asymmetric algorithm: ${ALGORITHMS.join(', ')}` });
export const backendAlgorithm = algorithm;

const MIN_RSA_BITS = 2048;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** True for a public key that this machine can verify signatures with. */
function isUsablePublicKey(jwk: Record<string, unknown>): boolean {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}

const KEY = 'a public JWK with kid and kty EC, RSA or OKP (RSA of 2048 bits or more), without private members';
/** Other members (`use`, `x5c`, …) are left to RFC 7517, which asks to ignore what is not understood. */
const publicKey = z
  .looseObject(
    { kid: line(1, 512), kty: z.enum(['EC', 'RSA', 'OKP'], { error: 'EC, RSA, OKP (no symmetric keys)' }) },
    { error: KEY },
  )
  .refine((jwk) => !PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member)) && isUsablePublicKey(jwk), {
    error: KEY,
  });

const KEYS = 'a list of public JWKs, each kid once';
const jwks = z.looseObject(
  {
    keys: list(publicKey, KEYS).refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
      error: KEYS,
    }),
  },
  { error: 'a JWK Set: an object with keys' },
);

export const client = section({
  issuer: line(1, 2048)
    .refine((text) => !/\s/.test(text), { error: 'an issuer without spaces' })
    .describe("The JWT's `iss`, compared exactly. Stands once in the whole file: it tells which tenant is calling."),
  jwks: jwks.optional().meta({
    leaf: 'JWK Set',
    description: "The client's public keys. Either this or `jwksUri`; a token's own `jku` is never followed.",
  }),
  jwksUri: url().optional().meta({
    kind: 'URL',
    description: 'Where the client publishes its public keys; https in production. Either this or `jwks`.',
  }),
  algorithms: list(algorithm(), `a list of asymmetric algorithms: ${ALGORITHMS.join(', ')}`, 1)
    .default(['ES384', 'RS384'])
    .describe('Signature algorithms that are accepted; asymmetric ones only.'),
  audience: list(line(1, 2048), 'a list of aud values')
    .default([])
    .describe(
      "Values of `aud` accepted besides the service's own URL, compared exactly: for EHRs whose `aud` is set by hand.",
    ),
  tenantClaim: line(1, 512).optional().describe("The JWT's `tenant` must equal it; unset: not looked at."),
});
