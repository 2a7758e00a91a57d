/**
 * JSON where it stands in what was read from a file: where a value ends, and whether something is there at all, told from
 * the bytes of one line. Every line ends with a newline, which no JSON has within a string, so that nothing is read past it.
 */

export const NEWLINE = 0x0a;
export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LIST = 0x5b;

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Whether these very bytes stand there. */
export function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

export function afterSpaces(bytes: Uint8Array, at: number): number {
  while (bytes[at] === SPACE) at++;
  return at;
}

/** The closing quote of the string that begins at `at`, after its own quote; -1 where there is none in the line. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at] as number;
    if (byte > QUOTE && byte !== BACKSLASH) at++;
    else if (byte === QUOTE) return at;
    else if (byte < SPACE) return -1;
    else if (byte === BACKSLASH) {
      if ((bytes[at + 1] as number) < SPACE) return -1;
      at += 2;
    } else at++;
  }
}

/** As `stringEnd`, of a string without escapes: -1 where it has any. */
export function plainEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < SPACE) return -1;
    at++;
  }
}

/** The byte after the value that begins at `at`; -1 where it does not end in the line. */
export function valueEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first === QUOTE) {
    const end = stringEnd(bytes, at + 1);
    return end < 0 ? -1 : end + 1;
  }
  if (first === OPEN || first === LIST) return nestedEnd(bytes, at);
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === COMMA || byte === CLOSE) return at;
    if (byte < SPACE) return -1;
    at++;
  }
}

function nestedEnd(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (;;) {
    const byte = bytes[at++] as number;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at) + 1;
      if (at === 0) return -1;
      // The bits of `{` and `[` differ in one, and those of `}` and `]` in the same.
    } else if ((byte | SPACE) === OPEN) depth++;
    else if ((byte | SPACE) === CLOSE) {
      if (--depth === 0) return at;
    } else if (byte < SPACE) return -1;
  }
}

/** Looks for a text in bytes, leaping by its length where the byte there is none of its own (Horspool). */
export function finder(text: string): (bytes: Uint8Array, from: number, to: number) => boolean {
  const needle = bytesOf(text);
  const last = needle.length - 1;
  const leaps = new Uint8Array(256).fill(needle.length);
  for (let i = 0; i < last; i++) leaps[needle[i] as number] = last - i;
  const ending = needle[last];
  return (bytes, from, to) => {
    for (let at = from + last; at < to;) {
      const byte = bytes[at] as number;
      if (byte === ending && standsAt(bytes, at - last, needle)) return true;
      at += leaps[byte] as number;
    }
    return false;
  };
}
