/**
 * Chart text on its way to a screen. Whatever stands in a chart may be hostile or merely odd; here it becomes text that
 * shows as text, in a GitHub Flavored Markdown renderer with raw HTML enabled too. Pure.
 */

/** Characters shown of one chart text unless the caller says otherwise. */
const DEFAULT_LENGTH = 200;

/** Breaks a link without a visible trace: escapes alone do not, since renderers look for bare links after unescaping. */
const INVISIBLE_BREAK = '\u200B';

/** Nothing to clean: printable ASCII and the signs of our own evidence lines, in words one blank apart. */
const CLEAN = /^[!-~→−]+(?: [!-~→−]+)*$/;
/** Nothing to escape: no sign of Markdown or HTML, nothing a renderer could take for a link. */
const PLAIN = /^(?:[A-Za-z0-9 ,;:'"()%+=?→−-]|\/(?!\/)|(?<=\d)\.(?=\d))*$/;

/**
 * One line of readable text: blanks collapsed, control, bidirectional and other invisible characters and broken
 * surrogates removed, at most `maxLength` characters (an ellipsis marks the cut).
 * Zero-width joiners stay: several scripts are wrong without them.
 */
export function cleanText(text: string, maxLength: number = DEFAULT_LENGTH): string {
  if (text.length <= maxLength && CLEAN.test(text)) return text;
  // The cut before the clean-up keeps a text of megabytes cheap; four times is room for what is removed.
  const line = text
    .slice(0, maxLength * 4 + 64)
    .replace(/[\s\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const cut = line.length > maxLength || text.length > maxLength * 4 + 64;
  if (!cut) return line;
  // A cut through a surrogate pair would leave half a character.
  return `${line
    .slice(0, maxLength - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/**
 * Chart text for the inside of a Markdown line that begins with words of ours: no markup, tag, entity, table cell, link
 * or bare link comes of it. Dates, numbers and hyphens stay as they are, so that it reads well where Markdown is shown raw.
 * @param maxLength characters of the text itself, before escapes
 */
export function escapeInline(text: string, maxLength: number = DEFAULT_LENGTH): string {
  const clean = cleanText(text, maxLength);
  if (PLAIN.test(clean)) return clean;
  return (
    breakBareLinks(clean)
      .replace(/[\\`*_{}[\]|~!]/g, '\\$&')
      // The brackets alone take the meaning from a link; whoever looks for "](" in the source finds none either.
      .replace(/(?<=\])\(/g, '\\(')
      // Entities rather than backslashes: safe also where HTML is looked for before Markdown.
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  );
}

/**
 * A clean line for a field that most screens show as it is and some take for Markdown (the note of an order): no tag, link
 * or image comes of it, and nothing that shows is added. Invisible characters make it longer, and `cleanText` would take
 * them out again.
 */
export function breakMarkup(line: string): string {
  if (PLAIN.test(line)) return line;
  return breakBareLinks(line)
    .replace(/<(?=[a-z/!?])/gi, `<${INVISIBLE_BREAK}`)
    .replace(/\](?=[([:])/g, `]${INVISIBLE_BREAK}`);
}

/** As `escapeInline`, for a text that may begin a line, where headings, lists and underlines of headings begin too. */
export function escapeMarkdown(text: string, maxLength: number = DEFAULT_LENGTH): string {
  return escapeInline(text, maxLength)
    .replace(/^[#+\-=:]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** Text for HTML, in content and in quoted attribute values. Length and control characters are the caller's choice. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/`/g, '&#96;');
}

/** `www.`, `//`, e-mail addresses and names with a dot: what renderers turn into links by themselves. */
function breakBareLinks(text: string): string {
  return text
    .replace(/\/(?=\/)/g, `/${INVISIBLE_BREAK}`)
    .replace(/www(?=\.)/gi, `$&${INVISIBLE_BREAK}`)
    .replace(/(?<=[\p{L}\p{N}])\.(?=[\p{L}])/gu, `.${INVISIBLE_BREAK}`)
    .replace(/(?<=\S)@(?=\S)/g, `${INVISIBLE_BREAK}@`);
}
