/** The numbers of the report, over small streams whose counts can be done by hand. */
import fc from 'fast-check';
import { differenceOf, rateOf, wilson } from '../../src/analytics/interval.js';
import { createDistribution } from '../../src/analytics/distribution.js';
import { SummaryFold } from '../../src/analytics/summary.js';
import type { Summary } from '../../src/analytics/report.js';
import { Tally } from '../../src/analytics/tally.js';
import { weekOf, weeksBetween } from '../../src/analytics/week.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import type { DecisionRecord, FeedbackRecord } from '../../src/store/port.js';
import { decision, feedback, states } from '../support/records.js';

const AT = '2026-06-10T09:00:00Z';
const summary = (...entries: readonly (readonly [DecisionRecord, FeedbackRecord?])[]): Summary => {
  const fold = new SummaryFold((sealed) => (sealed.startsWith('sealed:') ? sealed.slice(7) : undefined));
  for (const [one, said] of entries) fold.add({ decision: one, ...(said === undefined ? {} : { feedback: said }) });
  return fold.result();
};

describe('intervals', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I (Wilson's method), and 17:873, table II (method 10).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i are those published', (count, of, low, high) => {
    expect(wilson(count, of).low).toBeCloseTo(low, 4);
    expect(wilson(count, of).high).toBeCloseTo(high, 4);
  });

  it('of a difference are those published', () => {
    expect(differenceOf(rateOf(48, 80), rateOf(56, 70))).toEqual({ points: 20, low: 5.24, high: 33.39 });
    expect(differenceOf(rateOf(0, 0), rateOf(1, 2))).toBeNull();
  });

  it('stay between 0 and 1 around their share', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        const [count, of] = [Math.min(a, b), Math.max(a, b, 1)];
        const { low, high } = wilson(count, of);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(count / of);
        expect(high).toBeGreaterThanOrEqual(count / of);
      }),
    );
  });
});

describe('weeks are those of ISO 8601', () => {
  it.each([
    ['2026-01-01', '2026-W01'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2026-06-10', '2026-W24'],
  ])('%s is in %s', (day, week) => expect(weekOf(parseDay(day) as Day)).toBe(week));

  it('and follow each other without a gap', () => {
    expect(weeksBetween(parseDay('2026-12-27') as Day, parseDay('2027-01-04') as Day)).toEqual([
      '2026-W52',
      '2026-W53',
      '2027-W01',
    ]);
  });
});

test('quantiles are right to a thousandth, whatever the size', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 300 }), (values) => {
      const distribution = createDistribution(1, 1_000_000);
      values.forEach((value) => distribution.add(value));
      const sorted = [...values].sort((a, b) => a - b);
      for (const share of [0.25, 0.5, 0.95]) {
        // Whether rank 1.25 of five is the first or the second is a matter of taste; anything else is wrong.
        const rank = share * sorted.length;
        const [low, high] = [Math.max(1, Math.floor(rank)), Math.max(1, Math.ceil(rank))];
        const found = distribution.quantile(share) as number;
        expect(found).toBeGreaterThanOrEqual((sorted[low - 1] as number) * 0.999);
        expect(found).toBeLessThanOrEqual((sorted[high - 1] as number) * 1.001 + 1);
      }
    }),
  );
});

test('a tally keeps no more names than it may, and counts the others', () => {
  const tally = new Tally<string>((name) => name, 2);
  ['a', 'b', 'c', 'a', 'd'].forEach((name) => tally.add(name));
  expect([tally.sorted(), tally.left]).toEqual([
    [
      { item: 'a', count: 2 },
      { item: 'b', count: 1 },
    ],
    2,
  ]);
});

