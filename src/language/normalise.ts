/**
 * Text as it is compared: lower case, Unicode NFKC, one kind of dash, quote and blank. Every character keeps its place in
 * the original, so that whatever is found can be quoted as it was written.
 */

/** `starts[i]` and `ends[i]` are the original's offsets (UTF-16) of the character `text[i]`. */
export interface Normalised {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const DASHES = /[\u00ad\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]/u;
const QUOTES = /[\u2018-\u201b\u2032\u02bc\u0060\u00b4]/u;
/** A bullet begins a line of its own, whatever the editor made of the line ends. */
const LINE_ENDS = /[\n\r\u0085\u2028\u2029\u2022\u25aa\u25cf\u25e6]/u;
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
const BLANK = /[\s\p{Z}\p{Cc}]/u;
const MARK = /\p{M}/u;
const ASCII = /^[\x20-\x7e]$/;

/** What one character, with the marks that follow it, is compared as. */
function compared(cluster: string): string {
  if (ASCII.test(cluster)) return cluster.toLowerCase();
  if (LINE_ENDS.test(cluster)) return '\n';
  if (DASHES.test(cluster)) return '-';
  if (QUOTES.test(cluster)) return "'";
  if (BLANK.test(cluster)) return ' ';
  if (INVISIBLE.test(cluster)) return '';
  return cluster.normalize('NFKC').toLowerCase();
}

/** Total: every string has a normal form. Linear in its length. */
export function normalise(original: string): Normalised {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  while (at < original.length) {
    let end = at + ((original.codePointAt(at) as number) > 0xffff ? 2 : 1);
    // Marks belong to the letter before them: "e" and a combining accent are one character. Never more than a few.
    while (end < original.length && end - at < 8 && original.charCodeAt(end) > 0x2ff && MARK.test(original.charAt(end)))
      end += 1;
    const normal = compared(original.slice(at, end));
    for (let index = 0; index < normal.length; index += 1) {
      starts.push(at);
      ends.push(end);
    }
    text += normal;
    at = end;
  }
  return { text, starts, ends };
}
