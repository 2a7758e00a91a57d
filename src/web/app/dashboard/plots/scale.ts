/** How far the axes of the drawings reach, and where they are marked. Pure. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';

/** @param most of what is drawn @param range pixels of nought and of the top */
export const scaleTo = (most: number, range: readonly [number, number]): ScaleLinear<number, number> =>
  scaleLinear([0, most > 0 ? most : 1], [...range]).nice(4);

/** Some room above what is drawn, and never more than a hundred of a hundred. */
export const topPerHundred = (most: number): number => Math.min(100, most * 1.1);

/** Cards are whole, and so are the marks of their axis. */
export const wholeTicks = (y: ScaleLinear<number, number>): readonly number[] => y.ticks(4).filter(Number.isInteger);
