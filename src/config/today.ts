/** Calendar days in a tenant's time zone. The instant is given, so that nothing here reads a clock. */
import { parseDay, type Day } from '../fhir/dates.js';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using one, and there are as many as tenants' time zones. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

const MS_PER_MINUTE = 60_000;
/** The last answer of each zone: offsets are whole minutes, so that a minute lies in one day, and calls come by hundreds. */
const latest = new Map<string, { readonly minute: number; readonly day: Day }>();

/**
 * The calendar date of an instant in a time zone: what `asOf` is for a call at that instant.
 * @param timeZone an IANA name for which `isTimeZone` holds (settings are checked at the start); RangeError otherwise
 */
export function todayIn(timeZone: string, instant: Date): Day {
  const minute = Math.floor(instant.getTime() / MS_PER_MINUTE);
  const last = latest.get(timeZone);
  if (last?.minute === minute) return last.day;
  const day = dayIn(timeZone, instant);
  latest.set(timeZone, { minute, day });
  return day;
}

/** Today where it is latest of these time zones: no call of theirs has a later `asOf`. UTC where there is none. */
export const latestToday = (timeZones: readonly string[], instant: Date): Day =>
  timeZones.length === 0
    ? todayIn('UTC', instant)
    : Math.max(...timeZones.map((timeZone) => todayIn(timeZone, instant)));

function dayIn(timeZone: string, instant: Date): Day {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatterFor(timeZone).formatToParts(instant)) parts[type] = value;
  const day = parseDay(`${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}`);
  if (day === undefined) throw new RangeError('an instant outside the calendar');
  return day;
}

/** True for an IANA time zone of this machine. Offsets (`+01:00`) are none: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
