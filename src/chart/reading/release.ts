/**
 * Which release of FHIR a server speaks. Searches of an older one may well answer 200, with resources that mean
 * something else in R4, so what such a server says is not used.
 */
import type { FhirAccess } from '../../fhir/client/index.js';
import { releaseOf } from '../../fhir/client/release.js';
import { until } from './until.js';

/** Resources of R4B differ from those of R4 in none of the types that are read here. */
const READABLE: readonly (string | undefined)[] = ['R4', 'R4B', undefined];

/** How long a call waits, after its reads, to hear it; only the first calls to a server do. */
const WAIT_MS = 500;

/** The question, asked while the chart is read. */
export interface ReleaseQuestion {
  /**
   * The name of the server's release (`DSTU2`, `STU3`, `R5`) where it is one that cannot be read. A server that does
   * not say in time counts as R4: the states of its inputs speak for themselves. Never rejects.
   */
  unreadable(signal: AbortSignal): Promise<string | undefined>;
}

export function askRelease(access: Pick<FhirAccess, 'version'>): ReleaseQuestion {
  let heard = false;
  let release: string | undefined;
  const answer = access.version().then(
    (version) => {
      heard = true;
      const name = version === undefined ? undefined : releaseOf(version);
      if (!READABLE.includes(name)) release = name;
    },
    () => undefined,
  );
  return {
    async unreadable(signal) {
      if (!heard) await until(answer, AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]));
      return release;
    },
  };
}
