/** The axes of the dashboard's drawings. */
import { scaleTo, topPerHundred, wholeTicks } from '../../src/web/app/dashboard/plots/scale.js';

test('a rate reaches no further than a hundred of a hundred', () => {
  for (const most of [1, 40, 91, 99, 100]) {
    const [, top = 0] = scaleTo(topPerHundred(most), [200, 0]).domain();
    expect(top).toBeGreaterThanOrEqual(most);
    expect(top).toBeLessThanOrEqual(100);
  }
});

test.each([0, 1, 2, 3, 14, 1200])('of %s cards the axis is marked at whole ones', (most) => {
  const y = scaleTo(most, [200, 0]);
  const ticks = wholeTicks(y);
  expect(ticks.every(Number.isInteger)).toBe(true);
  expect(ticks.length).toBeGreaterThanOrEqual(2);
});
