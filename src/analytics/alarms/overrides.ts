/**
 * Overrides above 80 % of the answers of four weeks, or of the last 30 where four weeks bring fewer, beyond what chance
 * explains: the whole 95 % interval (Wilson) lies above. Published services run from 46 to 96 % (Poly 2020). Pure.
 */
import type { Day } from '../../fhir/dates.js';
import { wilson } from '../interval.js';
import type { Episode } from './cusum.js';
import type { DayCounts } from './days.js';

const MOST = 0.8;
const DAYS = 28;
const ANSWERS = 30;

export function overridesHigh(days: readonly DayCounts[]): readonly Episode[] {
  const answered = days.filter((day) => day.answered > 0);
  const episodes: Episode[] = [];
  let open: Day | undefined;
  let before: Day | undefined;
  for (const [index, { day }] of answered.entries()) {
    const { count, of } = lately(answered, index);
    if (wilson(count, of).low > MOST) open ??= day;
    else if (open !== undefined) {
      episodes.push({ since: open, detected: open, until: before ?? day });
      open = undefined;
    }
    before = day;
  }
  if (open !== undefined) episodes.push({ since: open, detected: open });
  return episodes;
}

function lately(answered: readonly DayCounts[], index: number): { readonly count: number; readonly of: number } {
  const day = answered[index]?.day ?? 0;
  let [count, of] = [0, 0];
  for (let back = index; back >= 0; back -= 1) {
    const one = answered[back] as DayCounts;
    if (day - one.day >= DAYS && of >= ANSWERS) break;
    of += one.answered;
    count += one.overridden;
  }
  return { count, of };
}
