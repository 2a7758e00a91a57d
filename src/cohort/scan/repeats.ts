/**
 * Which of millions of hashes come twice, in memory that does not grow with them: a bit is kept of each, and of the few
 * whose bit was taken already the hashes are looked for again.
 */
import { HashTable } from './hash.js';

/** Hashes compared with one another at a time; of more, those of one remainder at a time are. */
const AT_ONCE = 16_000_000;
/** Bits for each, so that few share one by chance. */
const BITS_EACH = 16;
const SUSPECT = 1;
const MET = 2;

/** A list of hashes, `stride` numbers each of which the first two are the two halves. */
export interface Hashes {
  readonly numbers: Uint32Array;
  readonly stride: number;
}

/**
 * @param lists read one at a time, several times over
 * @param total of hashes in all lists
 * @param onRepeat list and place in it of every hash that came before, in the order of the lists
 * @param atOnce of tests
 */
export function findRepeats(
  lists: { readonly count: number; readonly read: (list: number) => Hashes },
  total: number,
  onRepeat: (list: number, place: number) => void,
  atOnce = AT_ONCE,
): void {
  const rounds = Math.max(1, Math.ceil(total / atOnce));
  const bits = 2 ** Math.ceil(Math.log2(Math.max(1024, (total / rounds) * BITS_EACH)));
  const hash = { high: 0, low: 0 };
  const each = (round: number, visit: (list: number, place: number) => void): void => {
    for (let list = 0; list < lists.count; list++) {
      const { numbers, stride } = lists.read(list);
      for (let at = 0; at < numbers.length; at += stride) {
        hash.high = numbers[at] as number;
        hash.low = numbers[at + 1] as number;
        // Without an id it is nobody's repeat.
        if (hash.high === 0 && hash.low === 0) continue;
        if (rounds === 1 || hash.high % rounds === round) visit(list, at / stride);
      }
    }
  };
  for (let round = 0; round < rounds; round++) {
    const taken = new Uint8Array(bits / 8);
    const suspects = new HashTable();
    each(round, () => {
      const bit = hash.low & (bits - 1);
      const mask = 1 << (bit & 7);
      const index = bit >>> 3;
      if ((taken[index] as number) & mask) suspects.add(hash, SUSPECT);
      else taken[index] = (taken[index] as number) | mask;
    });
    each(round, (list, place) => {
      const flags = suspects.get(hash);
      if (flags & MET) onRepeat(list, place);
      else if (flags) suspects.add(hash, MET);
    });
  }
}
