/**
 * The breaker of one FHIR origin: while a server answers nothing at all, calls do not wait for it.
 *
 * It opens after some calls in a row in which nothing answered, lets one call try every `probeMs`, and closes on the
 * first answer, whatever its status: a 500 is an answer.
 */
export interface Breaker {
  /** Whether this call may ask the server. Answers true at most once in `probeMs` while open. */
  admits(): boolean;
  /** Something answered. */
  answered(): void;
  /** A call asked and nothing answered. */
  silent(): void;
  readonly isOpen: boolean;
}

export interface BreakerOptions {
  readonly now: () => number;
  /** Calls in a row without any answer until it opens. */
  readonly calls?: number;
  readonly probeMs?: number;
}

export function createBreaker({ now, calls = 5, probeMs = 250 }: BreakerOptions): Breaker {
  let silentCalls = 0;
  let lastTry = Number.NEGATIVE_INFINITY;
  return {
    get isOpen() {
      return silentCalls >= calls;
    },
    admits() {
      if (silentCalls < calls) return true;
      if (now() - lastTry < probeMs) return false;
      lastTry = now();
      return true;
    },
    answered() {
      silentCalls = 0;
    },
    silent() {
      silentCalls += 1;
      lastTry = now();
    },
  };
}
