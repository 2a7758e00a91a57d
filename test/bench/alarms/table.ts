/** The tables of docs/alarms.md: always the same numbers, since every simulated day is seeded. */
import type { AlarmCode } from '../../../src/analytics/alarms/judge.js';
import { delayOf, falseAlarms } from './measure.js';
import type { Fault, Site } from './site.js';

export const RUNS = 100;
export const SEED = 20_260_601;

const site = (patients: number, unrest: number): Site => ({
  patients,
  fired: 0.03,
  present: 0.9,
  unrest,
  overridden: 0.6,
});
export const SITES: readonly (readonly [string, Site])[] = [
  ['small: 10 patients a day', site(10, 0)],
  ['small, restless', site(10, 0.3)],
  ['middle: 60', site(60, 0)],
  ['middle, restless', site(60, 0.3)],
  ['large: 300', site(300, 0)],
  ['large, restless', site(300, 0.3)],
];

export const FAULTS: readonly (readonly [string, readonly AlarmCode[], Omit<Fault, 'from'>])[] = [
  ['calls stop', ['calls-stopped'], { calls: 0 }],
  ['rule falls silent', ['firing-zero'], { firing: 0 }],
  ['firing a quarter (odds)', ['firing-rate-low', 'firing-zero'], { firing: 0.25 }],
  ['firing half (odds)', ['firing-rate-low', 'firing-zero'], { firing: 0.5 }],
  ['firing double (odds)', ['firing-rate-high'], { firing: 2 }],
  ['firing fourfold (odds)', ['firing-rate-high'], { firing: 4 }],
  ['an input stops', ['input-lost'], { input: 0 }],
  ['an input comes for half', ['input-lost'], { input: 0.5 }],
  ['95 % overridden', ['overrides-high'], { overridden: 0.95 }],
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function falseAlarmTable(runs = RUNS): string {
  const rows = SITES.map(([name, one]) => {
    const { any, ...codes } = falseAlarms(one, runs, SEED);
    const named = Object.entries(codes).filter(([, count]) => count > 0);
    return row([
      name,
      String(any),
      named.length === 0 ? '–' : named.map(([code, count]) => `${code} ${count}`).join(', '),
    ]);
  });
  return [
    row(['site', `of ${runs} years without a fault, with an alarm`, 'alarms']),
    row(['---', '---:', '---']),
    ...rows,
  ].join('\n');
}

export function delayTable(runs = RUNS): string {
  const rows = FAULTS.map(([name, codes, fault]) =>
    row([
      name,
      codes.map((code) => `\`${code}\``).join(' or '),
      ...SITES.map(([, one]) => {
        const { median, ninth } = delayOf(one, fault, codes, runs, SEED);
        return median === null ? '> 180' : `${median} (${ninth ?? '> 180'})`;
      }),
    ]),
  );
  return [
    row(['fault', 'alarm', ...SITES.map(([name]) => name)]),
    row(['---', '---', ...SITES.map(() => '---:')]),
    ...rows,
  ].join('\n');
}
