/**
 * The key of the patient hash, and all that is made with it. Ids of patients, users and servers become digests that
 * nobody can make or undo without the key; a comment is sealed, since clinicians write names.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './trouble.js';

export const KEY_FILE = 'patient.key';
const KEY_BYTES = 32;

export interface Pseudonyms {
  /** By which a key is told from another; says nothing of it. */
  readonly fingerprint: string;
  /** base64url, 43 characters; another kind of thing with the same id has another digest. */
  readonly digest: (
    kind: 'patient' | 'user' | 'origin' | 'evidence' | 'feedback',
    tenant: string,
    text: string,
  ) => string;
  readonly seal: (text: string) => string;
  /** `undefined` where it was sealed with another key, or is damaged. */
  readonly open: (sealed: string) => string | undefined;
}

/** @param secret of any length; what it lacks in randomness can be guessed */
export function pseudonymsOf(secret: string): Pseudonyms {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'spinewatch', purpose, KEY_BYTES));
  const [hashKey, sealKey] = [derive('digest'), derive('seal')];
  return {
    fingerprint: derive('fingerprint').toString('base64url'),
    digest: (kind, tenant, text) =>
      createHmac('sha256', hashKey).update(`${kind}\0${tenant}\0${text}`).digest('base64url'),
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed) {
      try {
        const bytes = Buffer.from(sealed, 'base64');
        const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * The secret of `DATA_DIR/patient.key`, made where it is missing (for this user alone, on the disk before it is used).
 * @throws StoreError `KEY_UNUSABLE` for a file that holds no key; the system's error where none can be made
 */
export function keyOfFolder(dataDir: string): string {
  const file = join(dataDir, KEY_FILE);
  const known = read(file);
  if (known !== undefined) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(fresh, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    fsyncSync(descriptor);
    // Two processes that start at once end with one key: a link is made by one of them alone.
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    rmSync(fresh, { force: true });
  }
  return read(file) ?? unusable();
}

/** `undefined` where there is no file. */
export function readKeyFile(dataDir: string): string | undefined {
  return read(join(dataDir, KEY_FILE));
}

function read(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return /^[0-9a-f]{64}$/.test(text) ? text : unusable();
}

function unusable(): never {
  throw new StoreError('KEY_UNUSABLE', 'patient.key holds no key');
}
