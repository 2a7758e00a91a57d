/** Ids of patients for whoever looks into them: how many, and the first of them by name. */

export const IDS_KEPT = 200;

/** `ids` are sorted; where `total` is larger, the rest are not listed. */
export interface ListedIds {
  readonly total: number;
  readonly ids: readonly string[];
}

/** Keeps the smallest ids, not the first that came: the list is the same in whatever order the patients come. */
export class IdList {
  #ids: string[] = [];
  #total = 0;

  constructor(readonly kept = IDS_KEPT) {}

  /** @param id counted once each time it is given */
  add(id: string): void {
    this.#total += 1;
    this.#keep(id);
  }

  merge(other: IdList): void {
    this.#total += other.#total;
    for (const id of other.#ids) this.#keep(id);
  }

  #keep(id: string): void {
    this.#ids.push(id);
    // Cut now and then: sorting after each would cost more than the memory saved.
    if (this.#ids.length >= 4 * this.kept) this.#cut();
  }

  #cut(): void {
    this.#ids = this.#ids.sort(byCodeUnit).slice(0, this.kept);
  }

  done(): ListedIds {
    this.#cut();
    return { total: this.#total, ids: [...this.#ids] };
  }
}

/** The order of `results.ndjson`, whatever the language of the machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
