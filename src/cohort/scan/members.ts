/** The members of a resource that tell whose it is and what it says, found in the bytes of its line. */
import {
  afterSpaces,
  bytesOf,
  CLOSE,
  COLON,
  COMMA,
  finder,
  OPEN,
  plainEnd,
  QUOTE,
  standsAt,
  stringEnd,
  valueEnd,
} from './bytes.js';

const SUBJECT = bytesOf('subject');
const REFERENCE = bytesOf('"reference"');
const hasSubject = finder('"subject"');
const CODE_KEY = bytesOf('"code"');

export class Members {
  /** The text of the reference of `subject`, without its quotes; -1 where it is not told from the bytes. */
  reference = -1;
  referenceEnd = -1;
  /** The value of the element looked for; -1 where there is none. */
  element = -1;
  elementEnd = -1;
  /** Whether one of the members is there that the element does not decide beside. */
  beside = false;

  readonly #name: Uint8Array;
  readonly #unless: readonly Uint8Array[];

  /**
   * @param name of the element looked for, if any
   * @param unless members that are noticed; with any of them the whole line is walked
   */
  constructor(name = '', unless: readonly string[] = []) {
    this.#name = bytesOf(name);
    this.#unless = unless.map(bytesOf);
  }

  /**
   * @param at after the first members, where a comma or the end of the object is due
   * @param to end of the line
   * @returns false where the line is not of the usual form, or has a member twice
   */
  find(bytes: Uint8Array, at: number, to: number): boolean {
    this.reference = this.referenceEnd = this.element = this.elementEnd = -1;
    this.beside = false;
    const name = this.#name;
    let left = name.length > 0 ? 2 : 1;
    if (this.#unless.length > 0) left = Infinity;
    for (;;) {
      if (bytes[at] === CLOSE) return at === to - 1;
      if (bytes[at] !== COMMA) return false;
      const key = afterSpaces(bytes, at + 1) + 1;
      const keyEnd = bytes[key - 1] === QUOTE ? plainEnd(bytes, key) : -1;
      if (keyEnd < 0) return false;
      at = afterSpaces(bytes, keyEnd + 1);
      if (bytes[at] !== COLON) return false;
      const value = afterSpaces(bytes, at + 1);
      const valueTo = valueEnd(bytes, value);
      if (valueTo < 0) return false;
      const length = keyEnd - key;
      if (length === SUBJECT.length && standsAt(bytes, key, SUBJECT)) {
        if (this.reference >= 0 || !this.#refer(bytes, value)) return false;
        left--;
      } else if (length === name.length && standsAt(bytes, key, name)) {
        if (this.element >= 0) return false;
        this.element = value;
        this.elementEnd = valueTo;
        left--;
      } else {
        for (const one of this.#unless) if (length === one.length && standsAt(bytes, key, one)) this.beside = true;
      }
      at = afterSpaces(bytes, valueTo);
      // Another subject counts in place of the first.
      if (left === 0) return !hasSubject(bytes, at, to);
    }
  }

  /** `{"reference":"Patient/1"…`, with the reference first. */
  #refer(bytes: Uint8Array, value: number): boolean {
    if (bytes[value] !== OPEN) return false;
    const key = afterSpaces(bytes, value + 1);
    if (!standsAt(bytes, key, REFERENCE)) return false;
    const colon = afterSpaces(bytes, key + REFERENCE.length);
    if (bytes[colon] !== COLON) return false;
    const text = afterSpaces(bytes, colon + 1) + 1;
    if (bytes[text - 1] !== QUOTE) return false;
    this.referenceEnd = plainEnd(bytes, text);
    this.reference = text;
    return this.referenceEnd >= 0;
  }
}

/**
 * Whether some `code` between two bytes may be one that is known.
 * @param isKnown of the bytes of a plain text; what is not plain may be any
 */
export function mayHoldCode(
  bytes: Uint8Array,
  from: number,
  to: number,
  isKnown: (from: number, to: number) => boolean,
): boolean {
  for (let at = from; at < to;) {
    if (bytes[at] !== QUOTE) {
      at++;
      continue;
    }
    if (standsAt(bytes, at, CODE_KEY)) {
      const colon = afterSpaces(bytes, at + CODE_KEY.length);
      const text = afterSpaces(bytes, colon + 1) + 1;
      if (bytes[colon] === COLON && bytes[text - 1] === QUOTE) {
        const end = plainEnd(bytes, text);
        if (end < 0 || isKnown(text, end)) return true;
        at = end + 1;
        continue;
      }
    }
    const end = stringEnd(bytes, at + 1);
    if (end < 0) return true;
    at = end + 1;
  }
  return false;
}
