/** The one time axis of the timeline and the plots, so that what stands above each other happened together. Pure. */
import { scaleUtc, type ScaleTime } from 'd3-scale';

export const MARGIN = { left: 46, right: 14 } as const;
const DAY_MS = 86_400_000;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How far back may be looked, in days. */
export const RANGES = [
  { label: '90 days', days: 90 },
  { label: '1 year', days: 365 },
  { label: '2 years', days: 730 },
  { label: 'everything', days: Infinity },
] as const;

/** @param days how far back from `asOf`; `Infinity` for as far as there is anything */
export function spanOf(asOf: number, days: number, earliest: number | undefined): Span {
  const back = Number.isFinite(days) ? days : Math.max(90, asOf - (earliest ?? asOf) + 10);
  return { from: asOf - back, to: asOf + Math.max(1, Math.round(back / 60)) };
}

export const timeScale = ({ from, to }: Span, width: number): ScaleTime<number, number> =>
  scaleUtc([from * DAY_MS, to * DAY_MS], [MARGIN.left, width - MARGIN.right]);

export const instant = (day: number): number => day * DAY_MS;

/** Pixels that the words of a tick take. */
const TICK = 110;
const MOST_TICKS = 12;

/** Ticks of a time axis with their words: as many as there is room for, and never fewer than two, which tell no distance. */
export function ticksOf(time: ScaleTime<number, number>, width: number): readonly { at: number; words: string }[] {
  let wanted = Math.max(2, Math.floor(width / TICK));
  while (wanted < MOST_TICKS && time.ticks(wanted).length < 2) wanted += 1;
  const format = time.tickFormat();
  return time.ticks(wanted).map((tick) => ({ at: time(tick), words: format(tick) }));
}
