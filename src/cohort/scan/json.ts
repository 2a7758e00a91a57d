/** Whether bytes are JSON, and where a value ends: as strict as `JSON.parse`, without making anything of it. */
import { CLOSE, COLON, COMMA, OPEN, QUOTE } from './bytes.js';

const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LIST = 0x5b;
const LIST_END = 0x5d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_E = 0x65;
/** Deeper is no resource; whoever asked parses it. */
const DEEPEST = 200;

const setOf = (text: string): Uint8Array => {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(text, 'latin1')) set[byte] = 1;
  return set;
};
const BLANKS = setOf(' \t\r\n');
const ESCAPES = setOf('"\\/bfnrt');
const HEX = setOf('0123456789abcdefABCDEF');
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word, 'latin1'));

export function afterBlanks(bytes: Uint8Array, at: number): number {
  while (BLANKS[bytes[at] as number] === 1) at++;
  return at;
}

/** The byte after the value that begins at `at`; -1 where none does. */
export function jsonEnd(bytes: Uint8Array, at: number, depth = 0): number {
  const first = bytes[at] as number;
  if (first === QUOTE) return textEnd(bytes, at + 1);
  if (first === OPEN) return depth > DEEPEST ? -1 : membersEnd(bytes, at + 1, depth);
  if (first === LIST) return depth > DEEPEST ? -1 : itemsEnd(bytes, at + 1, depth);
  if (first === MINUS || (first >= ZERO && first <= NINE)) return numberEnd(bytes, at);
  for (const word of WORDS) {
    let length = 0;
    while (length < word.length && bytes[at + length] === word[length]) length++;
    if (length === word.length) return at + length;
  }
  return -1;
}

/** @param at after the opening quote; @returns after the closing one */
export function textEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at] as number;
    if (byte > QUOTE && byte !== BACKSLASH) at++;
    else if (byte === QUOTE) return at + 1;
    else if (byte === BACKSLASH) {
      const escape = bytes[at + 1] as number;
      if (ESCAPES[escape] === 1) at += 2;
      else if (escape === 0x75) {
        for (let digit = 2; digit < 6; digit++) if (HEX[bytes[at + digit] as number] !== 1) return -1;
        at += 6;
      } else return -1;
    } else if (byte >= SPACE) at++;
    else return -1;
  }
}

function membersEnd(bytes: Uint8Array, from: number, depth: number): number {
  let at = afterBlanks(bytes, from);
  if (bytes[at] === CLOSE) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return -1;
    at = textEnd(bytes, at + 1);
    if (at < 0) return -1;
    at = afterBlanks(bytes, at);
    if (bytes[at] !== COLON) return -1;
    at = jsonEnd(bytes, afterBlanks(bytes, at + 1), depth + 1);
    if (at < 0) return -1;
    at = afterBlanks(bytes, at);
    if (bytes[at] === CLOSE) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at = afterBlanks(bytes, at + 1);
  }
}

function itemsEnd(bytes: Uint8Array, from: number, depth: number): number {
  let at = afterBlanks(bytes, from);
  if (bytes[at] === LIST_END) return at + 1;
  for (;;) {
    at = jsonEnd(bytes, at, depth + 1);
    if (at < 0) return -1;
    at = afterBlanks(bytes, at);
    if (bytes[at] === LIST_END) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at = afterBlanks(bytes, at + 1);
  }
}

function numberEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === MINUS) at++;
  if (bytes[at] === ZERO) at++;
  else if ((at = digitsEnd(bytes, at)) < 0) return -1;
  if (bytes[at] === POINT && (at = digitsEnd(bytes, at + 1)) < 0) return -1;
  if (((bytes[at] as number) | SPACE) !== LOWER_E) return at;
  const sign = bytes[at + 1];
  return digitsEnd(bytes, at + (sign === PLUS || sign === MINUS ? 2 : 1));
}

/** After at least one digit. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  return at === from ? -1 : at;
}
