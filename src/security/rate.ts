/** So many requests a minute of each key. */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { tooManyRequests } from '../errors/index.js';

export interface Rate {
  /** Counts a request. @throws CodedError 429 with the seconds to wait */
  count(key: string): Promise<void>;
}

export function createRate(perMinute: number): Rate {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async count(key) {
      try {
        await limiter.consume(key);
      } catch (refused) {
        const { msBeforeNext = 1000 } = refused as { msBeforeNext?: number };
        throw tooManyRequests(Math.ceil(msBeforeNext / 1000));
      }
    },
  };
}
