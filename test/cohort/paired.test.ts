/** Intervals and tests for two tests on the same patients, against published figures and direct counting. */
import fc from 'fast-check';
import { wilson } from '../../src/analytics/interval.js';
import { measuresOf } from '../../src/cohort/evaluation/accuracy.js';
import { mcNemarExact, pairedChange, predictiveChange } from '../../src/cohort/evaluation/paired.js';

// Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('Wilson’s interval of %i in %i is as published', (count, of, low, high) => {
  const found = wilson(count, of);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

// Liver scans: Altman and Bland 1994, BMJ 308:1552 and 309:102. Intervals: the roots of
// (p - x/n)² = z² p (1 - p) / n, found by halving and not by the formula.
test('a fourfold table worked by hand', () => {
  const cells = { truePositive: 231, falsePositive: 32, falseNegative: 27, trueNegative: 54 };
  expect(measuresOf('any-card', cells)).toEqual({
    threshold: 'any-card',
    ...cells,
    sensitivity: { count: 231, of: 258, perHundred: 89.53, low: 85.2, high: 92.71 },
    specificity: { count: 54, of: 86, perHundred: 62.79, low: 52.23, high: 72.25 },
    ppv: { count: 231, of: 263, perHundred: 87.83, low: 83.33, high: 91.25 },
    npv: { count: 54, of: 81, perHundred: 66.67, low: 55.85, high: 75.97 },
    prevalence: { count: 258, of: 344, perHundred: 75, low: 70.17, high: 79.28 },
    numberNeededToImage: { value: 1.14, low: 1.1, high: 1.2 },
    small: [],
  });
});

test('a table with nothing in it says nothing, and one without true positives has no bound', () => {
  const none = measuresOf('emergency', { truePositive: 0, falsePositive: 0, falseNegative: 3, trueNegative: 9 });
  expect(none.ppv).toMatchObject({ perHundred: null, low: 0, high: 100 });
  expect(none.numberNeededToImage).toBeNull();
  expect(none.small).toEqual(['truePositive', 'falsePositive', 'falseNegative']);
  const false20 = measuresOf('emergency', { truePositive: 0, falsePositive: 20, falseNegative: 0, trueNegative: 9 });
  // 1 / 0.1611
  expect(false20.numberNeededToImage).toEqual({ value: null, low: 6.21, high: null });
});

// Fagerland, Lydersen and Laake 2017, Statistical Analysis of Contingency Tables, chapter 8: complete response before and
// after consolidation (Cavo 2012); the authors' own program gives the interval.
test('Newcombe’s interval for paired shares is as published', () => {
  const { before, after, difference } = pairedChange({ both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 });
  expect([before.count, after.count, before.of]).toEqual([65, 75, 161]);
  expect(difference).toEqual({ points: 6.21, low: 0.46, high: 11.86 });
});

test('McNemar’s exact test is the binomial one', () => {
  // 2 · (1 + 22 + … + C(22,6)) / 2^22
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
  const direct = (2 * [0, 1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + choose(22, k), 0)) / 2 ** 22;
  expect(mcNemarExact(6, 16)).toBeCloseTo(direct, 5);
  expect(mcNemarExact(0, 5)).toBe(0.0625);
  expect(mcNemarExact(3, 3)).toBe(1);
  expect(mcNemarExact(0, 0)).toBe(1);
  // Where 2^-n is 0 for a computer: two standard deviations, 4.7 % of a normal with the correction for continuity.
  expect(mcNemarExact(10_000 - 140, 10_000 + 140)).toBeCloseTo(0.0486, 3);
});

const count = fc.nat(200);
const pairs = fc.record({ both: count, onlyFirst: count, onlySecond: count, neither: count });

test('an interval holds its difference, stays within bounds and turns with the tests', () => {
  fc.assert(
    fc.property(pairs, (one) => {
      const { difference, p } = pairedChange(one);
      const turned = pairedChange({ ...one, onlyFirst: one.onlySecond, onlySecond: one.onlyFirst });
      expect(turned.p).toBe(p);
      if (difference === null) return expect(turned.difference).toBeNull();
      expect(difference.low).toBeLessThanOrEqual(difference.points);
      expect(difference.high).toBeGreaterThanOrEqual(difference.points);
      expect(difference.low).toBeGreaterThanOrEqual(-100.01);
      expect(difference.high).toBeLessThanOrEqual(100.01);
      expect(turned.difference?.low).toBeCloseTo(-difference.high, 1);
    }),
  );
});

test('predictive values of tests that share nobody differ as independent ones do, of shared ones more surely', () => {
  const nobody = { withOutcome: 0, without: 0 };
  const [a, b] = [
    { withOutcome: 20, without: 80 },
    { withOutcome: 30, without: 70 },
  ];
  const apart = predictiveChange({ both: nobody, onlyFirst: a, onlySecond: b });
  // Newcombe's interval for independent shares, from limits found in the same way.
  expect(apart.difference).toMatchObject({ points: 10, low: -2.02, high: 21.67 });
  const shared = predictiveChange({ both: a, onlyFirst: { withOutcome: 0, without: 20 }, onlySecond: nobody });
  const width = ({ difference }: typeof shared) => (difference?.high ?? 0) - (difference?.low ?? 0);
  expect(shared).toMatchObject({ before: { count: 20, of: 120 }, after: { count: 20, of: 100 } });
  expect(width(shared)).toBeLessThan(width(apart) / 2);
  expect(predictiveChange({ both: nobody, onlyFirst: nobody, onlySecond: b }).difference).toBeNull();
});
