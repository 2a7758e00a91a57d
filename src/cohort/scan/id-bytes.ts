/** FHIR's rule for a logical id, asked of bytes (`isFhirId`). */
import { bytesOf } from './bytes.js';

export const LONGEST_ID = 64;

const ID_BYTES = new Uint8Array(256);
for (const byte of bytesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.')) ID_BYTES[byte] = 1;

export function isIdAt(bytes: Uint8Array, from: number, to: number): boolean {
  if (to === from || to - from > LONGEST_ID) return false;
  for (let at = from; at < to; at++) if (ID_BYTES[bytes[at] as number] === 0) return false;
  return true;
}
