/** The rule's versions and its second settings, compared. */
import { formatDay, type Day } from '../fhir/dates.js';
import type { DecisionRecord } from '../store/port.js';
import { differenceOf, rateOf } from './interval.js';
import type { Summary, VersionRow } from './report.js';
import { Tally } from './tally.js';

const VERSIONS_KEPT = 200;

/** Calls and cards by version and content hash: a changed content is another rule, whatever its version says. */
export class VersionFold {
  readonly #versions = new Map<
    string,
    { version: string; contentHash: string; calls: number; cards: number; first: Day; last: Day }
  >();

  add({ rule: { version, contentHash }, shown }: DecisionRecord, day: Day): void {
    const key = `${version} ${contentHash}`;
    let row = this.#versions.get(key);
    if (!row) {
      if (this.#versions.size >= VERSIONS_KEPT) return;
      row = { version, contentHash, calls: 0, cards: 0, first: day, last: day };
      this.#versions.set(key, row);
    }
    row.calls += 1;
    row.cards += shown === 'no' ? 0 : 1;
    row.first = Math.min(row.first, day);
    row.last = Math.max(row.last, day);
  }

  /** In the order in which they came into use. */
  result(): readonly VersionRow[] {
    const rows = [...this.#versions.values()].sort((a, b) => a.first - b.first || a.last - b.last);
    return rows.map(({ version, contentHash, calls, cards, first, last }, index) => {
      const rate = rateOf(cards, calls);
      const before = rows[index - 1];
      return {
        version,
        contentHash,
        calls,
        cards,
        perHundred: rate.perHundred,
        low: rate.low,
        high: rate.high,
        since: formatDay(first),
        until: formatDay(last),
        ...(before ? { difference: differenceOf(rateOf(before.cards, before.calls), rate) } : {}),
      };
    });
  }
}

/** How a second setting would have decided the same charts. Tiers reached, before any card is kept quiet. */
export class CompareFold {
  readonly #settings = new Map<
    string,
    {
      settings: DecisionRecord['settings'];
      calls: number;
      differ: number;
      changes: Tally<{ readonly from: string; readonly to: string }>;
    }
  >();

  add({ tier, reason, compare }: DecisionRecord): void {
    if (!compare) return;
    const key = JSON.stringify(compare.settings);
    let row = this.#settings.get(key);
    if (!row) {
      if (this.#settings.size >= VERSIONS_KEPT) return;
      row = { settings: compare.settings, calls: 0, differ: 0, changes: new Tally(({ from, to }) => `${from} ${to}`) };
      this.#settings.set(key, row);
    }
    row.calls += 1;
    if (!compare.differs) return;
    row.differ += 1;
    row.changes.add({ from: tier ?? reason ?? 'none', to: compare.tier ?? compare.reason ?? 'none' });
  }

  result(): Summary['compare'] {
    return [...this.#settings.values()].map(({ settings, calls, differ, changes }) => ({
      settings,
      calls,
      differ: rateOf(differ, calls),
      changes: changes.sorted().map(({ item, count }) => ({ ...item, count })),
    }));
  }
}
