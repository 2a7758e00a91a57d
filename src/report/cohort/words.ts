/** The words of the screen report: shares with what they are shares of, marks on small numbers, names of groups. */
import type { Rate } from '../../analytics/interval.js';
import { ETHNICITIES, RACES, SEVERAL } from '../../cohort/groups.js';
import type { ListedIds } from '../../cohort/statistics/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, safe, type FigureText } from '../words.js';

/** Rows of a table of names that charts bring; summary.json has them all. */
export const MOST_ROWS = 60;

/** `1 card`, `2,000 cards` */
export const many = (count: number, one: string, more = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : more}`;

/** What one row of results is about. */
export const unitOf = ({ eachVisit }: Pick<ScreenSummary, 'eachVisit'>): string => (eachVisit ? 'visit' : 'patient');

/** Small numbers, marked; the note says why. */
export const SMALL_MARK = '†';
export const marked = (value: string | number, small: boolean): FigureText => ({
  figure: `${typeof value === 'number' ? figure(value) : value}${small ? ` ${SMALL_MARK}` : ''}`,
});
export const smallNote = (): string =>
  note(
    `${SMALL_MARK} Fewer than five, or all but fewer than five: too few to judge by. Published, such a figure may name somebody.`,
  );

const NEAR_ALL = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
/** Nothing is rounded to all: 99.96 of a hundred is not 100. */
const precise = (value: number): string => (value > 99 && value < 100 ? NEAR_ALL.format(value) : figure(value));

/** Rates come with two decimals, so that one of a million would be none, and all but one all. */
function valueOf({ count, of, perHundred }: Rate): string {
  if (perHundred === null) return '–';
  if (perHundred === 0 && count > 0) return 'under 0.01';
  if (perHundred === 100 && count < of) return 'over 99.99';
  return precise(perHundred);
}

/** `7.9 (6.5 to 9.6)` */
export const rate = (one: Rate): string =>
  one.perHundred === null ? '–' : `${valueOf(one)} (${precise(one.low)} to ${precise(one.high)})`;

/** The same in a cell. */
export const share = (one: Rate, small = false): FigureText => marked(rate(one), small);

/** `31.3 % (95 % interval 23.9 to 39.7; 42 of 134)`, in a sentence. */
export const inSentence = (one: Rate): string =>
  one.perHundred === null
    ? 'unknown (0 of 0)'
    : `${valueOf(one)} % (95 % interval ${precise(one.low)} to ${precise(one.high)}; ${figure(one.count)} of ${figure(one.of)})`;

/** `+1.2 (−0.3 to 2.7)` points */
export function change(
  difference: { readonly points: number; readonly low: number; readonly high: number } | null,
): FigureText {
  if (difference === null) return { figure: '–' };
  const { points, low, high } = difference;
  return { figure: `${points > 0 ? '+' : ''}${signed(points)} (${signed(low)} to ${signed(high)})` };
}
const signed = (value: number): string => figure(value).replace('-', '−');

/** Names in the order of a record of counts, with their counts. */
export const counted = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(counts).sort(([, a], [, b]) => b - a);

export const list = (counts: Readonly<Record<string, number>>, most = 4): string => {
  const rows = counted(counts).filter(([, count]) => count > 0);
  const shown = rows.slice(0, most).map(([name, count]) => `${name} ${figure(count)}`);
  return [...shown, ...(rows.length > most ? [`${figure(rows.length - most)} more`] : [])].join(', ') || 'none';
};

const GROUPS: Readonly<Record<string, string>> = {
  age: 'Age in years',
  gender: 'Sex',
  race: 'Race',
  ethnicity: 'Ethnicity',
};
export const groupName = (group: string): string => ownOf(GROUPS, group) ?? group;

/** Codes of OMB and CDC in words; all else as the chart has it. */
export function groupValue(group: string, value: string): string {
  const words = group === 'race' ? RACES : group === 'ethnicity' ? ETHNICITIES : {};
  if (value === SEVERAL && group === 'race') return 'more than one race';
  const known = ownOf(words, value);
  return known === undefined ? value : `${known} (${value})`;
}

/** What a record of names that others chose has under one of them; `constructor` may be such a name. */
export const ownOf = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

/** Ids of patients, for whoever looks at their charts. */
export function idList(title: string, { total, ids }: ListedIds, most = Infinity): string {
  const heading = `<h3>${safe(title)}: ${figure(total)}</h3>`;
  if (total === 0) return `${heading}<p class="none">None.</p>`;
  const shown = ids.slice(0, most);
  const items = shown.map((id) => `<li>${safe(id, 100)}</li>`).join('');
  const more = total > shown.length ? note(`The first ${figure(shown.length)} by id, of ${figure(total)}.`) : '';
  return `${heading}<ul class="ids">${items}</ul>${more}`;
}
