/** Which FHIR servers a caller's charts may be read from (configuration: `tenants[].fhirServers`). */
import type { InputName } from '../../chart/inputs.js';

export interface FhirServerEntry {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Loopback and private addresses are refused without it; link-local and metadata addresses always. */
  readonly allowPrivateNetwork: boolean;
  /** PEM text of the certificate authority to trust besides the system's. */
  readonly ca?: string;
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
