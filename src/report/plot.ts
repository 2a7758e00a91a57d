/**
 * What every plot has: size, colours, a title and a description. No script; each says what it shows, for whoever cannot
 * see it, and the page has the same figures as a table.
 */
import { cleanText } from '../sdk/text.js';
import { draw, type Row, type Size } from './draw.js';
import { safe } from './words.js';

export const INK = '#1f5f99';
export const BAND = '#dce8f3';
export const BAR = '#9dbedb';
const TEXT = { color: '#444c55', fontSize: 12, fontFamily: 'system-ui, DejaVu Sans, sans-serif' };
export const AXIS = { lineStyle: { color: '#8a949e' } };
export const GRID = { lineStyle: { color: '#dde2e7' } };

/** As they stand along an axis. */
export const namesOf = (rows: readonly { readonly name: string }[]): readonly string[] =>
  rows.map(({ name }) => cleanText(name, 40));

/** The foot of columns, a name under each. */
export const columnAxis = (rows: readonly { readonly name: string }[]): object => ({
  type: 'category',
  data: namesOf(rows),
  axisLine: AXIS,
  axisTick: { show: false },
});

/** The height of columns, from nothing up. */
export const heightAxis = (label: string): object => ({
  type: 'value',
  name: label,
  nameTextStyle: { align: 'left', padding: [0, 0, 0, -40] },
  splitLine: GRID,
  min: 0,
});

/** Names from the top down, a row each. */
export const rowAxis = (names: readonly string[]): object => ({
  type: 'category',
  inverse: true,
  data: names,
  axisLine: AXIS,
  axisTick: { show: false },
});

/** What rows are measured by, under them. */
export const lengthAxis = (label: string): object => ({
  type: 'value',
  name: label,
  nameLocation: 'middle',
  nameGap: 26,
  splitLine: GRID,
});

/** Rows of place on the y axis, low and high, as thin lines. */
export const intervals = (data: readonly (readonly number[])[]): object => ({
  type: 'custom',
  data,
  encode: { y: 0, x: [1, 2] },
  renderItem(_: unknown, row: Row) {
    const [x1, y] = row.coord([row.value(1), row.value(0)]);
    const [x2] = row.coord([row.value(2), row.value(0)]);
    return {
      type: 'rect',
      shape: { x: x1, y: y - 1, width: Math.max(1, x2 - x1), height: 2 },
      style: { fill: INK },
    };
  },
});

export interface Words {
  readonly title: string;
  readonly description: string;
}

/** Titles differ within a page; so do the ids made of them, and one page is always the same. */
const idOf = (title: string): string =>
  `plot-${title.toLowerCase().replace(/[^a-z0-9]/g, (sign) => (sign === ' ' ? '-' : `_${sign.charCodeAt(0).toString(16)}`))}`;

export function plot({ title, description }: Words, size: Size, option: object): string {
  const id = idOf(title);
  const { width, height } = size;
  const inside = draw({ textStyle: TEXT, ...option }, size)
    .replace(/^<svg[^>]*>|<style[^>]*>[^]*?<\/style>| class="zr\d+-cls-\d+"/g, '')
    // Numbered through the life of the process.
    .replace(/\bzr\d+-/g, `${id}-`);
  return (
    `<svg class="plot" role="img" aria-labelledby="${id}-title ${id}-desc" xmlns="http://www.w3.org/2000/svg"` +
    ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title id="${id}-title">${safe(title)}</title><desc id="${id}-desc">${safe(description, 4000)}</desc>${inside}`
  );
}
