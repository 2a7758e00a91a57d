/**
 * What every plot has: size, colours, a title and a description. No script; each says what it shows, for whoever cannot
 * see it, and the page has the same figures as a table.
 */
import { draw, type Size } from './draw.js';
import { safe } from './words.js';

export const INK = '#1f5f99';
export const BAND = '#dce8f3';
export const BAR = '#9dbedb';
const TEXT = { color: '#444c55', fontSize: 12, fontFamily: 'system-ui, DejaVu Sans, sans-serif' };
export const AXIS = { lineStyle: { color: '#8a949e' } };
export const GRID = { lineStyle: { color: '#dde2e7' } };

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
