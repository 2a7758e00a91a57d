/**
 * How much is done for who needs no token: so many requests a minute of each client address, and few at a time of all
 * together, so that they take neither a count nor a place from the calls of the hook.
 */
import { busy } from '../errors/index.js';
import { Places } from './places.js';
import { createRate, type Rate } from './rate.js';

export interface Visitors {
  /**
   * Counts a request and waits for a place.
   * @returns what gives the place back
   * @throws CodedError 429 with the seconds to wait, or 503
   */
  enter(address: string, perMinute: number): Promise<() => void>;
}

const RETRY_S = 1;

export interface VisitorBounds {
  readonly atOnce: number;
  /** Of one network, so that whoever sends slowly does not hold all places. */
  readonly ofOne: number;
  readonly waiting: number;
  readonly waitMs: number;
}

/** Each may hold a body of megabytes. */
const BOUNDS: VisitorBounds = { atOnce: 8, ofOne: 4, waiting: 32, waitMs: 4000 };

export function createVisitors({ atOnce, ofOne, waiting, waitMs }: VisitorBounds = BOUNDS): Visitors {
  const places = new Places(atOnce, waiting);
  /** Of the networks that are here now. */
  const networks = new Map<string, { readonly places: Places; here: number }>();
  /** By requests a minute: tenants differ, and a reload may change it. */
  const rates = new Map<number, Rate>();
  return {
    async enter(address, perMinute) {
      let rate = rates.get(perMinute);
      if (!rate) rates.set(perMinute, (rate = createRate(perMinute)));
      const network = networkOf(address);
      await rate.count(network);
      const own = networks.get(network) ?? { places: new Places(ofOne, waiting), here: 0 };
      networks.set(network, own);
      own.here += 1;
      const leaveOwn = await own.places.enter(waitMs);
      const leave = leaveOwn && (await places.enter(waitMs));
      const gone = (): void => {
        leave?.();
        leaveOwn?.();
        own.here -= 1;
        if (own.here === 0) networks.delete(network);
      };
      if (leave) return gone;
      gone();
      throw busy(RETRY_S);
    },
  };
}

/** An IPv4 address, or the /64 of an IPv6 one: whoever has one of its addresses has them all. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right].slice(0, 4).join(':');
}
