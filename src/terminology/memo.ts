/**
 * A map that never holds more than so many entries.
 *
 * Two generations: a full young one becomes the old one, and the old one is forgotten. An entry in use is carried over,
 * so a flood of codes that are seen once cannot drive out the ones that every chart has.
 */
export class BoundedMemo<V> {
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  /** @param limit entries at most, both generations together */
  constructor(readonly limit: number) {}

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.limit / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
