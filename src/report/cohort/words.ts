/** The words of the screen report: shares with what they are shares of, marks on small numbers, names of groups. */
import type { Rate } from '../../analytics/interval.js';
import { ETHNICITIES, RACES, SEVERAL } from '../../cohort/groups.js';
import type { ListedIds } from '../../cohort/statistics/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, safe, withInterval, type FigureText } from '../words.js';

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

/** Rounded to nothing is not nothing. */
const atLeast = (rate: Rate): string =>
  rate.count > 0 && rate.perHundred === 0
    ? `under 0.01 (${figure(rate.low)} to ${figure(rate.high)})`
    : withInterval(rate);

/** `7.9 (6.5 to 9.6)`, in a cell. */
export const share = (rate: Rate, small = false): FigureText => marked(atLeast(rate), small);

/** `31.3 % (95 % interval 23.9 to 39.7; 42 of 134)`, in a sentence. */
export const inSentence = (rate: Rate): string =>
  rate.perHundred === null
    ? 'unknown (0 of 0)'
    : `${rate.count > 0 && rate.perHundred === 0 ? 'under 0.01' : figure(rate.perHundred)} % (95 % interval ${figure(rate.low)} to ${figure(rate.high)}; ${figure(rate.count)} of ${figure(rate.of)})`;

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
  return [...shown, ...(rows.length > most ? [`${figure(rows.length - most)} others`] : [])].join(', ') || 'none';
};

const GROUPS: Readonly<Record<string, string>> = {
  age: 'Age in years',
  gender: 'Sex',
  race: 'Race',
  ethnicity: 'Ethnicity',
};
export const groupName = (group: string): string => (Object.hasOwn(GROUPS, group) ? (GROUPS[group] as string) : group);

/** Codes of OMB and CDC in words; all else as the chart has it. */
export function groupValue(group: string, value: string): string {
  const words = group === 'race' ? RACES : group === 'ethnicity' ? ETHNICITIES : {};
  if (value === SEVERAL && group === 'race') return 'more than one race';
  return Object.hasOwn(words, value) ? `${words[value] as string} (${value})` : value;
}

/** Ids of patients, for whoever looks at their charts. */
export function idList(title: string, { total, ids }: ListedIds, most = Infinity): string {
  const heading = `<h3>${safe(title)}: ${figure(total)}</h3>`;
  if (total === 0) return `${heading}<p class="none">None.</p>`;
  const shown = ids.slice(0, most);
  const items = shown.map((id) => `<li>${safe(id, 100)}</li>`).join('');
  const more = total > shown.length ? note(`The first ${figure(shown.length)} by id, of ${figure(total)}.`) : '';
  return `${heading}<ul class="ids">${items}</ul>${more}`;
}