describe('a summary', () => {
  it('of nothing says nothing', () => {
    expect(summary()).toMatchObject({
      calls: 0,
      cards: 0,
      firingPerHundred: null,
      weeks: [],
      versions: [],
      inputs: [],
    });
  });

  it('counts cards that were shown, by tier, site and feature; a quiet one is no card', () => {
    const result = summary(
      [decision(AT, { tier: 'urgent', sites: ['breast', 'lung'], features: ['fever'] })],
      [decision(AT, { tier: 'urgent', sites: ['breast'], shown: 'info', quiet: { reason: 'repeat', until: 0 } })],
      [decision(AT, { tier: 'urgent', shown: 'no', outcome: 'snoozed', quiet: { reason: 'snoozed', until: 0 } })],
      [decision(AT)],
    );
    expect(result).toMatchObject({
      calls: 4,
      cards: 2,
      firingPerHundred: 50,
      byTier: { emergency: 0, urgent: 2, recommended: 0, incomplete: 0 },
      bySite: { breast: 2, lung: 1 },
      byFeature: { fever: 1 },
      quieted: [
        { reason: 'repeat', count: 1 },
        { reason: 'snoozed', count: 1 },
      ],
      silent: [
        { reason: 'no-cancer', count: 1 },
        { reason: 'snoozed', count: 1 },
      ],
      weeks: [{ week: '2026-W24', calls: 4, cards: 2, perHundred: 50, low: 15, high: 85 }],
    });
  });

  it('counts answers, reasons by system, comments and times', () => {
    const cards = [0, 1, 2, 3].map(() => decision(AT, { tier: 'recommended' }));
    const [a, b, c, d] = cards as [DecisionRecord, DecisionRecord, DecisionRecord, DecisionRecord];
    const result = summary(
      [a, feedback(a, '2026-06-10T09:01:00Z', { outcome: 'accepted' })],
      [
        b,
        feedback(b, '2026-06-10T09:05:00Z', {
          reasons: [{ code: 'already-imaged' }, { code: 'x', system: 'urn:epic' }],
          comment: 'sealed:two\nlines',
        }),
      ],
      [c, feedback(c, '2026-06-10T08:00:00Z', { comment: 'of another key' })],
      [d],
    );
    expect(result.feedback).toMatchObject({
      accepted: 1,
      overridden: 2,
      unanswered: 1,
      byReason: [
        { system: 'urn:epic', code: 'x', count: 1 },
        { system: 'urn:spinewatch:override-reason', code: 'already-imaged', count: 1 },
      ],
      comments: [{ tier: 'recommended', text: 'two\nlines', at: '2026-06-10T09:05:00.000Z' }],
      commentsTotal: 2,
      commentsSealed: 1,
      acceptance: { count: 1, of: 3 },
    });
    expect(result.timeToAction).toMatchObject({ count: 2, q1: 60, median: 60, q3: 300, leftOut: 1 });
  });

  it('asks for no answer to cards of shadow, which nobody saw', () => {
    const { cards, feedback: said } = summary([decision(AT, { tier: 'urgent', mode: 'shadow' })]);
    expect([cards, said.unanswered]).toEqual([1, 0]);
  });

  it('names inputs that could not be read whole, and counts all states', () => {
    const result = summary(
      [decision(AT, { inputs: states({ encounters: 'timeout', orders: 'empty' }) })],
      [decision(AT, { inputs: states({ encounters: 'timeout', reports: 'truncated' }) })],
    );
    expect(result.inputs).toEqual([
      { input: 'encounters', state: 'timeout', count: 2 },
      { input: 'reports', state: 'truncated', count: 1 },
    ]);
    expect(result.inputStates.find(({ input }) => input === 'orders')?.states).toEqual({ present: 1, empty: 1 });
  });

  it('compares versions by content, in the order of their use', () => {
    const rule = (contentHash: string) => ({ id: 'metastatic-back-pain', version: '1.0.0', contentHash });
    const calls = (when: string, hash: string, cards: number) =>
      Array.from({ length: 10 }, (_, index): readonly [DecisionRecord] => [
        decision(when, { rule: rule(hash), tier: index < cards ? 'urgent' : null }),
      ]);
    const [first, second] = summary(...calls('2026-06-12T09:00:00Z', 'b', 6), ...calls(AT, 'a', 2)).versions;
    expect(first).toMatchObject({ contentHash: 'a', calls: 10, cards: 2, perHundred: 20, since: '2026-06-10' });
    expect(first).not.toHaveProperty('difference');
    expect(second).toMatchObject({ contentHash: 'b', perHundred: 60, difference: { points: 40 } });
  });

  it('counts how a second setting would have decided', () => {
    const settings = { otherCancers: false };
    const [row] = summary(
      [decision(AT, { tier: 'urgent', compare: { settings, differs: true, tier: null, reason: 'other-cancer-off' } })],
      [decision(AT, { tier: 'urgent', compare: { settings, differs: false } })],
      [decision(AT)],
    ).compare;
    expect(row).toMatchObject({
      settings,
      calls: 2,
      differ: { count: 1, of: 2 },
      changes: [{ from: 'urgent', to: 'other-cancer-off', count: 1 }],
    });
  });
});
