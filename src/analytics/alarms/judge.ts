/** The alarms of one series of days. Pure: the last whole day is handed in. */
import { INPUTS, type InputName } from '../../chart/inputs.js';
import type { Day } from '../../fhir/dates.js';
import { firstDays, UsualShare, UsualWeek, type FirstDays } from './baseline.js';
import { episodesOf, logLikelihoodRatio, withOdds, type Chart, type Episode } from './cusum.js';
import { emptyDay, type DayCounts } from './days.js';
import { overridesHigh } from './overrides.js';

export const ALARM_CODES = [
  'calls-stopped',
  'firing-zero',
  'firing-rate-low',
  'firing-rate-high',
  'input-lost',
  'overrides-high',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

export interface Finding extends Episode {
  readonly code: AlarmCode;
  readonly input?: InputName;
  /** What was usual before, where the alarm is about a share. */
  readonly usual?: UsualShare;
}

export interface Judgement {
  /** Absent while the first days are still being learned. */
  readonly learned?: FirstDays & { readonly fired: UsualShare };
  readonly findings: readonly Finding[];
}

/** Changes of odds that the charts are drawn for; less is the noise of a site, more is seen sooner. */
const HIGHER = 2;
const LOWER = 1 / 2;
const LOST = 1 / 4;
/** What a site is taken to reach, of a hundred patients, where its first weeks showed nothing at all. */
const NEVER_FIRED = 0.005;

type ShareChart = Chart<DayCounts> & { readonly usual: UsualShare };

/** @param last the last whole day: a day that is still going on has no fewer calls than others by rights */
export function judge(days: readonly DayCounts[], last: Day): Judgement {
  const whole = days.filter(({ day }) => day <= last);
  const overrides = overridesHigh(whole).map((one): Finding => ({ code: 'overrides-high', ...one }));
  const first = firstDays(whole, last);
  if (!first) return { findings: overrides };
  const own = whole.filter(({ day }) => day >= first.first && day <= first.last);
  const after = whole.filter(({ day, patients }) => day > first.last && patients > 0);
  const run = (code: AlarmCode, chart: ShareChart, input?: InputName): readonly Finding[] =>
    episodesOf(after, chart).map((one) => ({
      code,
      ...one,
      usual: chart.usual,
      ...(input === undefined ? {} : { input }),
    }));
  const [silent, low, high] = [silentChart(own), lowChart(own), highChart(own)];
  const zero = run('firing-zero', silent);
  return {
    learned: { ...first, fired: silent.usual },
    findings: [
      ...stopped(whole, first, last).map((one): Finding => ({ code: 'calls-stopped', ...one })),
      ...zero,
      // Where nothing fires at all, a low rate says the same in weaker words; one that outlasts the silence stays.
      ...run('firing-rate-low', low).filter((one) => !zero.some((other) => covers(other, one))),
      ...run('firing-rate-high', high),
      ...INPUTS.flatMap((input) => run('input-lost', lostChart(own, input), input)),
      ...overrides,
    ],
  };
}

const covers = (a: Episode, b: Episode): boolean =>
  a.since <= (b.until ?? Infinity) && (a.until ?? Infinity) >= (b.until ?? Infinity);

function shareChart(
  own: readonly DayCounts[],
  countOf: (day: DayCounts) => number,
  score: (usual: UsualShare, count: number, of: number) => number,
): ShareChart {
  const usual = new UsualShare();
  const learn = (day: DayCounts): void => usual.add(countOf(day), day.patients);
  own.forEach(learn);
  return { usual, learn, score: (day) => score(usual, countOf(day), day.patients) / usual.dispersion };
}

const firedOf = ({ fired }: DayCounts): number => fired;

const silentChart = (own: readonly DayCounts[]): ShareChart =>
  shareChart(own, firedOf, (usual, count, of) =>
    count > 0 ? -Infinity : logLikelihoodRatio(0, of, usual.count === 0 ? NEVER_FIRED : usual.bounds.low, 0),
  );

const lowChart = (own: readonly DayCounts[]): ShareChart =>
  shareChart(own, firedOf, (usual, count, of) => {
    const { low } = usual.bounds;
    return low === 0 ? 0 : logLikelihoodRatio(count, of, low, withOdds(low, LOWER));
  });

const highChart = (own: readonly DayCounts[]): ShareChart =>
  shareChart(own, firedOf, (usual, count, of) => {
    const high = Math.min(usual.bounds.high, 0.99);
    return logLikelihoodRatio(count, of, high, withOdds(high, HIGHER));
  });

const lostChart = (own: readonly DayCounts[], input: InputName): ShareChart =>
  shareChart(
    own,
    ({ present }) => present[input],
    (usual, count, of) => {
      // An input that always came is taken to be missing once in a while.
      const low = Math.min(usual.bounds.low, 0.995);
      return low === 0 ? 0 : logLikelihoodRatio(count, of, low, withOdds(low, LOST));
    },
  );

/** Every day counts, those without calls above all: how often has this weekday been without any? */
function stopped(days: readonly DayCounts[], first: FirstDays, last: Day): readonly Episode[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const week = new UsualWeek();
  const learn = ({ day, calls }: DayCounts): void => week.add(day, calls > 0);
  const every = (from: Day, to: Day): readonly DayCounts[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => known.get(from + index) ?? emptyDay(from + index));
  every(first.first, first.last).forEach(learn);
  return episodesOf(every(first.last + 1, last), {
    learn,
    score: ({ day, calls }) => (calls > 0 ? -Infinity : -Math.log(1 - week.shareOf(day))),
  });
}
