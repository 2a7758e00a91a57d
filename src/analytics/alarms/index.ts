/** Alarms in words: what changed, since when, beside what was usual, and where to look. docs/alarms.md tells the method. */
import type { InputName } from '../../chart/inputs.js';
import { formatDay, type Day } from '../../fhir/dates.js';
import { rounded } from '../interval.js';
import type { UsualShare } from './baseline.js';
import type { DayCounts, Series } from './days.js';
import { judge, type AlarmCode, type Finding, type Judgement } from './judge.js';

export { DayFold } from './days.js';
export { ALARM_CODES } from './judge.js';
export type { AlarmCode } from './judge.js';

export interface Alarm {
  readonly code: AlarmCode;
  /** `YYYY-MM-DD`: the first day that counts for it. */
  readonly since: string;
  readonly text: string;
  readonly tenant: string;
  readonly service: string;
  /** The day on which there was enough to say so. */
  readonly detected: string;
  /** The last day of what is over. */
  readonly until?: string;
  readonly input?: InputName;
}

/** What one series was judged against. */
export interface SeriesBasis {
  readonly tenant: string;
  readonly service: string;
  /** Days that were learned from; absent while there are too few, and alarms then wait. */
  readonly learned?: { readonly since: string; readonly until: string };
  /** Of a hundred patients a day: what was usual and the ends it is taken to lie between. */
  readonly firing?: { readonly perHundred: number; readonly low: number; readonly high: number };
  readonly text: string;
}

/**
 * @param since alarms that were over before this day are left out
 * @param last the last whole day
 */
export function alarmsOf(
  series: readonly Series[],
  since: Day,
  last: Day,
): { readonly alarms: readonly Alarm[]; readonly basis: readonly SeriesBasis[] } {
  const alarms: Alarm[] = [];
  const basis: SeriesBasis[] = [];
  for (const one of series) {
    const { learned, findings } = judge(one.days, last);
    basis.push(basisOf(one, learned));
    for (const finding of findings) {
      if ((finding.until ?? Infinity) < since) continue;
      alarms.push(alarmOf(finding, one, last));
    }
  }
  const open = (alarm: Alarm): number => (alarm.until === undefined ? 0 : 1);
  return { alarms: alarms.sort((a, b) => open(a) - open(b) || (a.since < b.since ? 1 : -1)), basis };
}

function basisOf({ tenant, service }: Series, judged: Judgement['learned']): SeriesBasis {
  const whose = { tenant, service };
  if (!judged) {
    const text = `${tenant}: what is usual is still being learned (two to eight weeks); only overrides are watched`;
    return { ...whose, text };
  }
  const { fired } = judged;
  const { low, high } = fired.bounds;
  const learned = { since: formatDay(judged.first), until: formatDay(judged.last) };
  return {
    ...whose,
    learned,
    firing: { perHundred: perHundred(fired.count, fired.of), low: rounded(100 * low), high: rounded(100 * high) },
    text: `${tenant}: learned from ${learned.since} to ${learned.until} and from quiet days since: ${usualOf(fired)}`,
  };
}

function alarmOf(finding: Finding, series: Series, last: Day): Alarm {
  const { code, since, detected, until, input } = finding;
  const end = until ?? last;
  const days = series.days.filter(({ day }) => day >= since && day <= end);
  return {
    code,
    since: formatDay(since),
    text: `${series.tenant}: ${textOf(finding, days, end)}${until === undefined ? '' : ` Over since ${formatDay(until + 1)}.`}`,
    tenant: series.tenant,
    service: series.service,
    detected: formatDay(detected),
    ...(until === undefined ? {} : { until: formatDay(until) }),
    ...(input === undefined ? {} : { input }),
  };
}

function textOf({ code, since, input, usual }: Finding, days: readonly DayCounts[], end: Day): string {
  const sum = (countOf: (day: DayCounts) => number): number => days.reduce((total, day) => total + countOf(day), 0);
  const patients = sum((day) => day.patients);
  const rate = perHundred(
    sum((day) => day.fired),
    patients,
  );
  const was = usual ? `usual ${usualOf(usual)}` : '';
  switch (code) {
    case 'calls-stopped':
      return `no call on ${end - since + 1} days in a row. Is the hook still set up in the EHR, and can the EHR reach the service?`;
    case 'firing-zero':
      return `the rule reached none of ${patients} patients; ${was}. Look at unmapped codes, failing inputs and the rule's version.`;
    case 'firing-rate-low':
      return `the rule reaches ${rate} per hundred patients; ${was}. Look at unmapped codes and failing inputs.`;
    case 'firing-rate-high':
      return `the rule reaches ${rate} per hundred patients; ${was}. Look at new users, new codes and the rule's version.`;
    case 'input-lost': {
      const present = sum((day) => (input === undefined ? 0 : day.present[input]));
      return `${input} came for ${perHundred(present, patients)} per hundred patients; ${was}. Ask who runs the EHR's prefetch or FHIR server.`;
    }
    case 'overrides-high':
      return 'more than 80 % of answered cards are overridden. Read reasons and comments: is the card wrong, or shown to the wrong people?';
  }
}

const usualOf = ({ count, of }: UsualShare): string => `${perHundred(count, of)} per hundred (${count} of ${of})`;
const perHundred = (count: number, of: number): number => (of === 0 ? 0 : rounded((100 * count) / of, 1));
