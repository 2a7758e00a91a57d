/** Counts by name, bounded: names may come from callers, who may send millions of them. */

export interface Counted<T> {
  readonly item: T;
  readonly count: number;
}

export class Tally<T> {
  readonly #counts = new Map<string, { readonly item: T; count: number }>();
  /** Counted under names for which there was no room. */
  left = 0;

  constructor(
    readonly keyOf: (item: T) => string,
    readonly bound = 1000,
  ) {}

  add(item: T, count = 1): void {
    const key = this.keyOf(item);
    const known = this.#counts.get(key);
    if (known) known.count += count;
    else if (this.#counts.size < this.bound) this.#counts.set(key, { item, count });
    else this.left += count;
  }

  /** As if everything that the other counted had been added here; exact as long as neither ran out of room. */
  merge(other: Tally<T>): void {
    for (const { item, count } of other.#counts.values()) this.add(item, count);
    this.left += other.left;
  }

  countOf(item: T): number {
    return this.#counts.get(this.keyOf(item))?.count ?? 0;
  }

  /** The most frequent first; of equals the first by name. */
  sorted(): readonly Counted<T>[] {
    return [...this.#counts.entries()]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .map(([, one]) => ({ ...one }));
  }
}

export const names = (): Tally<string> => new Tally((name) => name);

/** `{breast: 3, lung: 1}`, the most frequent first. */
export const asObject = (tally: Tally<string>): Readonly<Record<string, number>> =>
  Object.fromEntries(tally.sorted().map(({ item, count }) => [item, count]));
