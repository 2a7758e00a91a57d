/** How often the alarms are false and how late they are true, on invented sites. */
import type { AlarmCode } from '../../../src/analytics/alarms/judge.js';
import { ALARM_CODES, judge } from '../../../src/analytics/alarms/judge.js';
import { daysOf, FIRST_DAY, type Fault, type Site } from './site.js';

const YEAR = 365;

/** Alarms of a site at which nothing is wrong, per code, in so many simulated years. */
export function falseAlarms(
  site: Site,
  years: number,
  seed: number,
): Readonly<Record<AlarmCode, number>> & { readonly any: number } {
  const counts = Object.fromEntries(ALARM_CODES.map((code) => [code, 0])) as Record<AlarmCode, number>;
  let any = 0;
  for (let year = 0; year < years; year += 1) {
    const { findings } = judge(daysOf(site, YEAR, seed + year), FIRST_DAY + YEAR - 1);
    for (const { code } of findings) counts[code] += 1;
    any += findings.length > 0 ? 1 : 0;
  }
  return { ...counts, any };
}

export interface Delay {
  readonly runs: number;
  readonly found: number;
  /** Days from the first day of the fault, itself counted, to the day on which it is said; of all runs, `null` where not within the time. */
  readonly median: number | null;
  readonly ninth: number | null;
}

/** Days until a fault is said that begins after half a year without one. @param within days that it is waited for */
export function delayOf(
  site: Site,
  fault: Omit<Fault, 'from'>,
  codes: readonly AlarmCode[],
  runs: number,
  seed: number,
  within = 180,
): Delay {
  const from = 182;
  const delays: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const length = from + within;
    const { findings } = judge(daysOf(site, length, seed + run, { ...fault, from }), FIRST_DAY + length - 1);
    const said = findings
      .filter((one) => codes.includes(one.code) && one.detected >= FIRST_DAY + from)
      .map(({ detected }) => detected - FIRST_DAY - from + 1);
    if (said.length > 0) delays.push(Math.min(...said));
  }
  delays.sort((a, b) => a - b);
  const at = (share: number): number | null => delays[Math.ceil(share * runs) - 1] ?? null;
  return { runs, found: delays.length, median: at(0.5), ninth: at(0.9) };
}
