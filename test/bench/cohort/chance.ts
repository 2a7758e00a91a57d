/** What one patient's chart is drawn from: the same on every run, and ids that no two patients share. Pure. */
import { randomNumbers } from '../random.js';

/** One whole number of 32 bits for each, and a different one for each: looks random, is a permutation. */
function scrambled(number: number): number {
  let mixed = number >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class Chance {
  private readonly next: () => number;
  private readonly own: string;
  private ids = 0;

  /** @param index of the patient: no two of one seed share an id, whatever the numbers drawn. */
  constructor(seed: number, index: number) {
    const start = scrambled((index + scrambled(seed)) >>> 0);
    this.next = randomNumbers(start);
    this.own = start.toString(16).padStart(8, '0');
  }

  happens(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** A number from `from` up to `to`, with so many decimals. */
  decimal(from: number, to: number, decimals: number): number {
    return Number((from + this.next() * (to - from)).toFixed(decimals));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T;
  }

  /** The first entries far more often than the last, as codes are used. */
  often<T>(list: readonly T[]): T {
    return list[Math.floor(list.length * this.next() ** 4)] as T;
  }

  /** One of the names, by its share of the whole. */
  weighted<T extends string>(shares: Readonly<Record<T, number>>): T {
    const entries = Object.entries(shares) as [T, number][];
    let left = this.next() * entries.reduce((sum, [, share]) => sum + share, 0);
    for (const [name, share] of entries) {
      left -= share;
      if (left < 0) return name;
    }
    return (entries.at(-1) as [T, number])[0];
  }

  /** Normally distributed (Box and Muller). */
  normal(mean: number, deviation: number): number {
    return mean + deviation * Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(this.normal(0, sigma));
  }

  /** A UUID whose first two groups no other id of the export has. */
  uuid(): string {
    const count = (this.ids++).toString(16).padStart(4, '0');
    return `${this.own}-${count}-4${this.hex(3)}-${this.pick(['8', '9', 'a', 'b'])}${this.hex(3)}-${this.hex(12)}`;
  }

  /** An id as Epic makes them: `e` and some 40 letters and digits; unique as the UUIDs are. */
  token(): string {
    const count = (this.ids++).toString(16).padStart(4, '0');
    return `e${this.own}${count}${this.base36()}${this.base36()}${this.base36()}${this.base36()}3`;
  }

  digits(length: number): string {
    return String(this.whole(0, 10 ** length - 1)).padStart(length, '0');
  }

  private hex(length: number): string {
    return Math.floor(this.next() * 16 ** length)
      .toString(16)
      .padStart(length, '0');
  }

  /** Seven letters and digits. */
  private base36(): string {
    return Math.floor(this.next() * 36 ** 7)
      .toString(36)
      .padStart(7, 'X');
  }
}
