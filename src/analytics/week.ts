/** Weeks of ISO 8601: Monday to Sunday, numbered by the year that has their Thursday. */
import { formatDay, type Day } from '../fhir/dates.js';

/** 1970-01-01 was a Thursday. */
export const mondayOf = (day: Day): Day => day - ((((day + 3) % 7) + 7) % 7);

/** `2026-W24` */
export function weekOf(day: Day): string {
  const thursday = mondayOf(day) + 3;
  const year = Number(formatDay(thursday).slice(0, 4));
  const newYear = Math.round(Date.UTC(year, 0, 1) / 86_400_000);
  return `${year}-W${String(Math.floor((thursday - newYear) / 7) + 1).padStart(2, '0')}`;
}

/** Every week from one day to another, both included. */
export function weeksBetween(first: Day, last: Day): readonly string[] {
  const weeks: string[] = [];
  for (let monday = mondayOf(first); monday <= last; monday += 7) weeks.push(weekOf(monday));
  return weeks;
}

/** 0 Monday … 6 Sunday. */
export const weekdayOf = (day: Day): number => day - mondayOf(day);
