/** Alarms on synthetic drifts: what is said, when, and how often for nothing. The full tables: docs/alarms.md. */
import { readFileSync } from 'node:fs';
import { alarmsOf, DayFold } from '../../src/analytics/alarms/index.js';
import { emptyDay } from '../../src/analytics/alarms/days.js';
import { judge, type AlarmCode } from '../../src/analytics/alarms/judge.js';
import { delayOf, falseAlarms } from '../bench/alarms/measure.js';
import { FAULTS, RUNS, SEED, SITES } from '../bench/alarms/table.js';
import { daysOf, FIRST_DAY, type Fault, type Site } from '../bench/alarms/site.js';
import { decision, feedback } from '../support/records.js';

const site = (name: string): Site => (SITES.find(([one]) => one.startsWith(name)) as (typeof SITES)[number])[1];
const DOCS = readFileSync(new URL('../../docs/alarms.md', import.meta.url), 'utf8');

describe('alarms on drifts', () => {
  const found = (fault: Fault, length = 240, seed = 7) =>
    judge(daysOf(site('middle: 60'), length, seed, fault), FIRST_DAY + length - 1).findings;

  it.each<[AlarmCode, Omit<Fault, 'from'>]>([
    ['calls-stopped', { calls: 0 }],
    ['firing-zero', { firing: 0 }],
    ['firing-rate-high', { firing: 4 }],
    ['input-lost', { input: 0 }],
    ['overrides-high', { overridden: 1 }],
  ])('say %s, still open, and since about the day it began', (code, fault) => {
    const findings = found({ from: 150, ...fault });
    const [one, ...more] = findings.filter((other) => other.code === code);
    expect([one?.until, more]).toEqual([undefined, []]);
    expect(one?.detected).toBeGreaterThanOrEqual(FIRST_DAY + 150);
    if (code !== 'overrides-high') expect(Math.abs((one?.since ?? 0) - FIRST_DAY - 150)).toBeLessThan(12);
    if (code === 'firing-zero') expect(findings.map((other) => other.code)).not.toContain('firing-rate-low');
  });

  it('name the input, and say that it came back', () => {
    const days = daysOf(site('middle: 60'), 240, 7).map((day) =>
      day.day >= FIRST_DAY + 150 && day.day < FIRST_DAY + 157
        ? { ...day, present: { ...day.present, reports: 0 } }
        : day,
    );
    const [one, ...more] = judge(days, FIRST_DAY + 239).findings;
    expect(one).toMatchObject({ code: 'input-lost', input: 'reports', since: FIRST_DAY + 150, until: FIRST_DAY + 156 });
    expect(more).toEqual([]);
  });

  it('wait while the first two weeks are learned, and say nothing of a site without calls', () => {
    expect(judge(daysOf(site('middle: 60'), 13, 1), FIRST_DAY + 12)).toEqual({ findings: [] });
    expect(judge([], FIRST_DAY)).toEqual({ findings: [] });
  });

  it('find a rule that has never fired', () => {
    const days = Array.from({ length: 200 }, (_, index) => ({
      ...emptyDay(FIRST_DAY + index),
      calls: 40,
      patients: 40,
    }));
    expect(judge(days, FIRST_DAY + 199).findings.map(({ code }) => code)).toEqual(['firing-zero']);
  });

  it('take overrides for high only beyond chance', () => {
    const days = (answered: number, overridden: number) =>
      judge([{ ...emptyDay(FIRST_DAY), calls: 9, patients: 9, answered, overridden }], FIRST_DAY).findings.map(
        ({ code }) => code,
      );
    expect([days(10, 10), days(40, 34), days(30, 30), days(100, 90)]).toEqual([
      [],
      [],
      ['overrides-high'],
      ['overrides-high'],
    ]);
  });
});

describe('their quality is as docs/alarms.md states it', () => {
  const rowOf = (start: string): readonly string[] =>
    (DOCS.split('\n').find((line) => line.startsWith(`| ${start}`)) ?? '').split('|').map((cell) => cell.trim());

  // The smallest site alone: the whole tables take minutes on a busy machine.
  it('false alarms', () => {
    expect(String(falseAlarms(site('small: 10'), RUNS, SEED).any)).toBe(rowOf('small: 10')[2]);
  }, 120_000);

  it.each(['rule falls silent', 'an input stops'])(
    'days until it is said that %s',
    (name) => {
      const [, codes, fault] = FAULTS.find(([one]) => one === name) as (typeof FAULTS)[number];
      const { median, ninth } = delayOf(site('small: 10'), fault, codes, RUNS, SEED);
      expect(`${median} (${ninth})`).toBe(rowOf(name)[3]);
    },
    120_000,
  );
});

describe('days folded from decisions', () => {
  it('count a patient once a day, whatever the number of calls, and tiers kept quiet as reached', () => {
    const fold = new DayFold();
    const at = '2026-06-10T09:00:00Z';
    const shown = decision(at, { patient: 'a', tier: 'urgent' });
    fold.add({ decision: decision(at, { patient: 'a' }) });
    fold.add({ decision: shown, feedback: feedback(shown, '2026-06-11T09:00:00Z') });
    fold.add({ decision: decision(at, { patient: 'b', tier: 'urgent', shown: 'no', outcome: 'snoozed' }) });
    fold.add({ decision: decision(at, { patient: 'c', tier: 'incomplete' }) });
    fold.add({ decision: decision(at, { patient: 'a', tenant: 'south' }) });
    const [north, south] = fold.result();
    expect(north?.days).toMatchObject([
      { calls: 4, patients: 3, fired: 2, answered: 0, present: { conditions: 3 } },
      { calls: 0, answered: 1, overridden: 1 },
    ]);
    expect(south).toMatchObject({ tenant: 'south', days: [{ calls: 1, patients: 1, fired: 0 }] });
  });

  it('become alarms in words that name the tenant; what was over before the report is left out', () => {
    const series = {
      tenant: 'north',
      service: 's',
      days: daysOf(site('middle: 60'), 200, 3, { from: 150, firing: 0 }),
    };
    const { alarms, basis } = alarmsOf([series], FIRST_DAY + 190, FIRST_DAY + 199);
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toMatchObject({ code: 'firing-zero', tenant: 'north' });
    expect(alarms[0]?.text).toMatch(/^north: the rule reached none of \d+ patients; usual [\d.]+ per hundred/);
    expect(basis[0]?.text).toMatch(/^north: learned from/);
  });
});
