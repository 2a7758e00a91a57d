/** Figures in words, the same in the report, the cohort's page and the dashboard. Pure, and without Node: it runs in a browser too. */

const NUMBERS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
/** Of what is rare one decimal would leave nothing. */
const SMALL_NUMBERS = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 });

/** `–` for what is not known. */
export const figure = (value: number | null): string =>
  value === null ? '–' : (Math.abs(value) < 1 ? SMALL_NUMBERS : NUMBERS).format(value);

export interface WithInterval {
  readonly perHundred: number | null;
  readonly low: number;
  readonly high: number;
}

/** `7.9 (6.5 to 9.6)` */
export const withInterval = ({ perHundred, low, high }: WithInterval): string =>
  perHundred === null ? '–' : `${figure(perHundred)} (${figure(low)} to ${figure(high)})`;

export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 90) return `${figure(Math.round(seconds))} s`;
  if (seconds < 5400) return `${figure(seconds / 60)} min`;
  return seconds < 172_800 ? `${figure(seconds / 3600)} h` : `${figure(seconds / 86_400)} d`;
}
