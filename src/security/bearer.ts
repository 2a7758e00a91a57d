/** The token of an Authorization header. Pure. */

/** Longer tokens are not looked at: the keys and claims of a CDS Hooks JWT take a few hundred characters. */
const MAX_LENGTH = 8192;
/** RFC 7515 compact serialisation: three parts, none of them empty, so never an unsigned token. */
const COMPACT_JWS = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

/** The signed JWT of `Authorization: Bearer …`; `undefined` for anything else. */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined || header.length > MAX_LENGTH ? undefined : COMPACT_JWS.exec(header)?.[1];
}
