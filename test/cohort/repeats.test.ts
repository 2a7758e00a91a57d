/** Hashes that come twice are found, all of them and no other, however many are compared at a time. */
import fc from 'fast-check';
import { findRepeats } from '../../src/cohort/scan/repeats.js';

const STRIDE = 3;

const found = (lists: readonly (readonly (readonly [number, number])[])[], atOnce?: number): readonly string[] => {
  const read = (list: number) => ({
    numbers: Uint32Array.from((lists[list] ?? []).flatMap(([high, low]) => [high, low, 9])),
    stride: STRIDE,
  });
  const repeats: string[] = [];
  const total = lists.flat().length;
  findRepeats({ count: lists.length, read }, total, (list, place) => repeats.push(`${list}:${place}`), atOnce);
  return repeats.sort();
};

const byHand = (lists: readonly (readonly (readonly [number, number])[])[]): readonly string[] => {
  const met = new Set<string>();
  return lists
    .flatMap((list, at) =>
      list.flatMap(([high, low], place) => {
        const key = `${high} ${low}`;
        if (key === '0 0') return [];
        const known = met.has(key);
        met.add(key);
        return known ? [`${at}:${place}`] : [];
      }),
    )
    .sort();
};

test.each([undefined, 5, 1])('property: %s at a time', (atOnce) => {
  // Halves from few values and from the whole range: many share one, and so the bit.
  const half = fc.oneof(
    fc.nat({ max: 3 }),
    fc.nat({ max: 0xffff_ffff }).map((n) => n >>> 0),
  );
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(half, half), { maxLength: 12 }), { maxLength: 4 }), (lists) => {
      expect(found(lists, atOnce)).toEqual(byHand(lists));
    }),
  );
});
