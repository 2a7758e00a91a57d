/** Where the marks of a lane and their words stand, so that no words cover others. Pure. */
import type { Mark } from './marks.js';

export interface Placed {
  readonly mark: Mark;
  readonly x: number;
  /** From the top of the lane, counted in rows. */
  readonly row: number;
  /** What is written beside the mark; empty where there is no room. */
  readonly words: string;
  readonly side: 'right' | 'left';
  /** It lies before what is shown, and stands at the edge. */
  readonly earlier: boolean;
}

/** Pixels: of a mark, and of a character of its words. */
const MARK = 22;
const CHARACTER = 6.4;
const MOST_ROWS = 6;

/**
 * @param xOf pixels of a day
 * @param left, right the ends of the axis in pixels
 */
export function placed(
  marks: readonly Mark[],
  xOf: (day: number) => number,
  left: number,
  right: number,
): readonly Placed[] {
  const rows: [number, number][][] = [];
  const roomOf = (pixels: number): number => Math.max(8, Math.floor(pixels / CHARACTER));
  return marks.flatMap((mark) => {
    if (mark.start === undefined) return [];
    const real = xOf(mark.start);
    const earlier = real < left;
    const x = Math.min(right, Math.max(left, real));
    const full = earlier ? `${mark.title} (${mark.date})` : mark.title;
    const rooms = { right: roomOf(right - x - MARK / 2), left: roomOf(x + MARK / 2 - left) };
    // In the middle of a narrow drawing there may be room on neither side: then the words are cut, not the drawing.
    const side = full.length <= rooms.right || rooms.right >= rooms.left ? 'right' : 'left';
    const words = full.length > rooms[side] ? `${full.slice(0, rooms[side] - 1)}…` : full;
    const length = MARK / 2 + words.length * CHARACTER;
    const from = side === 'right' ? x - MARK / 2 : Math.max(left - MARK, x - length);
    const to = side === 'right' ? x + length : x + MARK / 2;
    let row = rows.findIndex((taken) => taken.every(([a, b]) => to < a || from > b));
    if (row < 0 && rows.length < MOST_ROWS) row = rows.push([]) - 1;
    // Too many to write beside: the mark alone, in the last row.
    if (row < 0) return [{ mark, x, row: MOST_ROWS - 1, words: '', side, earlier }];
    rows[row]?.push([from, to]);
    return [{ mark, x, row, words, side, earlier }];
  });
}
