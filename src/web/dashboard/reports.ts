/**
 * Reports for a page that asks again every minute, made in the process that answers calls: one at a time, shared by all
 * who ask for the same, and kept for ten times as long as it took to make it, so that no dashboard takes more than a
 * tenth of the process.
 */
import type { Report } from '../../analytics/report.js';
import { busy, reportUnavailable } from '../../errors/index.js';
import { troubleOf } from '../../store/trouble.js';
import { within } from '../../store/within.js';
import type { Asked } from './query.js';

export interface ReportsOptions {
  /** Rejects with the store's error. */
  readonly make: (asked: Asked) => Promise<Report>;
  /** Milliseconds, never set back. */
  readonly clock?: () => number;
  /** How long one who asks waits. */
  readonly patienceMs?: number;
}

export interface Reports {
  /** @throws CodedError `report-unavailable` where the store can't be read or takes too long, `busy` where too many wait */
  of(asked: Asked): Promise<Report>;
}

interface Kept {
  readonly report: Promise<Report>;
  /** Until when it is handed out; absent while it is made. */
  until?: number;
}

const FRESH_MS = 2000;
const A_TENTH = 10;
const KEPT = 16;
const WAITING = 8;
const PATIENCE_MS = 25_000;

export function createReports({
  make,
  clock = () => performance.now(),
  patienceMs = PATIENCE_MS,
}: ReportsOptions): Reports {
  const kept = new Map<string, Kept>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const begin = (key: string, asked: Asked): Kept => {
    if (waiting >= WAITING) throw busy(5);
    waiting += 1;
    const report = last.then(async () => {
      const started = clock();
      try {
        const made = await make(asked);
        const ended = clock();
        entry.until = ended + Math.max(FRESH_MS, A_TENTH * (ended - started));
        return made;
      } catch (error) {
        // What failed is tried again by the next who asks.
        kept.delete(key);
        throw error;
      } finally {
        waiting -= 1;
      }
    });
    last = report.catch(() => undefined);
    const entry: Kept = { report };
    kept.set(key, entry);
    for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(old);
    return entry;
  };

  return {
    async of(asked) {
      const key = JSON.stringify(asked);
      const known = kept.get(key);
      const fresh = known && (known.until === undefined || clock() < known.until) ? known : undefined;
      const { report } = fresh ?? begin(key, asked);
      const made = await within(
        report.catch((error: unknown) => {
          throw reportUnavailable(`The store cannot be read: ${troubleOf(error)}.`);
        }),
        patienceMs,
      );
      if (!made) throw reportUnavailable('Reading the store takes long; the figures are on their way.', 10);
      return made;
    },
  };
}
