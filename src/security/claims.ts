/** What a CDS Hooks JWT must say besides being signed (CDS Hooks 2.0, "Trusting CDS Clients"). Pure. */
import type { JWTHeaderParameters, JWTPayload } from 'jose';

/** Seconds that clocks may differ by. */
export const SKEW_S = 60;
/** Longest life of a token, in seconds: its `jti` has to be remembered for that long. */
const LONGEST_S = 3600;
const MAX_ID = 1024;

export interface Claims {
  readonly issuer: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly tenant?: string;
}

/**
 * The claims of a token whose signature, issuer, audience, `exp` and `nbf` have been checked; `undefined` where another
 * claim is missing or wrong.
 * @param now seconds since 1970
 */
export function checkedClaims(header: JWTHeaderParameters, payload: JWTPayload, now: number): Claims | undefined {
  const { iss, exp, iat, jti, tenant } = payload;
  const { kid, typ } = header;
  if (!isText(kid) || !isText(iss) || !isText(jti)) return undefined;
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) return undefined;
  if (!isTime(exp) || !isTime(iat) || iat > now + SKEW_S || exp <= iat || exp - iat > LONGEST_S) return undefined;
  return { issuer: iss, id: jti, expires: exp, ...(typeof tenant === 'string' ? { tenant } : {}) };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_ID;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
