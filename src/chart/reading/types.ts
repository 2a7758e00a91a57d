/** What reading a chart takes and gives. */
import type { Deadline, FhirAccess, ReadLimits } from '../../fhir/client/index.js';
import type { ChartInputs, DataRequirement, InputName, InputStateName } from '../inputs.js';

export interface GatherRequest {
  readonly requirements: readonly DataRequirement[];
  /** Our keys to objects or null, as they came; an EHR's own keys are translated before. */
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Bare id. */
  readonly patientId: string;
  /** As sent, allowed or not: references in the prefetch may be absolute under it. */
  readonly fhirServer?: string;
  /** How to read from the server; absent where nothing may be asked. */
  readonly access?: FhirAccess;
  readonly limits: Pick<ReadLimits, 'pages' | 'resources'>;
  /** One deadline for everything: what is not read by then ends `timeout` and keeps the pages it has. */
  readonly deadline: Deadline;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waited for before anything is read, but after what is answered 412 without reading. What it throws is passed on. */
  readonly admitted?: () => Promise<void>;
}

/** One input that the server was asked for, for the metrics. */
export interface ReadReport {
  readonly input: InputName;
  readonly state: InputStateName;
  readonly ms: number;
  /** Pages read from the server; a page that came by prefetch is not counted. */
  readonly pages: number;
}

export interface GatheredChart {
  readonly inputs: ChartInputs;
  /** Required inputs that nobody gave and that cannot be asked for: the call is answered 412. Nothing was read then. */
  readonly missingRequired: readonly InputName[];
  /** The Patient that came has another id: the call is answered 412. */
  readonly patientMismatch: boolean;
  readonly reads: readonly ReadReport[];
}
