/** Certificate authorities and certificates for TLS tests, made as they are needed and valid for a day, or no longer. */
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as never);
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Pem {
  /** A certificate of this authority: for the server at 127.0.0.1 and for clients. */
  issue(name: string, options?: { readonly expired?: boolean; readonly address?: string }): Promise<Pem>;
}

/** From yesterday to tomorrow, or over since yesterday. */
const validity = (expired = false) => ({
  notBefore: new Date(Date.now() - 2 * DAY),
  notAfter: new Date(Date.now() + (expired ? -DAY : DAY)),
});
const serial = (): string => randomBytes(8).toString('hex').replace(/^./, '1');
const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
const pemOf = async (cert: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<Pem> => ({
  cert: cert.toString('pem'),
  key: x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY'),
});

export async function authority(name: string, { expired = false } = {}): Promise<Authority> {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    serialNumber: serial(),
    ...validity(expired),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    ...(await pemOf(cert, keys.privateKey)),
    async issue(subject, { expired: over = false, address = '127.0.0.1' } = {}) {
      const own = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${subject}`,
        issuer: cert.subject,
        serialNumber: serial(),
        ...validity(over),
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }]),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        ],
      });
      return pemOf(issued, own.privateKey);
    },
  };
}
