/**
 * What can be told of a resource from the bytes of its line, without parsing it. FHIR Bulk Data is mostly lines that
 * nobody needs; to find that out must cost less than to parse them.
 *
 * A needle such as `"subject"` cannot stand inside a JSON string, where its quotes would be escaped, so a match is a whole
 * token. Wherever the bytes are not of the usual form the answer is `undefined`: parse it then. Never a guess.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const USUAL_START = Buffer.from('{"resourceType":"');
const ID = Buffer.from('"id"');
const SUBJECT = Buffer.from('"subject"');
const PATIENT = Buffer.from('"patient"');
const REFERENCE = Buffer.from('"reference"');
const CONTAINED = Buffer.from('"contained"');
const CODE = Buffer.from('"code"');
/** A reference or an id longer than this is none. */
const LONGEST = 512;

/** A line (or any stretch of bytes that holds one resource): from `start` to before `end` of `bytes`. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;

/** The line without the white space around it, and without the mark that some tools begin a file with. */
export function trimmed({ bytes, start, end }: Line): Line {
  let [from, to] = [start, end];
  if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
  while (from < to && isSpace(bytes[from])) from++;
  while (to > from && isSpace(bytes[to - 1])) to--;
  return { bytes, start: from, end: to };
}

/** False for what cannot be a JSON object: a line that is cut off, most often. */
export const looksWhole = ({ bytes, start, end }: Line): boolean =>
  end - start >= 2 && bytes[start] === OPEN && bytes[end - 1] === CLOSE;

/** The text of a string that begins after its quote at `from`; `undefined` where it has escapes or does not end. */
function plainText(bytes: Buffer, from: number, end: number): string | undefined {
  const limit = Math.min(end, from + LONGEST);
  for (let at = from; at < limit; at++) {
    if (bytes[at] === BACKSLASH) return undefined;
    if (bytes[at] === QUOTE) return bytes.toString('latin1', from, at);
  }
  return undefined;
}

/** Where the value after a key begins, or -1 where no colon follows. */
function valueAfter(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) at++;
  if (bytes[at] !== COLON) return -1;
  at++;
  while (at < end && isSpace(bytes[at])) at++;
  return at < end ? at : -1;
}

function startsWith(bytes: Buffer, at: number, end: number, needle: Buffer): boolean {
  return at + needle.length <= end && bytes.compare(needle, 0, needle.length, at, at + needle.length) === 0;
}

const within = (at: number, end: number): boolean => at >= 0 && at < end;

/** `Condition`, where the line begins with it as servers write it. */
export function peekType({ bytes, start, end }: Line): string | undefined {
  return startsWith(bytes, start, end, USUAL_START) ? plainText(bytes, start + USUAL_START.length, end) : undefined;
}

/** The id, where it follows the type at once. */
export function peekId({ bytes, start, end }: Line, type: string): string | undefined {
  const comma = start + USUAL_START.length + type.length + 1;
  if (bytes[comma] !== 0x2c) return undefined;
  let at = comma + 1;
  while (at < end && isSpace(bytes[at])) at++;
  if (!startsWith(bytes, at, end, ID)) return undefined;
  const value = valueAfter(bytes, at + ID.length, end);
  return value >= 0 && bytes[value] === QUOTE ? plainText(bytes, value + 1, end) : undefined;
}

/**
 * The reference of `subject`, where there is one subject, its reference comes first and nothing is contained. A second
 * `subject`, a `patient` or a contained resource could mean somebody else.
 */
export function peekSubject({ bytes, start, end }: Line): string | undefined {
  const key = bytes.indexOf(SUBJECT, start);
  if (!within(key, end)) return undefined;
  const after = key + SUBJECT.length;
  const object = valueAfter(bytes, after, end);
  if (object < 0 || bytes[object] !== OPEN) return undefined;
  let at = object + 1;
  while (at < end && isSpace(bytes[at])) at++;
  if (!startsWith(bytes, at, end, REFERENCE)) return undefined;
  const value = valueAfter(bytes, at + REFERENCE.length, end);
  if (value < 0 || bytes[value] !== QUOTE) return undefined;
  // Looked for in the line alone: over the whole buffer each absent word would cost a walk to its end.
  const line = bytes.subarray(start, end);
  if (line.indexOf(SUBJECT, after - start) >= 0 || line.includes(PATIENT) || line.includes(CONTAINED)) return undefined;
  return plainText(bytes, value + 1, end);
}

/** True where some `code` of the line is one of these, or where that cannot be told. */
export function mayCarry({ bytes, start, end }: Line, codes: ReadonlySet<string>): boolean {
  const line = bytes.subarray(start, end);
  for (let at = line.indexOf(CODE); at >= 0; at = line.indexOf(CODE, at + CODE.length)) {
    const value = valueAfter(line, at + CODE.length, line.length);
    // `"code":{` is a CodeableConcept; the codes in it come next.
    if (value < 0 || line[value] !== QUOTE) continue;
    const code = plainText(line, value + 1, line.length);
    if (code === undefined || codes.has(code) || codes.has(code.trim())) return true;
  }
  return false;
}
