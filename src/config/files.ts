/** The files that a configuration names: authorities to trust and private keys, read and checked when it is loaded. */
import { createPrivateKey, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { show, type Problem } from './problem.js';
import type { BackendOptions } from './schema-fhir.js';
import type { BackendAccess, ClientCertificate } from '../fhir/client/server-entry.js';

/** Reads a text file; throws as `fs.readFileSync` does. Given by the caller, so that tests need no disk. */
export type ReadFile = (path: string) => string;

/** Reads files that stand beside the configuration file, and gathers what is wrong instead of throwing. */
export class Attachments {
  readonly problems: Problem[] = [];

  constructor(
    private readonly configFile: string,
    private readonly readFile: ReadFile,
  ) {}

  /** A path as the configuration file means it: relative to its own folder. */
  locate = (name: string): string => resolve(dirname(this.configFile), name);

  /** The path of a file that can be read. */
  existing(path: string, name: string): string {
    this.text(path, name);
    return this.locate(name);
  }

  /** PEM text of certificates. */
  certificates(path: string, name: string): string {
    const pem = this.text(path, name);
    if (pem === undefined) return '';
    try {
      void new X509Certificate(pem);
    } catch {
      this.problems.push({ path, found: 'a file without a certificate', allowed: 'a PEM file with a certificate' });
    }
    return pem;
  }

  /** A certificate and the key that belongs to it; nothing with a problem noted. */
  clientCertificate(
    path: string,
    certName: string,
    keyName: string,
  ): { readonly clientCertificate?: ClientCertificate } {
    const cert = this.certificates(`${path}.clientCertFile`, certName);
    const text = this.text(`${path}.clientKeyFile`, keyName);
    const key = text === undefined ? undefined : privateKey(text)?.privateKey;
    if (text !== undefined && (!key || (cert !== '' && !belongs(cert, key)))) {
      this.problems.push({
        path: `${path}.clientKeyFile`,
        found: key ? 'a key of another certificate' : 'a file without a private key',
        allowed: 'the private key (PEM) of the certificate in clientCertFile',
      });
    }
    return key ? { clientCertificate: { cert, key } } : {};
  }

  /** The access that a backend's options describe; `undefined` with a problem noted. */
  backend(path: string, { clientId, tokenUrl, keyFile, alg, scope }: BackendOptions): BackendAccess | undefined {
    const text = this.text(`${path}.keyFile`, keyFile);
    const key = text === undefined ? undefined : privateKey(text);
    if (text !== undefined && !key) {
      this.problems.push({
        path: `${path}.keyFile`,
        found: 'a file without a private key',
        allowed: 'a private JWK (JSON), or PEM',
      });
    }
    if (!key) return undefined;
    if (!fits(key.privateKey, alg)) {
      this.problems.push({
        path: `${path}.alg`,
        found: `${alg}, which the key in keyFile can’t make`,
        allowed: 'the algorithm of the key',
      });
    }
    return { clientId, tokenUrl, ...key, alg, scope };
  }

  private text(path: string, name: string): string | undefined {
    try {
      return this.readFile(this.locate(name));
    } catch (error) {
      this.problems.push({
        path,
        found: unreadable(name, error),
        allowed: 'a file that can be read, relative to the configuration file',
      });
      return undefined;
    }
  }
}

/** Which file can't be read and why, by the system's code and without its content. */
export const unreadable = (name: string, error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const why = code === 'ENOENT' ? 'no such file' : `can’t be read${typeof code === 'string' ? ` (${code})` : ''}`;
  return `${show(name)}: ${why}`;
};

function privateKey(text: string): { privateKey: KeyObject; kid?: string } | undefined {
  try {
    if (!text.trimStart().startsWith('{')) return { privateKey: createPrivateKey(text) };
    const jwk = JSON.parse(text) as JsonWebKey;
    const kid = typeof jwk['kid'] === 'string' ? { kid: jwk['kid'] } : {};
    return { privateKey: createPrivateKey({ key: jwk, format: 'jwk' }), ...kid };
  } catch {
    return undefined;
  }
}

function belongs(cert: string, key: KeyObject): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(key);
  } catch {
    // That it is no certificate is noted already.
    return true;
  }
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

function fits({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, alg: string): boolean {
  if (alg === 'EdDSA') return asymmetricKeyType === 'ed25519';
  if (alg in CURVES) return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVES[alg];
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}
