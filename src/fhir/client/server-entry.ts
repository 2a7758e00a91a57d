/** Which FHIR servers a caller's charts may be read from (configuration: `tenants[].fhirServers`). */
import type { KeyObject } from 'node:crypto';
import type { InputName } from '../../chart/inputs.js';

/** Access of the service's own (SMART Backend Services). The key is an object that no log line or JSON can spell out. */
export interface BackendAccess {
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly privateKey: KeyObject;
  /** Of the JWK, where the file is one. */
  readonly kid?: string;
  /** An asymmetric signature algorithm of JOSE, one that the key can make. */
  readonly alg: string;
  readonly scope: string;
}

/** The service's own certificate, for servers that ask for one (mutual TLS). */
export interface ClientCertificate {
  /** PEM text. */
  readonly cert: string;
  readonly key: KeyObject;
}

export interface FhirServerEntry {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Loopback and private addresses are refused without it; link-local and metadata addresses always. */
  readonly allowPrivateNetwork: boolean;
  /** PEM text of the certificate authority to trust besides the system's. */
  readonly ca?: string;
  readonly clientCertificate?: ClientCertificate;
  /** For calls that bring no token. */
  readonly backend?: BackendAccess;
  /** A search to use in place of the derived one, by input, e.g. `Condition?patient=Patient/{{context.patientId}}`. */
  readonly searches?: Readonly<Partial<Record<InputName, string>>>;
}

export interface FhirServerPolicy {
  readonly servers: readonly FhirServerEntry[];
  /** The sandbox profile: any loopback address, any port, beside the list. */
  readonly anyLoopback: boolean;
  readonly production: boolean;
}

/** Bounds of every read (configuration: `limits`). */
export interface ReadLimits {
  readonly pages: number;
  readonly resources: number;
  readonly responseBytes: number;
}
