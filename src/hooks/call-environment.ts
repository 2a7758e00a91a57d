/** What a hook call needs of the world, handed in by whoever wires the service. */
import type { ReadReport } from '../chart/reading/index.js';
import type { Tenant } from '../config/settings.js';
import type { Decision } from '../decision/decide.js';
import type { FhirServers, ReadLimits } from '../fhir/client/index.js';
import type { Day } from '../fhir/dates.js';
import type { Span } from '../observability/trace.js';
import type { UnmappedCode } from '../terminology/unmapped.js';
import type { CallMemory } from './call-memory.js';

export interface CallEnvironment {
  readonly tenant: Tenant;
  readonly servers: FhirServers;
  readonly limits: Pick<ReadLimits, 'pages' | 'resources'>;
  /** For the whole call, in milliseconds. */
  readonly deadlineMs: number;
  readonly now: () => Date;
  readonly today: (timeZone: string, instant: Date) => Day;
  readonly newUuid: () => string;
  /** Waits for a place among the tenant's calls; gives back what leaves it. @throws CodedError 429 or 503 */
  readonly enter?: (waitMs: number) => Promise<() => void>;
  /** Told of every read, for the metrics. */
  readonly onReads?: (reads: readonly ReadReport[]) => void;
  /** Absent: nothing is remembered and nothing recorded. */
  readonly memory?: CallMemory;
  /** Told why a card was kept back or shown as `info` only, for the metrics. */
  readonly onQuiet?: (reason: NonNullable<Decision['quiet']>) => void;
  /** Told of the codes that no value set of the service knows, for the metrics; not called where there are none. */
  readonly onUnmapped?: (codes: readonly UnmappedCode[]) => void;
  /** Of the call; its stages are spans within it. Absent: nothing is traced. */
  readonly span?: Span;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
}
