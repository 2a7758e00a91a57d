/**
 * How many calls are let in: so many a minute of each caller, so many at a time of each tenant, a short queue for those
 * that come on top. One tenant's crowd takes no place of another's.
 */
import type { Limits } from '../config/settings.js';
import { busy } from '../errors/index.js';
import { Places } from './places.js';
import { createRate } from './rate.js';

export interface AdmittedCaller {
  readonly tenant: string;
  /** Absent for an anonymous caller: all of a tenant's count together. */
  readonly issuer?: string;
}

export interface Admission {
  /** Counts a request. @throws CodedError 429 with the seconds to wait */
  count(caller: AdmittedCaller): Promise<void>;
  /**
   * Waits for a place among the tenant's calls, at most `waitMs`.
   * @returns what gives the place back
   * @throws CodedError 503 where the queue is full, or the time is over
   */
  enter(caller: AdmittedCaller, waitMs: number): Promise<() => void>;
}

type Bounds = Pick<Limits, 'concurrent' | 'queue' | 'requestsPerMinute'>;

const RETRY_S = 1;

/** @param limits the configuration's in force; another object after a reload */
export function createAdmission(limits: () => Bounds): Admission {
  let from: Bounds | undefined;
  let rate = createRate(1);
  let places = new Map<string, Places>();

  /** After a reload counting begins anew; calls that run or wait keep their old places. */
  const current = (): Bounds => {
    const now = limits();
    if (now !== from) {
      from = now;
      rate = createRate(now.requestsPerMinute);
      places = new Map();
    }
    return now;
  };
  const placesOf = (tenant: string, { concurrent, queue }: Bounds): Places => {
    const known = places.get(tenant) ?? new Places(concurrent, queue);
    places.set(tenant, known);
    return known;
  };

  return {
    async count({ tenant, issuer = '' }) {
      current();
      await rate.count(`${tenant} ${issuer}`);
    },
    async enter({ tenant }, waitMs) {
      const leave = await placesOf(tenant, current()).enter(waitMs);
      if (!leave) throw busy(RETRY_S);
      return leave;
    },
  };
}
