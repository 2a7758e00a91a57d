/** Days as they are given on a command line: YYYY-MM-DD and nothing else. */
import type { Tenant } from '../config/settings.js';
import { todayIn } from '../config/today.js';
import { parseDay, type Day } from '../fhir/dates.js';
import { Failure } from './failure.js';

export const dayGiven = (written: string): Day | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(written) ? parseDay(written) : undefined;

/** The day of `--as-of`; without it today where the tenant is. @throws Failure for what is no day */
export function asOfDay(written: string | undefined, tenant: Tenant): Day {
  if (written === undefined) return todayIn(tenant.timeZone, new Date());
  const day = dayGiven(written);
  if (day === undefined) throw new Failure('--as-of is not a date (YYYY-MM-DD)', 2);
  return day;
}
