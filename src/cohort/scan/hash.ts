/**
 * Sixty-four bits of a string in two halves, and sets of them in flat memory: ten million ids take 160 MB, as strings they
 * would take a gigabyte. Two ids with one hash are a chance of one in a million at ten million ids; what is kept by hash
 * is chosen so that such a chance loses nobody (docs/screen.md).
 */

export interface Hash {
  high: number;
  low: number;
}

/** What a text that begins so is hashed on from. */
export interface HashStart {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Into `into`, which is given so that millions of calls allocate nothing. MurmurHash3's mixing over UTF-16 units. */
export function hashOf(text: string, into: Hash): Hash {
  const { a, b, length } = hashStart(text);
  return finished(a, b, length, into);
}

export function hashStart(text: string): HashStart {
  let a = 0x9747b28c;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  return { a, b, length: text.length };
}

/** As `hashOf` of the text that the start began, with a character for each of these bytes. */
export function hashBytes(start: HashStart, bytes: Uint8Array, from: number, to: number, into: Hash): Hash {
  let { a, b } = start;
  for (let i = from; i < to; i++) {
    const unit = bytes[i] as number;
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  return finished(a, b, start.length + to - from, into);
}

function finished(a: number, b: number, length: number, into: Hash): Hash {
  into.high = mix(a ^ length);
  into.low = mix(b ^ Math.imul(length, 0x9e3779b1) ^ into.high);
  return into;
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A growing set of hashes, each with a byte of flags. */
export class HashTable {
  #high: Uint32Array;
  #low: Uint32Array;
  #flags: Uint8Array;
  #size = 0;

  constructor(capacity = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 1.6)));
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#flags = new Uint8Array(slots);
  }

  /** Hashes held. */
  get size(): number {
    return this.#size;
  }

  /** The flags of a hash; 0 where it is not there. */
  get({ high, low }: Hash): number {
    return this.#flags[this.#slot(high, low)] as number;
  }

  /** Sets further flags. @returns the flags from before, 0 for a new hash */
  add({ high, low }: Hash, flags: number): number {
    if (this.#size * 1.6 > this.#flags.length) this.#grow();
    const slot = this.#slot(high, low);
    const before = this.#flags[slot] as number;
    if (before === 0) {
      this.#size++;
      this.#high[slot] = high;
      this.#low[slot] = low;
    }
    this.#flags[slot] = before | flags;
    return before;
  }

  /** Where the hash stands, or the empty slot where it would. */
  #slot(high: number, low: number): number {
    const last = this.#flags.length - 1;
    let slot = low & last;
    while (this.#flags[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const [high, low, flags] = [this.#high, this.#low, this.#flags];
    this.#high = new Uint32Array(flags.length * 2);
    this.#low = new Uint32Array(flags.length * 2);
    this.#flags = new Uint8Array(flags.length * 2);
    for (let i = 0; i < flags.length; i++) {
      if (flags[i] === 0) continue;
      const slot = this.#slot(high[i] as number, low[i] as number);
      this.#high[slot] = high[i] as number;
      this.#low[slot] = low[i] as number;
      this.#flags[slot] = flags[i] as number;
    }
  }

  /** As bytes, for another process; `HashTable.from` reads them. */
  toBytes(): Buffer {
    const part = (array: Uint32Array | Uint8Array): Buffer =>
      Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    const head = Buffer.alloc(8);
    head.writeDoubleLE(this.#size);
    return Buffer.concat([head, part(this.#high), part(this.#low), part(this.#flags)]);
  }

  static from(bytes: Buffer): HashTable {
    const slots = (bytes.length - 8) / 9;
    const copy = new Uint8Array(bytes.subarray(8)).buffer;
    const table = new HashTable(1);
    table.#high = new Uint32Array(copy, 0, slots);
    table.#low = new Uint32Array(copy, 4 * slots, slots);
    table.#flags = new Uint8Array(copy, 8 * slots, slots);
    table.#size = bytes.readDoubleLE(0);
    return table;
  }
}
