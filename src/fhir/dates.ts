/**
 * FHIR dates as calendar days.
 *
 * A FHIR dateTime counts as the calendar date written in it (no conversion between time zones); `2026-05` and `2026`
 * are intervals of days. A day is a whole number, days since 1970-01-01, so that windows are plain subtraction.
 * Nothing here reads a clock.
 */

/** Days since 1970-01-01. */
export type Day = number;

/** A date of day, month or year precision as the days it may mean, both ends included. */
export interface FhirDate {
  readonly start: Day;
  readonly end: Day;
  /** As written, without a time of day: `2026-05-20`, `2026-05` or `2026`. */
  readonly text: string;
}

const PATTERN = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/;
const MS_PER_DAY = 86_400_000;

const daysFromCivil = (year: number, month: number, day: number): Day =>
  Math.round(new Date(0).setUTCFullYear(year, month - 1, day) / MS_PER_DAY);

const daysInMonth = (year: number, month: number): number =>
  daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1);

/** Days seen lately: a chart of thousands of resources has hundreds of days. */
const seen = new Map<string, FhirDate>();
const SEEN_LIMIT = 5_000;

/** Reads a FHIR date, dateTime or instant; anything that is none, or no day of the calendar, is `undefined`. */
export function parseFhirDate(value: unknown): FhirDate | undefined {
  if (typeof value !== 'string') return undefined;
  // A full date, alone or before a time of day, is the same day whatever follows the T.
  const day = value.length === 10 || value.charCodeAt(10) === 84 ? value.slice(0, 10) : undefined;
  const known = day === undefined ? undefined : seen.get(day);
  if (known) return known;
  const date = parse(value);
  if (date && date.text === day) {
    if (seen.size >= SEEN_LIMIT) seen.clear();
    seen.set(day, Object.freeze(date));
  }
  return date;
}

function parse(value: string): FhirDate | undefined {
  const match = PATTERN.exec(value.trim());
  if (!match) return undefined;
  const year = Number(match[1]);
  if (year === 0) return undefined;
  if (match[2] === undefined) {
    return { start: daysFromCivil(year, 1, 1), end: daysFromCivil(year, 12, 31), text: match[1] as string };
  }
  const month = Number(match[2]);
  if (month < 1 || month > 12) return undefined;
  const length = daysInMonth(year, month);
  if (match[3] === undefined) {
    const first = daysFromCivil(year, month, 1);
    return { start: first, end: first + length - 1, text: `${match[1]}-${match[2]}` };
  }
  const day = Number(match[3]);
  if (day < 1 || day > length) return undefined;
  const only = daysFromCivil(year, month, day);
  return { start: only, end: only, text: `${match[1]}-${match[2]}-${match[3]}` };
}

/** The day of a full date (`YYYY-MM-DD`), or `undefined`. */
export function parseDay(value: unknown): Day | undefined {
  const date = parseFhirDate(value);
  return date && date.start === date.end ? date.start : undefined;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** True where the date names one day. */
export const isExact = (date: FhirDate): boolean => date.start === date.end;

/**
 * The latest day that the date may mean and that is not after `asOf`: how a finding is dated.
 * `undefined` where every day it may mean lies in the future.
 */
export function latestUpTo(date: FhirDate, asOf: Day): Day | undefined {
  return date.start > asOf ? undefined : Math.min(date.end, asOf);
}

/** Whole years between two days, as birthdays are counted. */
export function yearsBetween(from: Day, to: Day): number {
  const start = new Date(from * MS_PER_DAY);
  const end = new Date(to * MS_PER_DAY);
  const years = end.getUTCFullYear() - start.getUTCFullYear();
  const before =
    end.getUTCMonth() < start.getUTCMonth() ||
    (end.getUTCMonth() === start.getUTCMonth() && end.getUTCDate() < start.getUTCDate());
  return before ? years - 1 : years;
}
