/** How long to wait before the one further try that a busy server gets. */

/** Where a busy server names no time. */
const DEFAULT_WAIT_MS = 200;

/**
 * Milliseconds to wait, or `undefined` where the status asks for no further try. `Retry-After` is a number of seconds or
 * an HTTP date; one that cannot be read counts as absent, one in the past as now.
 */
export function retryDelay(status: number, retryAfter: string | null, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? DEFAULT_WAIT_MS : Math.max(0, date - now);
}
